import { type ZoneShift, zoneShifts } from '../domain/profile/zone-shifts.js';
import type { ProfileStore, Zones } from '../ports/profile-store.js';

export interface ProfileDeps {
  readonly profiles: ProfileStore;
  readonly shop: { readonly timezone: string };
}

export interface RefreshOptions {
  /** Only these (canonical) customers changed; absent means everybody. */
  readonly customerIds?: readonly number[];
  readonly onProgress?: (done: number, total: number) => void;
}

export interface Refreshed {
  readonly customers: number;
}

// One chunk is one transaction: short enough that a chat's reply need not wait for it.
const chunkSize = 2_000;

// Before this the oldest offset known holds; day counts of interactions that old are off by an hour at most.
const zonesFrom = Date.UTC(2005, 0, 1);

/** Recomputes profiles from interactions up to `asOf`, then ranks everybody. Safe to repeat and to interrupt. */
export async function refreshProfiles(
  deps: ProfileDeps,
  asOf: number,
  { customerIds, onProgress }: RefreshOptions = {},
): Promise<Refreshed> {
  const { profiles } = deps;
  const ids = customerIds ?? [...(await profiles.livingCustomers())];
  onProgress?.(0, ids.length);
  const zones = await zonesOf(deps, asOf);
  for (let start = 0; start < ids.length; start += chunkSize) {
    await profiles.refreshFigures(ids.slice(start, start + chunkSize), zones, asOf);
    onProgress?.(Math.min(start + chunkSize, ids.length), ids.length);
  }
  await profiles.rank();
  return { customers: ids.length };
}

/** Refreshes everybody if something happened since; null if nothing did. */
export async function freshenProfiles(
  deps: ProfileDeps,
  asOf: number,
  options: Pick<RefreshOptions, 'onProgress'> = {},
): Promise<Refreshed | null> {
  return (await deps.profiles.isStale()) ? refreshProfiles(deps, asOf, options) : null;
}

async function zonesOf({ profiles, shop }: ProfileDeps, asOf: number): Promise<Zones> {
  const customers = new Map<string, readonly ZoneShift[]>();
  for (const zone of await profiles.customerZones()) {
    const shifts = shiftsOrNull(zone, asOf);
    if (zone !== shop.timezone && shifts !== null) customers.set(zone, shifts);
  }
  return { shop: zoneShifts(shop.timezone, zonesFrom, asOf), customers };
}

// A customer's zone may come from anywhere; one that is none counts as the shop's.
function shiftsOrNull(zone: string, asOf: number): ZoneShift[] | null {
  try {
    return zoneShifts(zone, zonesFrom, asOf);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

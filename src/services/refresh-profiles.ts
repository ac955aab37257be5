import { type ZoneShift, zoneShifts } from '../domain/profile/zone-shifts.js';
import type { ProfileStore, Zones } from '../ports/profile-store.js';
import { fitOutlooks, freshenOutlooks, type OutlookDeps } from './refresh-outlooks.js';

export interface ProfileDeps extends OutlookDeps {
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

/**
 * Recomputes profiles from interactions up to `asOf`, then fits how customers buy again and ranks everybody. Safe to repeat
 * and to interrupt.
 */
export async function refreshProfiles(
  deps: ProfileDeps,
  asOf: number,
  { customerIds, onProgress }: RefreshOptions = {},
): Promise<Refreshed> {
  const { profiles } = deps;
  if (customerIds !== undefined) {
    await computeFigures(deps, asOf, customerIds, onProgress);
    await freshenOutlooks(deps, asOf, customerIds);
    await profiles.finish({ strayIds: [], shelfChangeIds: [], isRankAffected: true, mark: null });
    return { customers: customerIds.length };
  }
  const from = await profiles.mark();
  const throughInteractionId = await profiles.settledThrough(0, asOf);
  const strayIds = await profiles.strayIds();
  const shelfChangeIds = await profiles.shelfChanges();
  const zones = await zonesOf(deps, asOf);
  const customers = await profiles.refreshEverybody({ zones, asOf }, onProgress);
  await fitOutlooks(deps, asOf);
  const to = { throughInteractionId, asOf, timezone: deps.shop.timezone };
  await profiles.finish({ strayIds, shelfChangeIds, isRankAffected: true, mark: { from, to } });
  return { customers };
}

/**
 * Refreshes those to whom something happened since the last pass, or to what they dealt with; everybody on the first one.
 * Null if nothing did.
 * The mark moves last: whatever stops a pass, the next one does its work again.
 */
export async function freshenProfiles(
  deps: ProfileDeps,
  asOf: number,
  options: Pick<RefreshOptions, 'onProgress'> = {},
): Promise<Refreshed | null> {
  const { profiles } = deps;
  const { timezone } = deps.shop;
  const from = await profiles.mark();
  if (from === null || from.timezone !== timezone) return refreshProfiles(deps, asOf, options);
  const last = from.throughInteractionId;
  const until = Math.max(asOf, from.asOf);
  const throughInteractionId = await profiles.settledThrough(last, until);
  const strayIds = await profiles.strayIds();
  const shelfChangeIds = await profiles.shelfChanges();
  const changes = await profiles.changedSince(last, shelfChangeIds);
  const { customerIds } = changes;
  const isUnchanged = [customerIds, strayIds, shelfChangeIds].every(({ length }) => length === 0);
  if (changes.isMost)
    await profiles.refreshEverybody(
      { zones: await zonesOf(deps, until), asOf: until },
      options.onProgress,
    );
  else await computeFigures(deps, until, customerIds, options.onProgress);
  await freshenOutlooks(deps, until, customerIds);
  if (isUnchanged && throughInteractionId === last) return null;
  await profiles.finish({
    strayIds,
    shelfChangeIds,
    isRankAffected: changes.isRankAffected || strayIds.length > 0,
    mark: { from, to: { throughInteractionId, asOf: until, timezone } },
  });
  return { customers: customerIds.length };
}

async function computeFigures(
  deps: ProfileDeps,
  asOf: number,
  customerIds: readonly number[],
  onProgress: RefreshOptions['onProgress'],
): Promise<void> {
  const { length } = customerIds;
  if (length === 0) return;
  onProgress?.(0, length);
  const zones = await zonesOf(deps, asOf);
  for (let start = 0; start < length; start += chunkSize) {
    await deps.profiles.refreshFigures(customerIds.slice(start, start + chunkSize), {
      zones,
      asOf,
    });
    onProgress?.(Math.min(start + chunkSize, length), length);
  }
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

import type { CustomerProfile } from '../domain/profile/profile.js';
import type { ZoneShift } from '../domain/profile/zone-shifts.js';

/** In which zones days begin: the shop's, and those that customers have of their own. */
export interface Zones {
  readonly shop: readonly ZoneShift[];
  readonly customers: ReadonlyMap<string, readonly ZoneShift[]>;
}

/** Keeps customer profiles, which are derived: dropping them all loses nothing. */
export interface ProfileStore {
  /** Everybody who has or should have a profile: canonical and not erased, ascending. */
  livingCustomers(): Promise<Int32Array>;
  /** Zones that customers have of their own. */
  customerZones(): Promise<string[]>;
  /** Recomputes the figures of these canonical customers from their interactions up to `asOf`. */
  refreshFigures(customerIds: readonly number[], zones: Zones, asOf: number): Promise<void>;
  /** Ranks everybody anew and drops profiles of people who are merged away or erased. */
  rank(): Promise<void>;
  /** Whether something was recorded, merged or erased since the profiles were computed. */
  isStale(): Promise<boolean>;
  find(customerIds: readonly number[]): Promise<CustomerProfile[]>;
}

import type { CustomerProfile } from '../domain/profile/profile.js';
import type { ZoneShift } from '../domain/profile/zone-shifts.js';

/** In which zones days begin: the shop's, and those that customers have of their own. */
export interface Zones {
  readonly shop: readonly ZoneShift[];
  readonly customers: ReadonlyMap<string, readonly ZoneShift[]>;
}

export interface RefreshBasis {
  readonly zones: Zones;
  /** What happened later is not looked at. */
  readonly asOf: number;
}

/** How far profiles have come: every interaction up to this id is in them, days counted in this zone of the shop. */
export interface ProfileMark {
  readonly throughInteractionId: number;
  /** A pass may not look back from earlier, or what others have counted would be lost from the rows it writes. */
  readonly asOf: number;
  readonly timezone: string;
  /** Another one whenever a pass followed changes of the catalogue; none before the first. */
  readonly shelf: string | undefined;
  /** Another one for every move. */
  readonly token: string;
}

export interface ProfileChanges {
  /** Canonical and not erased, ascending. */
  readonly customerIds: readonly number[];
  /** Whether it may have changed how people stand to each other. */
  readonly isRankAffected: boolean;
  /** Whether so many that walking through all that happened is sooner done than looking up theirs. */
  readonly isMost: boolean;
}

export interface ProfilePass {
  /** Profiles to drop, as `strayIds` gave them before the figures were computed. */
  readonly strayIds: readonly number[];
  /** Changes of the catalogue that the figures follow, as `shelfChanges` gave them before those were computed. */
  readonly shelfChangeIds: readonly number[];
  readonly isRankAffected: boolean;
  readonly mark: {
    readonly from: ProfileMark | null;
    readonly to: Omit<ProfileMark, 'token' | 'shelf'>;
  } | null;
}

/** Keeps customer profiles, which are derived: dropping them all loses nothing. */
export interface ProfileStore {
  /** Zones that customers have of their own. */
  customerZones(): Promise<string[]>;
  /** Null before the first pass over everybody. */
  mark(): Promise<ProfileMark | null>;
  /**
   * Up to where nothing more can turn up: no interaction of a lower or equal id will be committed later, and none lies
   * after `asOf`. To be asked before `changedSince`; never less than `afterInteractionId`.
   */
  settledThrough(afterInteractionId: number, asOf: number): Promise<number>;
  /**
   * Who did something of a higher id, who has no profile yet, who has been joined by somebody with a profile, and whom
   * these changes of the catalogue concern.
   */
  changedSince(interactionId: number, shelfChangeIds: readonly number[]): Promise<ProfileChanges>;
  /** Changes of the catalogue that no pass has followed yet. To be asked before `changedSince`. */
  shelfChanges(): Promise<number[]>;
  /** Profiles of people who are merged away or erased. To be asked before `changedSince`. */
  strayIds(): Promise<number[]>;
  /** Recomputes the figures of these canonical customers from their interactions up to `asOf`: a few thousand at once. */
  refreshFigures(customerIds: readonly number[], basis: RefreshBasis): Promise<void>;
  /**
   * The same for everybody who counts (canonical and not erased), in an order that suits the database.
   *
   * @returns how many they are
   */
  refreshEverybody(
    basis: RefreshBasis,
    onProgress?: (done: number, total: number) => void,
  ): Promise<number>;
  /**
   * Drops strays, ranks everybody anew where asked for, moves the mark, and forgets the changes of the catalogue unless
   * another pass may have written over what follows them: all or nothing.
   */
  finish(pass: ProfilePass): Promise<void>;
  find(customerIds: readonly number[]): Promise<CustomerProfile[]>;
}

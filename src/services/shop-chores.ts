import type { CodeGuessStore } from '../ports/code-guess-store.js';
import type { DeliveryStore } from '../ports/delivery-store.js';
import type { Chore } from './chat-chores.js';
import { type CheckoutDeps, sweepReservations } from './checkout.js';
import { type EarnDeps, membershipRound } from './earn-points.js';
import { endGroups, type GroupRoundDeps } from './group-round.js';
import { freshenProfiles, type ProfileDeps } from './refresh-profiles.js';

interface ChoreDeps extends ProfileDeps, CheckoutDeps, EarnDeps, GroupRoundDeps {
  readonly shop: ProfileDeps['shop'] & EarnDeps['shop'];
  readonly random: CheckoutDeps['random'];
  readonly deliveries: Pick<DeliveryStore, 'tidyLimits'>;
  readonly guesses: Pick<CodeGuessStore, 'forget'>;
}

/** What the shop's books need every minute, in the process that keeps the schedules. */
export function shopChores(deps: ChoreDeps): Chore[] {
  const now = () => deps.clock.now();
  return [
    { name: 'limits', work: () => deps.deliveries.tidyLimits(now()) },
    { name: 'profiles', work: () => freshenProfiles(deps, now()) },
    { name: 'reservations', work: () => sweepReservations(deps) },
    { name: 'groups', work: () => endGroups(deps) },
    { name: 'guesses', work: () => deps.guesses.forget(now()) },
    { name: 'membership', work: () => membershipRound(deps) },
  ];
}

import type { Shop } from '../domain/campaign/shop.js';
import { expiresAt } from '../domain/membership/expires-at.js';
import type { Clock } from '../ports/clock.js';
import type { MembershipStore } from '../ports/membership-store.js';

export interface JoinDeps {
  readonly shop: Pick<Shop, 'membership' | 'timezone'>;
  readonly members: MembershipStore;
  readonly clock: Clock;
}

/** Makes a customer a member, with the points that joining gives; once, however often it is asked for. */
export async function joinMembership(
  { shop, members }: Pick<JoinDeps, 'shop' | 'members'>,
  customerId: number,
  at: number,
): Promise<void> {
  const { membership } = shop;
  if (membership === undefined) return;
  const { join: points } = membership.points;
  const gone = expiresAt(membership.points, at, shop.timezone);
  await members.join({ customerId, tier: membership.tiers[0].id, points, expiresAt: gone, at });
}

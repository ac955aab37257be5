import type { Minor } from '../money.js';
import type { Membership, Tier } from './membership.js';

/** The highest tier that this spend reaches. */
export function tierFor({ tiers }: Pick<Membership, 'tiers'>, spendMinor: Minor): Tier {
  return tiers.findLast((tier) => tier.fromSpendMinor <= spendMinor) ?? tiers[0];
}

/** The tier of this id; one that shop.yaml does not know, such as an imported one, earns as the first does. */
export function tierNamed({ tiers }: Pick<Membership, 'tiers'>, id: string): Tier | null {
  return tiers.find((tier) => tier.id === id) ?? null;
}

export interface NextTier {
  readonly tier: Tier;
  readonly missingMinor: Minor;
}

/** The tier after the one that this spend reaches; null at the top. */
export function nextTier({ tiers }: Pick<Membership, 'tiers'>, spendMinor: Minor): NextTier | null {
  const tier = tiers[tiers.indexOf(tierFor({ tiers }, spendMinor)) + 1];
  return tier === undefined ? null : { tier, missingMinor: tier.fromSpendMinor - spendMinor };
}

import type { ProfileFigureName } from '../rule.js';

/** Figures of the profile by which customers can be told apart; scores are left out, being ranks of these. */
export const clusterFeatures = [
  'recencyDays',
  'inactiveDays',
  'customerDays',
  'purchaseCount',
  'unitCount',
  'activeDays',
  'monetaryMinor',
  'averageBasketMinor',
] as const satisfies readonly ProfileFigureName[];

export type ClusterFeature = (typeof clusterFeatures)[number];

/**
 * How lately, how often, how much at once, for how long. Money in all is not among them: its logarithm is the sum of two
 * that are, and would count them twice.
 */
export const usualFeatures: readonly ClusterFeature[] = [
  'recencyDays',
  'purchaseCount',
  'averageBasketMinor',
  'customerDays',
];

/** As the heading of a column. */
export const featureTitles: Readonly<Record<ClusterFeature, string>> = {
  recencyDays: 'days since last order',
  inactiveDays: 'days since last seen',
  customerDays: 'days since first order',
  purchaseCount: 'orders',
  unitCount: 'pieces',
  activeDays: 'active days',
  monetaryMinor: 'spent in all',
  averageBasketMinor: 'spent an order',
};

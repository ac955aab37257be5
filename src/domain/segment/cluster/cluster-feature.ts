import { formatMoney } from '../../money.js';
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

/** As segments.yaml writes it: `average_basket`. */
export function featureKey(feature: ClusterFeature): string {
  return feature.replace(/Minor$/, '').replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** What is typical, for people: money as money, small numbers with a tenth. */
export function featureText(feature: ClusterFeature, value: number, currency: string): string {
  if (feature.endsWith('Minor')) return formatMoney(Math.round(value), currency);
  const digits = Math.abs(value) < 9.95 ? 1 : 0;
  return value.toLocaleString('en', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

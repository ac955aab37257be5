import type { Shop } from '../domain/campaign/shop.js';
import { formatMoney } from '../domain/money.js';
import type { PointsHistoryEntry } from '../ports/points-store.js';
import type { PointsStanding } from '../services/points.js';
import { table } from './output.js';

type Place = Pick<Shop, 'currency' | 'timezone'>;

export function standingText(standing: PointsStanding, shop: Place): string {
  const { tier, memberSince, available, worthMinor, spendMinor, next, expires } = standing;
  const money = (minor: number) => formatMoney(minor, shop.currency);
  const since = memberSince === null ? '' : `, since ${dayOf(memberSince, shop)}`;
  const lines = [
    tier === null ? 'not a member' : `${tier.names['en'] ?? tier.id}${since}`,
    `${available.toLocaleString('en')} points, worth ${money(worthMinor)}`,
    `${money(spendMinor)} spent in the time that counts for tiers`,
  ];
  if (next !== null)
    lines.push(`${money(next.missingMinor)} to ${next.tier.names['en'] ?? next.tier.id}`);
  if (expires?.expiresAt != null)
    lines.push(
      `${expires.points.toLocaleString('en')} points expire on ${dayOf(expires.expiresAt - 1, shop)}`,
    );
  return lines.join('\n');
}

export function historyText(entries: readonly PointsHistoryEntry[], shop: Place): string {
  if (entries.length === 0) return 'Nothing yet.';
  return table(
    ['day', 'what', 'points', 'expires', 'reason'],
    entries.map(({ kind, points, at, expiresAt, reason }) => [
      dayOf(at, shop),
      kind,
      points,
      expiresAt === null || points < 0 ? '' : dayOf(expiresAt - 1, shop),
      reason ?? '',
    ]),
  );
}

function dayOf(at: number, { timezone }: Place): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: timezone, dateStyle: 'short' }).format(at);
}

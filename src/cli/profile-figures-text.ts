import { counted } from '../domain/counted.js';
import { formatMoney } from '../domain/money.js';
import { halfLifeMs, type InterestShare } from '../domain/profile/interests.js';
import type { CustomerProfile } from '../domain/profile/profile.js';
import { priceLevel } from '../domain/profile/purchasing-power.js';
import { weekdayName } from '../domain/segment/fact-text.js';

export type Line = readonly [label: string, text: string];

export interface FigureContext {
  readonly asOf: number;
  readonly currency: string;
  readonly timezone: string;
}

/** What the model of the shop's buyers expects; the last line says what that rests on. */
export function outlookLines(profile: CustomerProfile, context: FigureContext): Line[] {
  const { alivePercent, expectedMilli, nextPurchaseAt, lifetimeValueMinor, outlookAt } = profile;
  if (alivePercent === null || expectedMilli === null || outlookAt === null) return [];
  const next = nextPurchaseAt === null ? 'not within ten years' : day(nextPurchaseAt, context);
  const worth =
    lifetimeValueMinor === null ? 'unknown' : formatMoney(lifetimeValueMinor, context.currency);
  return [
    ['still a customer', `${alivePercent} % likely`],
    [
      'will buy',
      `${(expectedMilli / 1_000).toFixed(1)} times within a year; if still a customer, an even chance by: ${next}`,
    ],
    ['worth a year', `${worth} of sales to come, at today's value (not profit)`],
    [
      '',
      `from ${counted(profile.purchaseDays, 'day')} with purchases since ${day(profile.firstPurchaseAt, context)}, by how all buyers here behave (BG/NBD), as of ${day(outlookAt, context)}`,
    ],
  ];
}

export function spendingLines(profile: CustomerProfile, { currency }: FigureContext): Line[] {
  const { medianBasketMinor, pricePercentile, discountOrderCount, discountMinor } = profile;
  const orders = counted(profile.purchaseCount, 'order');
  const lines: Line[] = [];
  if (medianBasketMinor !== null) {
    const pieces = (profile.unitCount / profile.purchaseCount).toFixed(1);
    lines.push([
      'usual basket',
      `${formatMoney(medianBasketMinor, currency)}, ${pieces} pieces (from ${orders})`,
    ]);
  }
  if (pricePercentile !== null)
    lines.push([
      'price level',
      `${priceLevel(pricePercentile)} of 5: pays more than ${pricePercentile} % of the catalogue's prices in the categories bought`,
    ]);
  const share = Math.round((discountOrderCount * 100) / profile.purchaseCount);
  const off = discountMinor > 0 ? `, ${formatMoney(discountMinor, currency)} off in all` : '';
  lines.push(['on discount', `${discountOrderCount} of ${orders} (${share} %)${off}`]);
  return lines;
}

export function habitLines(profile: CustomerProfile, context: FigureContext): Line[] {
  const { visitCount, visitMs, bestHour, bestWeekday, firstActiveAt, channels } = profile;
  if (visitCount === 0) return [];
  const spent = visitMs < 60_000 ? '' : `, ${minutes(visitMs / visitCount)} each on average`;
  const lines: Line[] = [
    [
      'visits',
      `${number(visitCount)}${spent} (from ${counted(profile.interactionCount, 'interaction')} since ${day(firstActiveAt, context)})`,
    ],
  ];
  if (bestHour !== null && bestWeekday !== null)
    lines.push([
      'comes most',
      `around ${bestHour}:00, most on a ${weekdayName(bestWeekday)} (customer's own clock)`,
    ]);
  if (channels.length > 0) {
    const shares = channels.map((each) => `${each.channelAccount} ${each.sharePercent} %`);
    lines.push(['answers on', shares.join(', ')]);
  }
  return lines;
}

const sorts = [
  { by: 'category', label: 'interested in' },
  { by: 'brand', label: 'brands' },
  { by: 'tag', label: 'tags' },
] as const;

const shown = 5;

export function interestLines({ interests }: CustomerProfile): Line[] {
  const lines = sorts.flatMap(({ by, label }): Line[] => {
    const own = interests.filter((each) => each.by === by).slice(0, shown);
    return own.length === 0 ? [] : [[label, own.map(interestText).join(', ')]];
  });
  const days = Math.round(halfLifeMs / 86_400_000);
  return lines.length === 0
    ? []
    : [...lines, ['', `looks, likes, carts and purchases; after ${days} days each counts half`]];
}

function interestText({ name, sharePercent }: InterestShare): string {
  return `${name} ${sharePercent} %`;
}

function day(at: number | null, { timezone }: FigureContext): string {
  if (at === null) return '–';
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: timezone }).format(at);
}

function minutes(ms: number): string {
  return counted(Math.max(1, Math.round(ms / 60_000)), 'minute');
}

function number(count: number): string {
  return count.toLocaleString('en');
}

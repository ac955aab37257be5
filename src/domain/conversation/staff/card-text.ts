import { formatMoney } from '../../money.js';
import type { Wishes } from '../wish.js';
import type { StaffTexts } from './staff-texts.js';

/** What the staff may know of a customer who wants to talk. */
export interface CardFacts {
  readonly name: string | null;
  readonly externalId: string | null;
  readonly since: number;
  readonly locale: string | null;
  readonly channelAccount: string;
  readonly orders: readonly { readonly at: number; readonly totalMinor: number }[];
  readonly coupons: number;
  readonly lastCampaign: { readonly name: string; readonly sentAt: number } | null;
  readonly consent: 'granted' | 'withdrawn' | null;
}

interface Card {
  readonly card: CardFacts;
  readonly wishes: Wishes;
  readonly currency: string;
  readonly timezone: string;
}

/** A customer on a few lines. */
export function cardText(
  { card: words }: StaffTexts,
  { card, wishes, currency, timezone }: Card,
): string {
  const format = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeZone: timezone });
  const day = (at: number) => format.format(at);
  const orders = card.orders
    .map(({ at, totalMinor }) => `${day(at)} ${formatMoney(totalMinor, currency, 'en')}`)
    .join(', ');
  const id = card.externalId === null ? '' : ` (${card.externalId})`;
  return [
    `${card.name ?? words.unnamed}${id}`,
    words.since(day(card.since), card.channelAccount),
    ...(card.locale === null ? [] : [words.language(card.locale)]),
    orders === '' ? words.noOrders : words.orders(orders),
    words.coupons(card.coupons),
    ...(card.lastCampaign === null
      ? []
      : [words.campaign(card.lastCampaign.name, day(card.lastCampaign.sentAt))]),
    words.consent[card.consent ?? 'none'],
    ...wishLines(words, wishes),
  ].join('\n');
}

function wishLines(words: StaffTexts['card'], wishes: Wishes): string[] {
  const { onlyInterests, mutedInterests, maxPerWeek } = wishes;
  const names = (interests: Wishes['onlyInterests']) =>
    interests.map(({ name }) => name).join(', ');
  return [
    ...(onlyInterests.length === 0 ? [] : [words.only(names(onlyInterests))]),
    ...(mutedInterests.length === 0 ? [] : [words.muted(names(mutedInterests))]),
    ...(maxPerWeek === null ? [] : [words.perWeek(maxPerWeek)]),
  ];
}

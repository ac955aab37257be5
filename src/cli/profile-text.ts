import { counted } from '../domain/counted.js';
import { formatMoney } from '../domain/money.js';
import type { CustomerProfile } from '../domain/profile/profile.js';
import { rfmName } from '../domain/profile/rfm.js';
import type { CustomerFacts } from '../domain/segment/customer-facts.js';
import { attributeText } from '../domain/segment/evaluate.js';
import { figureOf } from '../domain/segment/figure.js';
import { displayWidth } from './output.js';
import {
  habitLines,
  interestLines,
  type Line,
  outlookLines,
  spendingLines,
} from './profile-figures-text.js';

export interface CardContext {
  readonly displayName: string | null;
  /** Names of the segments that hold the customer. */
  readonly segments: readonly string[];
  readonly asOf: number;
  readonly currency: string;
  readonly timezone: string;
}

/** A customer on one screen. */
export function profileText(facts: CustomerFacts, context: CardContext): string {
  const { profile } = facts;
  const name = context.displayName === null ? '' : ` · ${context.displayName}`;
  const groups = [
    personLines(facts),
    profile === null || profile.purchaseCount === 0
      ? [['standing', 'never bought anything'] as Line, ...activityLines(profile, context)]
      : [...buyerLines(profile, context), ...activityLines(profile, context)],
    profile === null || profile.purchaseCount === 0 ? [] : spendingLines(profile, context),
    profile === null ? [] : outlookLines(profile, context),
    profile === null ? [] : habitLines(profile, context),
    profile === null ? [] : [...tasteLines(profile), ...interestLines(profile)],
    [['segments', context.segments.join(', ')] as Line, ['chats', chatsText(facts)] as Line],
  ];
  const body = groups.filter((lines) => lines.length > 0).map((lines) => lines.map(lineText));
  const title = `Customer ${facts.externalId ?? facts.customerId}${name}`;
  return [title, '─'.repeat(displayWidth(title)), ...body.flatMap((lines) => [...lines, ''])]
    .join('\n')
    .trimEnd();
}

function lineText([label, text]: Line): string {
  return `${label}${' '.repeat(Math.max(1, 18 - displayWidth(label)))}${text}`;
}

function personLines({ attributes, locale, memberTier, birthday }: CustomerFacts): Line[] {
  const own = Object.keys(attributes).map(
    (name): Line => [name, attributeText(attributes, name) ?? ''],
  );
  const known: Line[] = [
    ['language', locale ?? ''],
    ['tier', memberTier ?? ''],
    ['birthday', birthday ?? ''],
  ];
  return [...own, ...known].filter(([, text]) => text !== '');
}

function buyerLines(profile: CustomerProfile, context: CardContext): Line[] {
  const { recencyScore, frequencyScore, monetaryScore } = profile;
  const { currency, asOf } = context;
  const basket = figureOf(profile, 'averageBasketMinor', asOf) ?? 0;
  const scores = `recency ${recencyScore ?? '–'}, frequency ${frequencyScore ?? '–'}, money ${monetaryScore ?? '–'} of 5`;
  return [
    ['standing', `${rfmName(recencyScore, frequencyScore)} (${scores})`],
    ['last purchase', dayText(profile.lastPurchaseAt, context)],
    ['first purchase', dayText(profile.firstPurchaseAt, context)],
    [
      'orders',
      `${number(profile.purchaseCount)}, ${number(profile.unitCount)} pieces, ${formatMoney(basket, currency)} each on average`,
    ],
    ['spent', `${formatMoney(profile.monetaryMinor, currency)} (purchases less refunds)`],
  ];
}

function activityLines(profile: CustomerProfile | null, context: CardContext): Line[] {
  if (profile === null || profile.lastActiveAt === null) return [];
  const days = counted(profile.activeDays, 'day');
  return [['active', `on ${days}, last ${dayText(profile.lastActiveAt, context)}`]];
}

function tasteLines({ topCategories }: CustomerProfile): Line[] {
  const width = Math.max(0, ...topCategories.map(({ category }) => displayWidth(category)));
  return topCategories.map(({ category, sharePercent }, index) => {
    const bar = '█'.repeat(Math.max(1, Math.round(sharePercent / 4)));
    const pad = ' '.repeat(width - displayWidth(category));
    return [index === 0 ? 'money goes to' : '', `${category}${pad}  ${bar} ${sharePercent} %`];
  });
}

function chatsText({ identities }: CustomerFacts): string {
  if (identities.length === 0) return 'none yet (hawker links export)';
  return identities
    .map(({ channelAccount, grantedTopics }) =>
      grantedTopics.length === 0
        ? `${channelAccount} (has not agreed to anything)`
        : `${channelAccount} (agreed to ${grantedTopics.join(', ')})`,
    )
    .join(', ');
}

function dayText(at: number | null, { asOf, timezone }: CardContext): string {
  if (at === null) return '–';
  const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: timezone }).format(
    at,
  );
  const days = Math.floor((asOf - at) / 86_400_000);
  return days === 0 ? `${day} (today)` : `${day} (${counted(days, 'day')} ago)`;
}

function number(count: number): string {
  return count.toLocaleString('en');
}

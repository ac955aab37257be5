import type { InteractionKind } from '../behaviour/interaction-kind.js';
import { counted } from '../counted.js';
import { formatMoney } from '../money.js';
import { rfmName } from '../profile/rfm.js';
import { countsOrders, deedsOf } from './behaviour.js';
import type { CustomerFacts } from './customer-facts.js';
import { attributeText, type EvaluationContext, interestsAmong, matches } from './evaluate.js';
import { dayMs, figureOf } from './figure.js';
import type {
  BehaviourCondition,
  ClusterCondition,
  FollowUp,
  InterestCondition,
  ProductFilter,
  ProfileFigureName,
  SegmentRule,
} from './rule.js';

export interface ExplanationContext extends EvaluationContext {
  readonly currency: string;
}

type Leaf = Exclude<SegmentRule, { kind: 'all' | 'any' | 'not' | 'segment' }>;

/** What is known of the person in the matter that a condition asks about. */
export function factText(rule: Leaf, facts: CustomerFacts, context: ExplanationContext): string {
  switch (rule.kind) {
    case 'everyone':
      return 'is a customer';
    case 'attribute':
      return named(rule.name, attributeText(facts.attributes, rule.name));
    case 'field':
      return named(rule.field === 'locale' ? 'locale' : 'tier', facts[rule.field]);
    case 'birthday':
      return facts.birthday === null
        ? 'no birthday known'
        : `birthday on ${monthDayText(facts.birthday)}`;
    case 'age':
      if (facts.birthday === null) return 'no birthday known';
      // As little as the rule itself says: nobody's year of birth.
      return `is ${matches(rule, facts, context) ? '' : 'not '}of the age asked for`;
    case 'figure':
      return figureText(rule.figure, facts, context);
    case 'rfm': {
      const { recencyScore = null, frequencyScore = null } = facts.profile ?? {};
      return `stands among "${rfmName(recencyScore, frequencyScore)}"`;
    }
    case 'interest':
      return interestText(rule, facts);
    case 'prefers-channel': {
      const own = facts.profile?.preferredChannel ?? null;
      return own === null ? 'has answered on no channel yet' : `answers most on ${own}`;
    }
    case 'did':
      return deedText(rule, facts, context);
    case 'consent':
      return consentText(rule.topic, facts);
    case 'cluster':
      return clusterText(rule, facts);
    case 'channel':
      return channelText(rule.account, facts);
    default:
      return rule satisfies never;
  }
}

function consentText(topic: string, { identities }: CustomerFacts): string {
  const granted = identities.some((each) => each.grantedTopics.includes(topic));
  return `${granted ? 'has' : 'has not'} agreed to ${topic}`;
}

function clusterText({ bound }: ClusterCondition, { clusters }: CustomerFacts): string {
  const own = clusters.find(({ version }) => version === bound?.version);
  const where = own === undefined || own.name === null ? 'no cluster' : `cluster ${own.name}`;
  return `is in ${where} of version ${bound?.version ?? 'unknown'}`;
}

function channelText(account: string | null, { identities }: CustomerFacts): string {
  const accounts = identities.map((each) => each.channelAccount);
  const wanted = accounts.filter((name) => account === null || account === name);
  if (wanted.length > 0) return `is on ${[...new Set(wanted)].join(', ')}`;
  return `is not on ${account ?? 'any channel'}`;
}

function named(name: string, value: string | null): string {
  return value === null ? `no ${name} known` : `${name} is ${value}`;
}

function monthDayText(birthday: string): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'long',
    timeZone: 'UTC',
  });
  const at = Date.parse(`2000-${birthday.slice(5, 10)}T00:00:00Z`);
  return Number.isNaN(at) ? birthday : format.format(at);
}

type FigureWords = (value: number, currency: string) => string;

const figureWords: Readonly<Record<ProfileFigureName, FigureWords>> = {
  recencyDays: (days) => `last bought ${ago(days)}`,
  inactiveDays: (days) => `last active ${ago(days)}`,
  customerDays: (days) => `first bought ${ago(days)}`,
  purchaseCount: (count) => `placed ${counted(count, 'order')}`,
  unitCount: (count) => `bought ${counted(count, 'unit')}`,
  activeDays: (count) => `active on ${counted(count, 'day')}`,
  recencyScore: (score) => `recency score ${score} of 5`,
  frequencyScore: (score) => `frequency score ${score} of 5`,
  monetaryScore: (score) => `money score ${score} of 5`,
  monetaryMinor: (minor, currency) => `spent ${formatMoney(minor, currency)} in all`,
  averageBasketMinor: (minor, currency) => `spends ${formatMoney(minor, currency)} an order`,
  priceLevel: (level) => `buys at price level ${level} of 5`,
  discountSharePercent: (percent) => `${percent} % of orders with a discount`,
  visitCount: (count) => `came on ${counted(count, 'visit')}`,
  bestHour: (hour) => `comes most around ${hour}:00`,
  bestWeekday: (day) => `comes most on a ${weekdayName(day)}`,
  alivePercent: (percent) => `${percent} % likely to still be a customer`,
  expectedPurchases: (count) => `expected to buy ${counted(count, 'time')} within a year`,
  lifetimeValueMinor: (minor, currency) =>
    `expected to be worth ${formatMoney(minor, currency)} within a year`,
};

function figureText(
  figure: ProfileFigureName,
  facts: CustomerFacts,
  { asOf, currency }: ExplanationContext,
): string {
  const value = figureOf(facts.profile, figure, asOf);
  if (value !== null) return figureWords[figure](value, currency);
  return unknownWords[figure] ?? 'never bought anything';
}

const unknownWords: Readonly<Partial<Record<ProfileFigureName, string>>> = {
  inactiveDays: 'was never active',
  priceLevel: 'bought nothing whose price can be compared',
  bestHour: 'came too seldom to have an hour',
  bestWeekday: 'came too seldom to have a weekday',
  alivePercent: 'has no outlook yet',
  expectedPurchases: 'has no outlook yet',
  lifetimeValueMinor: 'has no outlook yet',
};

function interestText(rule: InterestCondition, facts: CustomerFacts): string {
  const own = interestsAmong(rule, facts);
  if (own.length === 0) return `shows no interest in ${rule.names.join(' or ')}`;
  const shares = own.map(({ by, name, sharePercent }) => `${sharePercent} % ${name} (${by})`);
  return `interests: ${shares.join(', ')}`;
}

/** @param day 1 (Monday) to 7 */
export function weekdayName(day: number): string {
  const format = new Intl.DateTimeFormat('en-GB', { weekday: 'long', timeZone: 'UTC' });
  // The first of January 2024 was a Monday.
  return format.format(Date.UTC(2024, 0, day));
}

function ago(days: number): string {
  return days === 0 ? 'today' : `${counted(days, 'day')} ago`;
}

/** `*` stands for what it was done with. */
const deeds: Readonly<Record<InteractionKind, string>> = {
  browse: 'looked at *',
  search: 'searched',
  click: 'clicked on *',
  like: 'liked *',
  react: 'reacted to *',
  comment: 'commented on *',
  post: 'posted',
  follow: 'followed *',
  add_to_cart: 'put * into the cart',
  remove_from_cart: 'took * out of the cart',
  purchase: 'bought *',
  refund: 'returned *',
  review: 'reviewed *',
  rate: 'rated *',
  share: 'shared *',
  join: 'joined',
  reply: 'replied',
  redeem: 'redeemed a coupon',
  blocked: 'blocked us',
  dislike: 'turned down',
  unsubscribed: 'unsubscribed',
};

/** `bought 3 × bags for £61.20 in the last 90 days` */
function deedText(
  rule: BehaviourCondition,
  facts: CustomerFacts,
  { asOf, currency }: ExplanationContext,
): string {
  const { times, amountMinor } = deedsOf(facts.interactions, rule, asOf);
  const what = productText(rule.products);
  const span = rule.withinMs === null ? '' : ` in the last ${spanText(rule.withinMs)}`;
  const when = `${span}${rule.followUp === undefined ? '' : `, then ${followUpText(rule.followUp)}`}`;
  if (times === 0) return nothingText(rule, what, span);
  const hasMoney = countsOrders(rule) || rule.amountMinor !== null;
  const money = hasMoney ? ` for ${formatMoney(amountMinor, currency)}` : '';
  const often = counted(times, 'time');
  if (!deeds[rule.did].includes('*')) return `${doneWith(rule.did, what)} ${often}${money}${when}`;
  const deed =
    what === ''
      ? `${doneWith(rule.did, 'something')} ${often}`
      : doneWith(rule.did, `${times} × ${what}`);
  return `${deed}${money}${when}`;
}

/** `bought nothing within 3 days`, `never bought it` */
function followUpText({ isWanted, did, products, isSameProduct, withinMs }: FollowUp): string {
  const span = withinMs === null ? '' : ` within ${spanText(withinMs)}`;
  const what = productText(products);
  const takesObject = deeds[did].includes('*');
  if (isWanted) {
    const object = isSameProduct ? 'it' : what || (takesObject ? 'something' : '');
    return `${doneWith(did, object)}${span}`;
  }
  if (isSameProduct || !takesObject)
    return `never ${doneWith(did, isSameProduct ? 'it' : what)}${span}`;
  return `${doneWith(did, what === '' ? 'nothing' : `no ${what}`)}${span}`;
}

/** `bought no bags in the last 90 days`, `never searched` */
function nothingText(rule: BehaviourCondition, what: string, when: string): string {
  const { did, withinMs, followUp } = rule;
  if (followUp !== undefined) {
    const deed = doneWith(did, what || (deeds[did].includes('*') ? 'anything' : ''));
    return `never ${deed}${when} and then ${followUpText(followUp)}`;
  }
  if (!deeds[did].includes('*')) return `never ${doneWith(did, what)}${when}`;
  if (withinMs === null) return `never ${doneWith(did, what === '' ? 'anything' : what)}`;
  return `${doneWith(did, what === '' ? 'nothing' : `no ${what}`)}${when}`;
}

/** `bought bags`; `searched about bags`, where the deed takes no object. */
function doneWith(did: InteractionKind, object: string): string {
  const deed = deeds[did];
  if (deed.includes('*')) return deed.replace('*', () => object);
  return object === '' ? deed : `${deed} about ${object}`;
}

function productText(filter: ProductFilter | null): string {
  const { categories = [], brands = [], skus = [] } = filter ?? {};
  const lists = [brands, categories, skus].filter((list) => list.length > 0);
  return lists.map((list) => list.join(' or ')).join(', ');
}

function spanText(spanMs: number): string {
  if (spanMs % dayMs === 0) return counted(spanMs / dayMs, 'day');
  const hourMs = 3_600_000;
  return spanMs % hourMs === 0
    ? counted(spanMs / hourMs, 'hour')
    : counted(Math.round(spanMs / 60_000), 'minute');
}

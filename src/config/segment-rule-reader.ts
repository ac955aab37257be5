import { parseMoney } from '../domain/money.js';
import type { Problem } from '../domain/problem.js';
import type { ClusterMention } from '../domain/segment/bind-clusters.js';
import type { FollowUp, ProfileFigureName, Range, SegmentRule } from '../domain/segment/rule.js';
import { didYouMean } from '../domain/suggest.js';
import {
  type ComparisonFile,
  type ConditionFile,
  type FigureKey,
  figureKeys,
} from './segment-schema.js';
import { followUpOf, listOf, productsOf, rangeOf } from './segment-values.js';
import type { Path, YamlDocument } from './yaml-positions.js';

export interface SegmentsContext {
  readonly currency: string;
  /** Accounts of shop.yaml, also those that are switched off. */
  readonly channels: readonly string[];
  /** Topics a customer can agree to. */
  readonly topics: readonly string[];
}

const figureNames: Readonly<Record<FigureKey, ProfileFigureName>> = {
  recency_days: 'recencyDays',
  inactive_days: 'inactiveDays',
  customer_days: 'customerDays',
  purchase_count: 'purchaseCount',
  unit_count: 'unitCount',
  active_days: 'activeDays',
  recency_score: 'recencyScore',
  frequency_score: 'frequencyScore',
  monetary_score: 'monetaryScore',
  monetary: 'monetaryMinor',
  average_basket: 'averageBasketMinor',
  price_level: 'priceLevel',
  discount_share: 'discountSharePercent',
  visits: 'visitCount',
  best_hour: 'bestHour',
  best_weekday: 'bestWeekday',
  alive: 'alivePercent',
  expected_purchases: 'expectedPurchases',
  lifetime_value: 'lifetimeValueMinor',
};

const figureKeyNames = Object.keys(figureKeys) as FigureKey[];

/** The keys that make a condition; each entry of a tree has exactly one. */
const headKeys = [
  'all',
  'any',
  'not',
  'segment',
  'attribute',
  'locale',
  'tier',
  'birthday',
  'age',
  'rfm',
  'interest',
  'prefers_channel',
  ...figureKeyNames,
  'did',
  'cluster',
  'consent',
  'channel',
] as const;

type HeadKey = (typeof headKeys)[number];

/** Keys that say more about a head. */
const companionsOf: Readonly<Partial<Record<HeadKey, readonly (keyof ConditionFile)[]>>> = {
  attribute: ['is', 'is_not', 'exists'],
  interest: ['share'],
  did: ['category', 'brand', 'sku', 'times', 'amount', 'within', 'followed_by', 'not_followed_by'],
};

const money: readonly FigureKey[] = ['monetary', 'average_basket', 'lifetime_value'];

/** Percent of all interest of its sort: less is a passing glance. */
const leastShare = 10;

/** Turns conditions of a file into rules, and collects what is wrong with them where it stands. */
export class RuleReader {
  readonly problems: Problem[] = [];
  readonly clusterMentions: ClusterMention[] = [];
  readonly #document: YamlDocument;
  readonly #context: SegmentsContext;

  constructor(document: YamlDocument, context: SegmentsContext) {
    this.#document = document;
    this.#context = context;
  }

  /** After a problem the rule returned is of no use. */
  read(condition: ConditionFile, path: Path): SegmentRule {
    const head = this.#headOf(condition, path);
    switch (head) {
      case null:
        return { kind: 'everyone' };
      case 'all':
      case 'any': {
        const parts = condition[head] ?? [];
        const rules = parts.map((part, index) => this.read(part, [...path, head, index]));
        return { kind: head, rules };
      }
      case 'not':
        return { kind: 'not', rule: this.read(condition.not ?? {}, [...path, 'not']) };
      case 'segment':
        return { kind: 'segment', name: condition.segment ?? '' };
      case 'attribute':
        return this.#attribute(condition, path);
      case 'locale':
        return { kind: 'field', field: 'locale', values: listOf(condition.locale) };
      case 'tier':
        return { kind: 'field', field: 'memberTier', values: listOf(condition.tier) };
      case 'birthday':
        return { kind: 'birthday', when: condition.birthday ?? 'today' };
      case 'age':
        return { kind: 'age', years: this.#range(condition.age ?? {}, [...path, 'age'], false) };
      case 'rfm':
        return { kind: 'rfm', names: listOf(condition.rfm) };
      case 'interest':
        return this.#interest(condition, path);
      case 'prefers_channel':
        return this.#preferredChannel(condition.prefers_channel ?? '', path);
      case 'did':
        return this.#behaviour(condition, path);
      case 'cluster':
        return this.#cluster(condition.cluster ?? '', path);
      case 'consent':
        return this.#consent(condition.consent ?? '', path);
      case 'channel':
        return this.#channel(condition.channel ?? '', path);
      default:
        return this.#figure(head, condition, path);
    }
  }

  refuse(path: Path, message: string): void {
    this.problems.push(this.#document.problem(path, message));
  }

  #headOf(condition: ConditionFile, path: Path): HeadKey | null {
    const keys = Object.keys(condition) as (keyof ConditionFile)[];
    const heads = headKeys.filter((key) => condition[key] !== undefined);
    const [head = null, second] = heads;
    if (second !== undefined) {
      const both = heads.map((key) => `"${key}"`).join(' and ');
      this.refuse(
        [...path, second],
        `${both} are conditions of their own: list them under all or any`,
      );
      return null;
    }
    const companions = head === null ? [] : (companionsOf[head] ?? []);
    for (const key of keys) {
      const owner = ownerOf(key);
      if (owner === null || companions.includes(key)) continue;
      this.refuse([...path, key], `goes with "${owner}", which is missing here`);
    }
    if (head === null && keys.every((key) => ownerOf(key) === null))
      this.refuse(path, 'holds no condition (say all, did, attribute or recency_days)');
    return head;
  }

  #attribute(
    { attribute: name = '', is, is_not: isNot, exists }: ConditionFile,
    path: Path,
  ): SegmentRule {
    const asked = [is, isNot, exists].filter((each) => each !== undefined);
    if (asked.length !== 1)
      this.refuse([...path, 'attribute'], `"${name}" needs exactly one of is, is_not and exists`);
    const values = is ?? isNot;
    const rule: SegmentRule = {
      kind: 'attribute',
      name,
      values: values === undefined ? null : listOf(values).map(String),
    };
    return isNot !== undefined || exists === false ? { kind: 'not', rule } : rule;
  }

  #behaviour(condition: ConditionFile, path: Path): SegmentRule {
    const { did = 'purchase', times, amount, within } = condition;
    const followUp = this.#followUp(condition, path);
    return {
      kind: 'did',
      did,
      products: productsOf(condition),
      times: times === undefined ? { atLeast: 1 } : this.#range(times, [...path, 'times'], false),
      amountMinor: amount === undefined ? null : this.#range(amount, [...path, 'amount'], true),
      withinMs: within ?? null,
      ...(followUp === null ? {} : { followUp }),
    };
  }

  #followUp(
    { followed_by: wanted, not_followed_by: unwanted }: ConditionFile,
    path: Path,
  ): FollowUp | null {
    if (wanted !== undefined && unwanted !== undefined)
      this.refuse(
        [...path, 'not_followed_by'],
        'stands beside "followed_by": say which of both is meant',
      );
    const asked = wanted ?? unwanted;
    return asked === undefined ? null : followUpOf(asked, wanted !== undefined);
  }

  // Which clusters there are is for the database to say, when the rule is bound.
  #cluster(name: string, path: Path): SegmentRule {
    const at = this.#document.problem([...path, 'cluster'], '');
    this.clusterMentions.push({ cluster: name, at });
    return { kind: 'cluster', name, bound: null };
  }

  #consent(topic: string, path: Path): SegmentRule {
    const { topics } = this.#context;
    if (!topics.includes(topic))
      this.refuse(
        [...path, 'consent'],
        `"${topic}" is not a topic of shop.yaml${didYouMean(topic, topics)}`,
      );
    return { kind: 'consent', topic };
  }

  #interest({ interest, share }: ConditionFile, path: Path): SegmentRule {
    const sharePercent =
      share === undefined ? { atLeast: leastShare } : this.#range(share, [...path, 'share'], false);
    return { kind: 'interest', names: listOf(interest), sharePercent };
  }

  #preferredChannel(account: string, path: Path): SegmentRule {
    const { channels } = this.#context;
    if (!channels.includes(account))
      this.refuse(
        [...path, 'prefers_channel'],
        `"${account}" is not a channel of shop.yaml${didYouMean(account, channels)}`,
      );
    return { kind: 'prefers-channel', account };
  }

  #channel(account: string, path: Path): SegmentRule {
    const known = ['any', ...this.#context.channels];
    if (!known.includes(account))
      this.refuse(
        [...path, 'channel'],
        `"${account}" is not a channel of shop.yaml${didYouMean(account, known)}`,
      );
    return { kind: 'channel', account: account === 'any' ? null : account };
  }

  #figure(key: FigureKey, condition: ConditionFile, path: Path): SegmentRule {
    const range = this.#range(condition[key] ?? {}, [...path, key], money.includes(key));
    return { kind: 'figure', figure: figureNames[key], range };
  }

  #range(asked: number | ComparisonFile, path: Path, isMoney: boolean): Range {
    const bounds = typeof asked === 'number' ? { is: asked } : asked;
    const whole = (key: keyof ComparisonFile): number | undefined => {
      const value = bounds[key];
      if (value === undefined || !isMoney) return value;
      const place = typeof asked === 'number' ? path : [...path, key];
      return this.#minor(value, place);
    };
    const range = rangeOf(whole);
    const { atLeast, atMost } = range;
    if (atLeast === undefined && atMost === undefined)
      this.refuse(path, 'says nothing (at_least, at_most, more_than, less_than or is)');
    else if (atLeast !== undefined && atMost !== undefined && atLeast > atMost)
      this.refuse(path, 'can hold of nobody: its lower end is above its upper end');
    return range;
  }

  #minor(value: number, path: Path): number {
    const minor = parseMoney(String(value), this.#context.currency);
    if (minor === null) this.refuse(path, `${value} is not an amount of ${this.#context.currency}`);
    return minor ?? 0;
  }
}

/** Which head a companion belongs to; null for a key that stands for itself. */
function ownerOf(key: keyof ConditionFile): HeadKey | null {
  const found = Object.entries(companionsOf).find(([, companions]) => companions.includes(key));
  return (found?.[0] as HeadKey | undefined) ?? null;
}

import { rfmName } from '../profile/rfm.js';
import { deedsOf, isEnough } from './behaviour.js';
import { ageOn, birthdaysOn, monthOf } from './birthday.js';
import type { CustomerFacts } from './customer-facts.js';
import { figureOf } from './figure.js';
import { ruleNamed } from './references.js';
import {
  type ClusterCondition,
  type InterestCondition,
  isInRange,
  type NamedRules,
  type SegmentRule,
} from './rule.js';

export interface EvaluationContext {
  readonly named: NamedRules;
  readonly asOf: number;
  /** The shop's, for birthdays. */
  readonly timezone: string;
}

/**
 * Whether a person is in a segment, by its definition. The store's SQL must say the same (tests compare them);
 * this is for one person and for saying why.
 */
export function matches(
  rule: SegmentRule,
  facts: CustomerFacts,
  context: EvaluationContext,
): boolean {
  switch (rule.kind) {
    case 'everyone':
      return true;
    case 'all':
      return rule.rules.every((each) => matches(each, facts, context));
    case 'any':
      return rule.rules.some((each) => matches(each, facts, context));
    case 'not':
      return !matches(rule.rule, facts, context);
    case 'segment':
      return matches(ruleNamed(rule.name, context.named), facts, context);
    case 'consent':
      return facts.identities.some(({ grantedTopics }) => grantedTopics.includes(rule.topic));
    case 'channel':
      return facts.identities.some(
        ({ channelAccount }) => rule.account === null || channelAccount === rule.account,
      );
    case 'cluster': {
      const { version, code } = boundOf(rule);
      return facts.clusters.some((each) => each.version === version && each.code === code);
    }
    case 'did':
      return isEnough(deedsOf(facts.interactions, rule, context.asOf), rule);
    default:
      return matchesOwnFacts(rule, facts, context);
  }
}

/** @throws Error if nobody said which clustering is meant */
export function boundOf({ name, bound }: ClusterCondition) {
  if (bound === null) throw new Error(`cluster ${name} is not bound to a version`);
  return bound;
}

type OwnFactRule = Extract<
  SegmentRule,
  {
    kind:
      | 'attribute'
      | 'field'
      | 'birthday'
      | 'age'
      | 'figure'
      | 'rfm'
      | 'interest'
      | 'prefers-channel';
  }
>;

function matchesOwnFacts(
  rule: OwnFactRule,
  facts: CustomerFacts,
  { asOf, timezone }: EvaluationContext,
): boolean {
  switch (rule.kind) {
    case 'attribute':
      return isAttribute(attributeText(facts.attributes, rule.name), rule.values);
    case 'field':
      return rule.values.some((value) => isField(rule.field, facts[rule.field], value));
    case 'birthday': {
      const monthDay = facts.birthday?.slice(5, 10) ?? '';
      return rule.when === 'today'
        ? birthdaysOn(asOf, timezone).includes(monthDay)
        : monthDay.startsWith(monthOf(asOf, timezone));
    }
    case 'age':
      return (
        facts.birthday !== null && isInRange(ageOn(facts.birthday, asOf, timezone), rule.years)
      );
    case 'figure': {
      const value = figureOf(facts.profile, rule.figure, asOf);
      return value !== null && isInRange(value, rule.range);
    }
    case 'rfm': {
      const { recencyScore = null, frequencyScore = null } = facts.profile ?? {};
      return rule.names.includes(rfmName(recencyScore, frequencyScore));
    }
    case 'interest':
      return interestsAmong(rule, facts).some((each) =>
        isInRange(each.sharePercent, rule.sharePercent),
      );
    case 'prefers-channel':
      return facts.profile?.preferredChannel === rule.account;
    default:
      return rule satisfies never;
  }
}

/** What the person shows interest in of what is asked for. */
export function interestsAmong({ names }: InterestCondition, { profile }: CustomerFacts) {
  return (profile?.interests ?? []).filter(({ name }) => names.includes(name));
}

/** The text of a simple value; null for none, an empty text, a list or a group. */
export function attributeText(
  attributes: Readonly<Record<string, unknown>>,
  name: string,
): string | null {
  const value = Object.hasOwn(attributes, name) ? attributes[name] : null;
  const isSimple = ['string', 'number', 'boolean'].includes(typeof value);
  return isSimple && value !== '' ? String(value) : null;
}

function isAttribute(text: string | null, values: readonly string[] | null): boolean {
  return text !== null && (values === null || values.includes(text));
}

function isField(field: 'locale' | 'memberTier', own: string | null, value: string): boolean {
  if (own === null) return false;
  return own === value || (field === 'locale' && own.startsWith(`${value}-`));
}

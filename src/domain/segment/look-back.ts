import { dayMs } from './figure.js';
import { neededNames, ruleNamed } from './references.js';
import type {
  BehaviourCondition,
  FigureCondition,
  NamedRules,
  Range,
  SegmentRule,
} from './rule.js';

export type LookBack =
  | { readonly kind: 'possible'; readonly rule: SegmentRule; readonly named: NamedRules }
  /** What of the rule is known as it is now only, in words. */
  | { readonly kind: 'impossible'; readonly because: readonly string[] };

/**
 * The rule in a form that also tells who was in the segment at an earlier instant, which is told by interactions alone.
 * Figures of the profile are as of now; two of them are said by what was done instead.
 */
export function lookBack(rule: SegmentRule, named: NamedRules): LookBack {
  const names = neededNames(rule, named);
  const because = [rule, ...names.map((name) => ruleNamed(name, named))].flatMap(onlyNow);
  if (because.length > 0) return { kind: 'impossible', because: [...new Set(because)] };
  const earlier = names.map((name) => [name, byDeeds(ruleNamed(name, named))] as const);
  return { kind: 'possible', rule: byDeeds(rule), named: new Map(earlier) };
}

function onlyNow(rule: SegmentRule): string[] {
  switch (rule.kind) {
    case 'did':
    case 'segment':
      return [];
    case 'all':
    case 'any':
      return rule.rules.flatMap(onlyNow);
    case 'not':
      return onlyNow(rule.rule);
    case 'everyone':
      return ['since when somebody is a customer'];
    case 'figure':
      return isSaidByDeeds(rule) ? [] : [`the figure ${rule.figure}`];
    case 'rfm':
      return ['the standing (rfm)'];
    case 'attribute':
      return [`the attribute ${rule.name}`];
    case 'field':
      return [rule.field === 'locale' ? 'the locale' : 'the tier'];
    case 'cluster':
      return [`the cluster ${rule.name}`];
    case 'interest':
      return ['interests'];
    case 'prefers-channel':
      return ['the preferred channel'];
    case 'birthday':
    case 'age':
    case 'consent':
    case 'channel':
      return [`the ${rule.kind}`];
    default:
      return rule satisfies never;
  }
}

function isSaidByDeeds({ figure }: FigureCondition): boolean {
  return figure === 'purchaseCount' || figure === 'recencyDays';
}

function byDeeds(rule: SegmentRule): SegmentRule {
  if (rule.kind === 'all' || rule.kind === 'any')
    return { kind: rule.kind, rules: rule.rules.map(byDeeds) };
  if (rule.kind === 'not') return { kind: 'not', rule: byDeeds(rule.rule) };
  if (rule.kind !== 'figure') return rule;
  return rule.figure === 'purchaseCount'
    ? bought({ times: rule.range })
    : { kind: 'all', rules: [bought({}), ...lastBought(rule.range)] };
}

// Whole days: at most n is less than n + 1 of them.
function lastBought({ atLeast, atMost }: Range): SegmentRule[] {
  const lately = atMost === undefined ? [] : [bought({ withinMs: (atMost + 1) * dayMs })];
  const notSince: SegmentRule[] =
    atLeast === undefined ? [] : [{ kind: 'not', rule: bought({ withinMs: atLeast * dayMs }) }];
  return [...lately, ...notSince];
}

function bought(more: Partial<BehaviourCondition>): BehaviourCondition {
  const ever = { times: { atLeast: 1 }, products: null, amountMinor: null, withinMs: null };
  return { kind: 'did', did: 'purchase', ...ever, ...more };
}

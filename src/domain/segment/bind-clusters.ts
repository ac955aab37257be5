import { type Problem, problemLine } from '../problem.js';
import { didYouMean } from '../suggest.js';
import { childrenOf, ruleNamed } from './references.js';
import type { ClusterBinding, ClusterCondition, NamedRules, SegmentRule } from './rule.js';

/** The clustering that names are looked up in: its keys in the order of their codes. */
export interface ClusterVersion {
  readonly version: number;
  readonly keys: readonly string[];
}

/** Conditions about clusters anywhere in these segments that are not bound yet. */
export function unboundClusters(named: NamedRules): boolean {
  return [...named.values()].some((rule) => clustersIn(rule).some(({ bound }) => bound === null));
}

/** The clusterings that a rule asks about, directly or through a segment, each once. */
export function clusterVersionsIn(rule: SegmentRule, named: NamedRules): number[] {
  const seen = new Set<string>();
  const visit = (each: SegmentRule): number[] => {
    if (each.kind === 'cluster') return each.bound === null ? [] : [each.bound.version];
    if (each.kind !== 'segment') return childrenOf(each).flatMap(visit);
    if (seen.has(each.name)) return [];
    seen.add(each.name);
    return visit(ruleNamed(each.name, named));
  };
  return [...new Set(visit(rule))];
}

export type BoundRules =
  | { readonly kind: 'bound'; readonly named: NamedRules }
  /** Cluster → what is wrong with it. */
  | { readonly kind: 'unknown'; readonly problems: ReadonlyMap<string, string> };

/** Where a file speaks of a cluster: a problem of that place whose message is still to come. */
export interface ClusterMention {
  readonly cluster: string;
  readonly at: Problem;
}

/** A line for each place that speaks of a cluster there is not. */
export function mentionLines(
  problems: ReadonlyMap<string, string>,
  mentions: readonly ClusterMention[],
): string[] {
  return mentions.flatMap(({ cluster, at }) => {
    const message = problems.get(cluster);
    return message === undefined ? [] : [`${problemLine(at)}${message}`];
  });
}

/**
 * Segments whose clusters are those of one clustering for good: what a campaign version keeps.
 *
 * @param newest null if there is no clustering yet
 */
export function bindClusters(named: NamedRules, newest: ClusterVersion | null): BoundRules {
  const problems = new Map<string, string>();
  const bind = ({ name }: ClusterCondition) => {
    const found = bindingOf(name, newest);
    if (typeof found !== 'string') return found;
    problems.set(name, found);
    return null;
  };
  const rules = [...named].map(([name, rule]) => [name, withBindings(rule, bind)] as const);
  return problems.size > 0
    ? { kind: 'unknown', problems }
    : { kind: 'bound', named: new Map(rules) };
}

function bindingOf(name: string, newest: ClusterVersion | null): ClusterBinding | string {
  if (newest === null) return `there is no cluster "${name}", as no clusters were made yet`;
  const { version, keys } = newest;
  const place = keys.indexOf(name);
  return place >= 0
    ? { version, code: place + 1 }
    : `version ${version} of the clusters has no "${name}"${didYouMean(name, keys)}`;
}

function withBindings(
  rule: SegmentRule,
  bind: (condition: ClusterCondition) => ClusterBinding | null,
): SegmentRule {
  if (rule.kind === 'cluster') return rule.bound === null ? { ...rule, bound: bind(rule) } : rule;
  if (rule.kind === 'not') return { kind: 'not', rule: withBindings(rule.rule, bind) };
  if (rule.kind !== 'all' && rule.kind !== 'any') return rule;
  return { kind: rule.kind, rules: rule.rules.map((each) => withBindings(each, bind)) };
}

function clustersIn(rule: SegmentRule): ClusterCondition[] {
  return rule.kind === 'cluster' ? [rule] : childrenOf(rule).flatMap(clustersIn);
}

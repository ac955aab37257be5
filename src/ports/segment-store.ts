import type { CustomerFacts } from '../domain/segment/customer-facts.js';
import type { NamedRules, SegmentRule } from '../domain/segment/rule.js';

/** Evaluates segment rules as sets. People are counted once: merged rows are one person, erased ones nobody. */
export interface SegmentStore {
  /**
   * @param named what `segment: name` refers to; every name in the rule is in it and there is no cycle
   * Clusters are bound to a version (`bindClusters`) that there is.
   *
   * @param asOf windows reach back from here; later interactions do not count
   * @returns canonical customer ids, ascending
   */
  members(rule: SegmentRule, named: NamedRules, asOf: number): Promise<Int32Array>;
  size(rule: SegmentRule, named: NamedRules, asOf: number): Promise<number>;
  /**
   * What the domain's evaluator needs to know of each of these people, in the order of the ids; unknown ids are left out.
   *
   * @param clusterVersions the clusterings that rules ask about (`clusterVersionsIn`); none unless given
   */
  facts(
    customerIds: readonly number[],
    clusterVersions?: readonly number[],
  ): Promise<CustomerFacts[]>;
  /** The distinct values that the shop has of a matter, ascending, at most 5,000: a rule that asks for another finds nobody. */
  words(matter: WordMatter): Promise<string[]>;
}

/** What a rule names by its value. */
export type WordMatter =
  | { readonly kind: 'category' | 'brand' | 'sku' }
  | { readonly kind: 'attribute'; readonly name: string };

import type { CustomerFacts } from '../domain/segment/customer-facts.js';
import type { NamedRules, SegmentRule } from '../domain/segment/rule.js';

/** Evaluates segment rules as sets. People are counted once: merged rows are one person, erased ones nobody. */
export interface SegmentStore {
  /**
   * @param named what `segment: name` refers to; every name in the rule is in it and there is no cycle
   * @param asOf windows reach back from here; later interactions do not count
   * @returns canonical customer ids, ascending
   */
  members(rule: SegmentRule, named: NamedRules, asOf: number): Promise<Int32Array>;
  size(rule: SegmentRule, named: NamedRules, asOf: number): Promise<number>;
  /** What the domain's evaluator needs to know of each of these people, in the order of the ids; unknown ids are left out. */
  facts(customerIds: readonly number[]): Promise<CustomerFacts[]>;
}

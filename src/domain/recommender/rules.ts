import { mineRules, type RuleLimits } from './association-rules.js';
import { KeptRules, type RulesModel } from './kept-rules.js';
import { rankScores } from './rank-scores.js';
import type { Recommender } from './recommender.js';
import { rowOf } from './sparse-matrix.js';

export interface RulesParameters extends RuleLimits {
  /** Most confident rules kept for each item that may be recommended. */
  readonly k: number;
}

/**
 * "Who has these has that too": score(u, j) = the summed confidence of the rules to j whose antecedents u has, of which
 * the k most confident are kept for each j. They can be read and explained one by one.
 *
 * @see Lin, Alvarez & Ruiz 2002, "Efficient Adaptive-Support Association Rule Mining for Recommender Systems"
 */
export const rules: Recommender<RulesParameters, RulesModel> = {
  kind: 'rules',
  fit(matrix, parameters) {
    const kept = new KeptRules(matrix.columnCount, parameters.k);
    mineRules(matrix, parameters, (rule) => kept.offer(rule));
    return kept.toModel();
  },
  recommend(model, customers, wanted) {
    const has = new Int32Array(model.itemCount).fill(-1);
    return rankScores(customers, wanted, model.itemCount, (row, scores) => {
      for (const item of rowOf(customers, row)) has[item] = row;
      for (const item of rowOf(customers, row)) addRules(model, item, { scores, has, row });
    });
  },
};

function addRules(
  { starts, seconds, consequents, confidences }: RulesModel,
  first: number,
  customer: { readonly scores: Float64Array; readonly has: Int32Array; readonly row: number },
): void {
  const { scores, has, row } = customer;
  for (let rule = starts[first] as number; rule < (starts[first + 1] as number); rule++) {
    const second = seconds[rule] as number;
    if (second >= 0 && has[second] !== row) continue;
    const consequent = consequents[rule] as number;
    scores[consequent] = (scores[consequent] as number) + (confidences[rule] as number);
  }
}

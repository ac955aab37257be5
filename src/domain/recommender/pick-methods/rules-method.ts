import type { RulesModel } from '../kept-rules.js';
import { rules } from '../rules.js';
import { rowOf } from '../sparse-matrix.js';
import { becauseOfAll, type PickMethod, withReasons } from './pick-method.js';

const limits = { k: 100, minSupport: 0.01, minConfidence: 0.05, minLift: 1 };

/** "Often bought together", by rules that can be read. */
export const rulesPicks: PickMethod<RulesModel> = {
  reads: null,
  because: 'together',
  isBuyAgain: false,
  learn: ({ history }) => ({ learnt: rules.fit(history.matrix, limits), parameters: limits }),
  rank(model, asking, wanted) {
    const owned = asking.owned(null);
    const ranking = rules.recommend(model, owned, wanted);
    return withReasons(ranking, (row, item) => mostConfident(model, rowOf(owned, row), item));
  },
};

/** The first antecedent of the most confident rule to `item` that holds for who has `owned`. */
function mostConfident(
  { starts, seconds, consequents, confidences }: RulesModel,
  owned: Int32Array,
  item: number,
): number {
  let best = becauseOfAll;
  let confidence = 0;
  for (const first of owned)
    for (let rule = starts[first] as number; rule < (starts[first + 1] as number); rule++) {
      const second = seconds[rule] as number;
      const holds = consequents[rule] === item && (second < 0 || owned.includes(second));
      if (!holds || (confidences[rule] as number) <= confidence) continue;
      [best, confidence] = [first, confidences[rule] as number];
    }
  return best;
}

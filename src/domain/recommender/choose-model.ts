import type { EaseSettings } from './hybrid-sources.js';
import { figuresOf, leadOver } from './judge-picks.js';
import { type JudgeInput, judgeSplit } from './judge-split.js';
import type { ModelChoice } from './model-card.js';
import type { PickModelName } from './pick-methods/pick-method.js';
import { mostDenseItems } from './shop-past.js';
import { rowOf } from './sparse-matrix.js';
import { purchasesBefore, type TimeSplit, timeSplit } from './time-split.js';

/** Those among which the choice is made, the simplest first: among equals the first is taken. */
const candidates = ['item-knn', 'rp3beta', 'ease', 'hybrid'] as const;

/** With fewer customers the noise of a mean nDCG is larger than what tells the models apart. */
const fewestJudged = 50;

export interface Chosen {
  readonly model: PickModelName;
  readonly choice: ModelChoice;
  /** Those that were compared, the chosen one among them. */
  readonly compared: readonly PickModelName[];
  /** What the hybrid chose for itself; absent if it was not compared. */
  readonly settled?: EaseSettings | undefined;
}

/**
 * Tries every model that can be served on the last part of the time before the test, which the choice never sees.
 * Popularity wins only where it is better for certain: picks are meant to be personal.
 *
 * @param test null if nothing can be held back for a test
 */
export function chooseModel(
  test: TimeSplit | null,
  input: JudgeInput & { readonly onCompare: () => void },
): Chosen {
  const past = test && purchasesBefore(input.past.purchases, test.testFromDay);
  const validation = past && timeSplit(past, input.parameters.testShare);
  const customers = validation ? customersIn(validation) : 0;
  if (validation === null || customers < fewestJudged) {
    const choice = { kind: 'too-few', customers, needed: fewestJudged } as const;
    return { model: 'item-knn', choice, compared: ['item-knn'] };
  }
  input.onCompare();
  return best(validation, customers, input);
}

function best(validation: TimeSplit, customers: number, input: JudgeInput): Chosen {
  const itemCount = validation.past.itemCount;
  const compared = candidates.filter((model) => canLearn(model, itemCount));
  const { fresh, settled } = judgeSplit(validation, compared, input);
  const isPersonal = (model: string) => compared.some((each) => each === model);
  // A stable sort: of equals the simpler one stays in front.
  const ranked = fresh
    .filter(({ model }) => isPersonal(model) || model === 'recent-popularity')
    .sort((a, b) => b.ndcgAt10.mean - a.ndcgAt10.mean);
  const first = ranked.find(({ model }) => isPersonal(model));
  const popular = ranked.find(({ model }) => model === 'recent-popularity');
  if (first === undefined || popular === undefined) throw new Error('nothing was compared');
  const certain = leadOver(popular, first).interval;
  const winner = certain !== null && certain.low > 0 ? popular : first;
  const next = ranked.find((each) => each !== winner) ?? winner;
  return {
    model: winner.model,
    compared,
    settled,
    choice: {
      kind: 'best',
      fromDay: validation.testFromDay,
      customers,
      figures: fresh.map(figuresOf),
      lead: { over: next.model, ndcgAt10: leadOver(winner, next) },
    },
  };
}

function canLearn(model: PickModelName, itemCount: number): boolean {
  return (model !== 'ease' && model !== 'hybrid') || itemCount <= mostDenseItems;
}

function customersIn({ fresh }: TimeSplit): number {
  let customers = 0;
  for (let row = 0; row < fresh.rowCount; row++) if (rowOf(fresh, row).length > 0) customers += 1;
  return customers;
}

import { bpr } from '../bpr.js';
import type { Factors } from '../factors.js';
import { ials } from '../ials.js';
import { rowOf } from '../sparse-matrix.js';
import { becauseOfAll, type PickMethod, withReasons } from './pick-method.js';

/** Items × factors; whoever asks is solved for anew. */
interface ItemFactors {
  readonly items: Factors;
  readonly unobservedWeight: number;
  readonly regularization: number;
}

const solving = { factors: 64, unobservedWeight: 0.1, regularization: 0.01, seed: 1 };

export const ialsPicks: PickMethod<ItemFactors> = {
  ...factorMethod(),
  learn({ history, crew }) {
    const parameters = { ...solving, iterations: 12 };
    const { items } = ials.fit(history.matrix, { ...parameters, crew });
    return { learnt: learntOf(items), parameters };
  },
};

export const bprPicks: PickMethod<ItemFactors> = {
  ...factorMethod(),
  learn({ history }) {
    const { factors, regularization, seed } = solving;
    const parameters = { factors, regularization, seed, iterations: 40 };
    return { learnt: learntOf(bpr.fit(history.matrix, parameters).items), parameters };
  },
};

function learntOf(items: Factors): ItemFactors {
  const { unobservedWeight, regularization } = solving;
  return { items, unobservedWeight, regularization };
}

function factorMethod(): Omit<PickMethod<ItemFactors>, 'learn'> {
  return {
    reads: null,
    because: 'bought',
    isBuyAgain: false,
    rank({ items, unobservedWeight, regularization }, asking, wanted) {
      const owned = asking.owned(null);
      const parameters = { ...solving, unobservedWeight, regularization, iterations: 0 };
      const model = { itemCount: items.rowCount, parameters, items };
      const ranking = ials.recommend(model, owned, wanted);
      return withReasons(ranking, (row, item) => nearest(items, rowOf(owned, row), item));
    },
  };
}

/** Which of the owned items points the same way most: the largest product of factors above 0. */
function nearest({ numbers, width }: Factors, owned: Int32Array, item: number): number {
  let best = becauseOfAll;
  let loudest = 0;
  for (const source of owned) {
    let product = 0;
    for (let f = 0; f < width; f++)
      product += (numbers[source * width + f] as number) * (numbers[item * width + f] as number);
    if (product > loudest) [best, loudest] = [source, product];
  }
  return best;
}

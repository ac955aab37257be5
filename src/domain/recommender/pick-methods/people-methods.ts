import { type DemographicModel, demographic } from '../demographic.js';
import { indexOfId } from '../purchases.js';
import { rowOf } from '../sparse-matrix.js';
import { type UserKnnModel, userKnn } from '../user-knn.js';
import { becauseItSells, becauseOfAll, type PickMethod, withReasons } from './pick-method.js';

interface Neighbours extends UserKnnModel {
  /** Ascending, beside the rows of the matrix: nobody is a neighbour of their own. */
  readonly customerIds: Int32Array;
}

/** What customers with the same taste have. */
export const userKnnPicks: PickMethod<Neighbours> = {
  reads: null,
  because: 'taste',
  isBuyAgain: false,
  learn({ history, customerIds }) {
    const [k, shrink] = [100, 0];
    const parameters = { k, shrink, similarity: 'cosine', weighting: 'none' } as const;
    const model = userKnn.fit(history.matrix, parameters);
    return { learnt: { ...model, customerIds }, parameters: { k, shrink } };
  },
  rank({ customerIds, ...model }, asking, wanted) {
    const fitRows = asking.customerIds.map((id) => indexOfId(customerIds, id));
    const ranking = userKnn.recommend(model, asking.owned(null), { ...wanted, fitRows });
    return withReasons(ranking, () => becauseOfAll);
  },
};

interface Peers extends DemographicModel {
  /** Beside the columns of the traits. */
  readonly traitNames: readonly string[];
}

/** What people like this one have, by age, tier and the shop's own facts; needs no purchase. */
export const demographicPicks: PickMethod<Peers> = {
  reads: 'traits',
  because: 'peers',
  isBuyAgain: false,
  learn({ history, traitNames }) {
    const { matrix, traits } = history;
    if (traits === null) return null;
    return { learnt: { ...demographic.fit(matrix, { traits }), traitNames }, parameters: {} };
  },
  rank({ traitNames, ...model }, asking, wanted) {
    const traits = asking.traits(traitNames);
    const ranking = demographic.recommend(model, asking.owned(null), { ...wanted, traits });
    return withReasons(ranking, (row) =>
      rowOf(traits, row).length > 0 ? becauseOfAll : becauseItSells,
    );
  },
};

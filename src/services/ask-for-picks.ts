import { lastLooks, noEntries } from '../domain/recommender/asking.js';
import { minutesPerDay } from '../domain/recommender/history.js';
import { pickMethod } from '../domain/recommender/pick-methods/methods.js';
import type { Asking } from '../domain/recommender/pick-methods/pick-method.js';
import type { PickModel } from '../domain/recommender/pick-model.js';
import {
  type DailyPurchases,
  dayMs,
  indexOfId,
  type Purchases,
  purchaseMatrix,
  weightedPurchases,
} from '../domain/recommender/purchases.js';
import { lastItems } from '../domain/recommender/session.js';
import { traitMatrix, type Views, viewLines } from '../domain/recommender/shop-past.js';
import { type SparseMatrix, sparseMatrix } from '../domain/recommender/sparse-matrix.js';
import type { PickStore } from '../ports/pick-store.js';

// Who looked at something longer ago is asked about as if they never had.
const looksForDays = 30;

interface AskingInput {
  /** Ascending. */
  readonly customerIds: Int32Array;
  readonly purchases: Purchases;
  readonly asOf: number;
}

/** What a model reads of these customers, and no more, fetched set by set. */
export async function askForPicks(
  pickFacts: PickStore,
  model: PickModel,
  { customerIds, purchases, asOf }: AskingInput,
): Promise<Asking> {
  const { productIds } = model;
  const ids = { customerIds, productIds };
  const people = [...customerIds];
  const { reads } = pickMethod(model.name);
  const days = reads === 'often' ? await pickFacts.daysBought(people, asOf) : null;
  const time = { from: asOf - looksForDays * dayMs, until: asOf };
  const looks = reads === 'looked' ? await pickFacts.lookedAt(people, time) : null;
  const known = reads === 'traits' ? await pickFacts.traitsOf(people, asOf) : null;
  return {
    customerIds,
    owned: (halfLifeDays) => agedPurchases(purchases, ids, halfLifeDays),
    often: (halfLifeDays) => decayedDays(days, ids, { halfLifeDays, asOf }),
    looked: () => lastLooked(looks, ids, asOf),
    traits: (names) => {
      if (known === null) return noEntries(customerIds.length, names.length);
      const places = new Map(names.map((name, at) => [name, at]));
      const traits = known.traits.map((trait) => places.get(known.names[trait] as string) ?? -1);
      const isLearnt = (_: number, entry: number) => (traits[entry] as number) >= 0;
      const customers = known.customers.filter(isLearnt);
      return traitMatrix({ names, customers, traits: traits.filter(isLearnt) }, customerIds);
    },
  };
}

interface Ids {
  readonly customerIds: Int32Array;
  readonly productIds: Int32Array;
}

/**
 * What the customers bought, the older the less where the model was taught so. Aged against each customer's own last
 * purchase: only the proportions matter, and after years of absence all weights would else be too small to tell apart.
 */
function agedPurchases(
  purchases: Purchases,
  { customerIds, productIds }: Ids,
  halfLifeDays: number | null,
): SparseMatrix {
  if (halfLifeDays === null) return purchaseMatrix(purchases, customerIds, productIds);
  const { customers, lastDays } = purchases;
  const latest = new Map<number, number>();
  customers.forEach((customer, entry) => {
    const day = lastDays[entry] as number;
    if (day > (latest.get(customer) ?? -1)) latest.set(customer, day);
  });
  const weightOf = (entry: number) => {
    const ageDays = (latest.get(customers[entry] as number) ?? 0) - (lastDays[entry] as number);
    return 2 ** (-ageDays / halfLifeDays);
  };
  return weightedPurchases(purchases, { customerIds, productIds }, weightOf);
}

function decayedDays(
  bought: DailyPurchases | null,
  ids: Ids,
  { halfLifeDays, asOf }: { readonly halfLifeDays: number; readonly asOf: number },
): SparseMatrix {
  if (bought === null) return noEntries(ids.customerIds.length, ids.productIds.length);
  const today = Math.floor(asOf / dayMs);
  return weightedPurchases(
    bought,
    ids,
    (entry) => 2 ** (((bought.days[entry] as number) - today) / halfLifeDays),
  );
}

function lastLooked(looks: Views | null, { customerIds, productIds }: Ids, asOf: number) {
  const [customerCount, itemCount] = [customerIds.length, productIds.length];
  if (looks === null) return noEntries(customerCount, itemCount);
  const lastDay = Math.floor(asOf / (minutesPerDay * 60_000));
  const lines = viewLines(looks, { customerIds, productIds, lastDay });
  return lastItems({ customerCount, itemCount, lines }, lastLooks);
}

/** Somebody who has this one product and has done nothing else. */
export function askingWith(productId: number, { productIds }: PickModel): Asking {
  const item = indexOfId(productIds, productId);
  const shape = { rowCount: 1, columnCount: productIds.length };
  const columns = item < 0 ? [] : [item];
  const own = sparseMatrix(
    { rows: new Int32Array(columns.length), columns: Int32Array.from(columns) },
    shape,
  );
  return {
    customerIds: Int32Array.of(-1),
    owned: () => own,
    often: () => own,
    looked: () => own,
    traits: (names) => noEntries(1, names.length),
  };
}

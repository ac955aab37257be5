import { indexOfId } from '../domain/recommender/purchases.js';
import { similarItems } from '../domain/recommender/similar-items.js';
import { currentModel } from './current-model.js';
import type { PickDeps } from './pick-products.js';
import { sameCategory } from './shelf.js';

export interface SimilarInput {
  readonly productId: number;
  /** Ids of products that have been shown. */
  readonly except: ReadonlySet<number>;
  readonly count: number;
  readonly asOf: number;
}

/** Products that go with this one: what its buyers buy too, then what sells most in its category. */
export async function similarProducts(deps: PickDeps, input: SimilarInput): Promise<number[]> {
  const { productId, except, count, asOf } = input;
  const model = await currentModel(deps, asOf);
  const { productIds, popularity } = model;
  const pickable = await deps.pickFacts.pickable(['product']);
  const isWanted = (id: number) =>
    id !== productId && !except.has(id) && indexOfId(pickable, id) >= 0;
  const item = indexOfId(productIds, productId);
  const near =
    item < 0
      ? []
      : similarItems(model.similarities, item, (other) => isWanted(productIds[other] as number));
  const found = near.map((other) => productIds[other] as number);
  if (found.length >= count) return found.slice(0, count);
  const sold = (id: number) => popularity[indexOfId(productIds, id)] ?? 0;
  const kin = (await sameCategory(deps.shelves, productId))
    .filter((id) => isWanted(id) && !found.includes(id))
    .sort((a, b) => sold(b) - sold(a) || a - b);
  return [...found, ...kin].slice(0, count);
}

import { pickMethod } from '../domain/recommender/pick-methods/methods.js';
import { becauseItSells } from '../domain/recommender/pick-methods/pick-method.js';
import type { PickModel } from '../domain/recommender/pick-model.js';
import { indexOfId } from '../domain/recommender/purchases.js';
import { similarItems } from '../domain/recommender/similar-items.js';
import { askingWith } from './ask-for-picks.js';
import { currentModel } from './current-model.js';
import type { PickDeps } from './pick-products.js';
import { sameCategory } from './shelf.js';

const mostAlike = 50;

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
  const model = await currentModel(deps, { asOf });
  const { productIds, popularity } = model;
  const pickable = await deps.pickFacts.pickable(['product']);
  const isWanted = (id: number) =>
    id !== productId && !except.has(id) && indexOfId(pickable, id) >= 0;
  const found = alikeTo(productId, model, isWanted);
  if (found.length >= count) return found.slice(0, count);
  const sold = (id: number) => popularity[indexOfId(productIds, id)] ?? 0;
  const kin = (await sameCategory(deps.shelves, productId))
    .filter((id) => isWanted(id) && !found.includes(id))
    .sort((a, b) => sold(b) - sold(a) || a - b);
  return [...found, ...kin].slice(0, count);
}

/** By the model's own similarities where it has any; else as if the product were all that somebody has. */
function alikeTo(
  productId: number,
  model: PickModel,
  isWanted: (productId: number) => boolean,
): number[] {
  const { productIds, learnt, name } = model;
  const method = pickMethod(name);
  const item = indexOfId(productIds, productId);
  if (item < 0) return [];
  const isWantedItem = (other: number) => isWanted(productIds[other] as number);
  if (method.goesWith)
    return similarItems(method.goesWith(learnt), item, isWantedItem).map(
      (other) => productIds[other] as number,
    );
  const candidates = Uint8Array.from(productIds, (_, other) => (isWantedItem(other) ? 1 : 0));
  const wanted = { count: mostAlike, exclude: null, candidates };
  const { items, becauseOf } = method.rank(learnt, askingWith(productId, model), wanted);
  return [...items].flatMap((other, at) =>
    other < 0 || becauseOf[at] === becauseItSells ? [] : [productIds[other] as number],
  );
}

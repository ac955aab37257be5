import { basketMatrix, itemRules } from '../domain/recommender/item-rules.js';
import { distinctIds, indexOfId } from '../domain/recommender/purchases.js';
import type { PickStore } from '../ports/pick-store.js';
import type { TrainingStore } from '../ports/training-store.js';
import { readPurchases } from './train.js';

export interface TogetherDeps {
  readonly training: TrainingStore;
  readonly pickFacts: Pick<PickStore, 'productFacts'>;
}

export interface TogetherInput {
  readonly productId: number;
  readonly count: number;
  readonly asOf: number;
}

export interface BoughtTogether {
  /** A known customer's day of buying each. */
  readonly baskets: number;
  /** Those with the product. */
  readonly basketsWith: number;
  readonly rules: readonly {
    readonly sku: string;
    readonly name: string;
    /** Baskets with both. */
    readonly support: number;
    /** Share of the product's baskets that hold it. */
    readonly confidence: number;
    /** How many times more than in any basket. */
    readonly lift: number;
  }[];
}

// Fewer than three are coincidence; a lift of 1 is what chance gives.
const limits = { minSupport: 3, minLift: 1 };

/** What is often bought together with a product, by all purchases of known customers until `asOf`. */
export async function boughtTogether(
  deps: TogetherDeps,
  { productId, count, asOf }: TogetherInput,
): Promise<BoughtTogether> {
  const purchases = await readPurchases(deps.training, asOf, () => undefined);
  const productIds = distinctIds(purchases.products);
  const baskets = basketMatrix(purchases, productIds);
  const item = indexOfId(productIds, productId);
  const basketsWith = purchases.products.filter((id) => id === productId).length;
  const found = item < 0 ? [] : itemRules(baskets, item, limits).slice(0, count);
  const facts = await deps.pickFacts.productFacts(
    found.map(({ consequent }) => productIds[consequent] as number),
  );
  const rules = found.flatMap(({ consequent, ...measures }) => {
    const product = facts.get(productIds[consequent] as number);
    return product === undefined ? [] : [{ sku: product.sku, name: product.name, ...measures }];
  });
  return { baskets: baskets.rowCount, basketsWith, rules };
}

import { decodeModel, ModelBytesError } from '../domain/recommender/model-bytes.js';
import type { Pick, PickReason } from '../domain/recommender/pick.js';
import {
  type Choice,
  choosePicks,
  type PickModel,
  popularityOnly,
} from '../domain/recommender/pick-model.js';
import { decayedSales } from '../domain/recommender/popularity.js';
import {
  dayMs,
  distinctIds,
  indexOfId,
  type Purchases,
  purchaseMatrix,
  weightedPurchases,
} from '../domain/recommender/purchases.js';
import type { SparseMatrix } from '../domain/recommender/sparse-matrix.js';
import { defaultParameters } from '../domain/recommender/train-model.js';
import type { Logger } from '../ports/logger.js';
import type { ModelStore } from '../ports/model-store.js';
import type { PickStore, PickWish, ProductFacts } from '../ports/pick-store.js';
import type { ShelfStore } from '../ports/shelf-store.js';
import { newestPickModel } from './pick-model-version.js';
import { wishFilter } from './shelf.js';

export interface PickDeps {
  readonly models: ModelStore;
  readonly pickFacts: PickStore;
  readonly shelves: ShelfStore;
  readonly log: Logger;
}

export interface PickInput {
  /** Canonical ids. */
  readonly customerIds: readonly number[];
  /** At most so many picks for each. */
  readonly count: number;
  /** Purchases after it are not looked at. */
  readonly asOf: number;
  /** Product ids that nobody gets. */
  readonly exclude?: ReadonlySet<number>;
  /**
   * A product is picked again once its last purchase is at least so many days old (for what is used up).
   * Absent: what a customer ever bought is never picked for them.
   */
  readonly repeatAfterDays?: number;
  /** Posts, articles and videos too. */
  readonly includeContent?: boolean;
}

// One statement reads the purchases of so many customers.
const customersPerChunk = 1_000;

/**
 * Picks for each customer, best first: products like those they bought, filled up with what sells now.
 * Never a product that is sold out, inactive or deleted. The same model, database and input give the same picks.
 *
 * @returns one entry for each customer asked for; its list is shorter than `count` if the shop has no more
 */
export async function pickProducts(
  deps: PickDeps,
  input: PickInput,
): Promise<ReadonlyMap<number, readonly Pick[]>> {
  const model = await currentModel(deps, input.asOf);
  const kinds = input.includeContent ? (['product', 'content'] as const) : (['product'] as const);
  const pickable = await deps.pickFacts.pickable(kinds);
  const candidates = Uint8Array.from(model.productIds, (id) =>
    indexOfId(pickable, id) >= 0 && !input.exclude?.has(id) ? 1 : 0,
  );
  const picks = new Map<number, readonly Pick[]>();
  const facts = new Map<number, ProductFacts>();
  for (let at = 0; at < input.customerIds.length; at += customersPerChunk) {
    const customerIds = input.customerIds.slice(at, at + customersPerChunk);
    const chunk = await pickWished(deps, model, { ...input, customerIds, candidates, facts });
    for (const [customerId, list] of chunk) picks.set(customerId, list);
  }
  return picks;
}

/** Whether picks come from a trained model; without one they are what sells now, the same for everyone. */
export async function hasModel(deps: { readonly models: ModelStore }): Promise<boolean> {
  return (await newestPickModel(deps.models)) !== null;
}

interface Loaded {
  readonly id: number;
  readonly model: PickModel;
}

// Decoding takes longer than picking for one customer; a new version is seen at the next call.
const loaded = new WeakMap<ModelStore, Loaded>();

export async function currentModel(deps: PickDeps, asOf: number): Promise<PickModel> {
  const { models } = deps;
  const newest = await newestPickModel(models);
  if (newest === null) return untrainedModel(deps, asOf);
  const known = loaded.get(models);
  if (known?.id === newest.id) return known.model;
  const bytes = await models.bytes(newest.id);
  // Dropped between the two reads, because newer ones came: ask again.
  if (bytes === null) return currentModel(deps, asOf);
  try {
    const model = decodeModel(bytes);
    loaded.set(models, { id: newest.id, model });
    return model;
  } catch (error) {
    if (!(error instanceof ModelBytesError)) throw error;
    // A chat still gets an answer.
    deps.log.error('picks.model-unreadable', { version: newest.version, error: error.message });
    return untrainedModel(deps, asOf);
  }
}

async function untrainedModel({ pickFacts, log }: PickDeps, asOf: number): Promise<PickModel> {
  log.warn('picks.without-model', { next: 'hawker train' });
  const sales = await pickFacts.recentSales(asOf);
  const productIds = distinctIds(sales.products);
  const items = sales.products.map((id) => indexOfId(productIds, id));
  const scores = decayedSales(
    { items, days: sales.days, counts: sales.buyers },
    productIds.length,
    {
      asOfDay: Math.floor(asOf / dayMs),
      halfLifeDays: defaultParameters.halfLifeDays,
    },
  );
  return popularityOnly(productIds, Float32Array.from(scores));
}

interface ChunkInput extends PickInput {
  readonly candidates: Uint8Array;
  /** Of the products met so far; filled up on the way. */
  readonly facts: Map<number, ProductFacts>;
}

/** Who wished for nothing goes in one set; who did, each with products of their own. */
async function pickWished(deps: PickDeps, model: PickModel, input: ChunkInput) {
  const wishes = await deps.pickFacts.wishes(input.customerIds);
  if (wishes.size === 0) return pickChunk(deps, model, input);
  const isWanted = await wishFilter(deps.shelves);
  const plain = input.customerIds.filter((id) => !wishes.has(id));
  const picks =
    plain.length === 0 ? new Map() : await pickChunk(deps, model, { ...input, customerIds: plain });
  for (const [customerId, wish] of wishes) {
    const candidates = wishedAmong(model, input.candidates, wish, isWanted);
    const own = await pickChunk(deps, model, { ...input, customerIds: [customerId], candidates });
    picks.set(customerId, own.get(customerId) ?? []);
  }
  return picks;
}

function wishedAmong(
  { productIds }: PickModel,
  candidates: Uint8Array,
  wish: PickWish,
  isWanted: Awaited<ReturnType<typeof wishFilter>>,
): Uint8Array {
  const refused = new Set(wish.refused);
  return candidates.map((isCandidate, item) => {
    const id = productIds[item] as number;
    return isCandidate === 1 && !refused.has(id) && isWanted(id, wish) ? 1 : 0;
  });
}

async function pickChunk(
  { pickFacts }: PickDeps,
  model: PickModel,
  input: ChunkInput,
): Promise<Map<number, readonly Pick[]>> {
  const customerIds = distinctIds(Int32Array.from(input.customerIds));
  const purchases = await pickFacts.boughtBy(input.customerIds, input.asOf);
  const bought = agedPurchases(purchases, customerIds, model, input.asOf);
  const isBarred = barredBy(purchases, input);
  const exclude = purchaseMatrix(purchases, customerIds, model.productIds, isBarred);
  const { count, candidates, facts } = input;
  const lists = choosePicks(model, bought, { count, exclude, candidates });
  const unknown = [...productsIn(lists, model)].filter((id) => !facts.has(id));
  if (unknown.length > 0)
    for (const [id, found] of await pickFacts.productFacts(unknown)) facts.set(id, found);
  const picks = new Map<number, Pick[]>();
  customerIds.forEach((customerId, row) => {
    picks.set(customerId, withFacts(lists[row] ?? [], model, facts));
  });
  return picks;
}

/** What the customers bought, the older the less where the model was taught so. */
function agedPurchases(
  purchases: Purchases,
  customerIds: Int32Array,
  { productIds, blend }: PickModel,
  asOf: number,
): SparseMatrix {
  const halfLifeDays = blend?.halfLifeDays ?? null;
  if (halfLifeDays === null) return purchaseMatrix(purchases, customerIds, productIds);
  const today = Math.floor(asOf / dayMs);
  const weightOf = (entry: number) =>
    2 ** (((purchases.lastDays[entry] as number) - today) / halfLifeDays);
  return weightedPurchases(purchases, { customerIds, productIds }, weightOf);
}

/** Which purchases keep their product out of the customer's list. */
function barredBy({ lastDays }: Purchases, { asOf, repeatAfterDays }: PickInput) {
  if (repeatAfterDays === undefined) return () => true;
  const today = Math.floor(asOf / dayMs);
  return (entry: number) => today - (lastDays[entry] as number) < repeatAfterDays;
}

function productsIn(lists: readonly (readonly Choice[])[], model: PickModel): Set<number> {
  const items = new Set<number>();
  for (const { item, becauseOf } of lists.flat()) {
    items.add(model.productIds[item] as number);
    if (becauseOf >= 0) items.add(model.productIds[becauseOf] as number);
  }
  return items;
}

function withFacts(
  choices: readonly Choice[],
  model: PickModel,
  facts: ReadonlyMap<number, ProductFacts>,
): Pick[] {
  return choices.flatMap(({ item, score, becauseOf }) => {
    const productId = model.productIds[item] as number;
    const product = facts.get(productId);
    // Deleted since it was found pickable a moment ago.
    if (product === undefined) return [];
    const reason = reasonOf(model.productIds[becauseOf], facts);
    return [{ productId, sku: product.sku, score, reason }];
  });
}

function reasonOf(
  boughtId: number | undefined,
  facts: ReadonlyMap<number, ProductFacts>,
): PickReason {
  const bought = boughtId === undefined ? undefined : facts.get(boughtId);
  if (boughtId === undefined || bought === undefined) return { kind: 'popular' };
  return { kind: 'bought', productId: boughtId, productName: bought.name };
}

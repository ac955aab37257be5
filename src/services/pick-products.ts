import type { Pick } from '../domain/recommender/pick.js';
import { pickMethod } from '../domain/recommender/pick-methods/methods.js';
import type { PickModelName } from '../domain/recommender/pick-methods/pick-method.js';
import {
  type Choice,
  choosePicks,
  type ItemPopularity,
  type PickModel,
  popularityOnly,
} from '../domain/recommender/pick-model.js';
import { pickReason } from '../domain/recommender/pick-reason.js';
import type { PickRules } from '../domain/recommender/pick-rules.js';
import {
  concat,
  dayMs,
  distinctIds,
  indexOfId,
  type Purchases,
  purchaseMatrix,
} from '../domain/recommender/purchases.js';
import { rerank } from '../domain/recommender/rerank.js';
import type { SparseMatrix } from '../domain/recommender/sparse-matrix.js';
import type { Logger } from '../ports/logger.js';
import type { ModelStore } from '../ports/model-store.js';
import type { PickStore, ProductFacts, ProductKind } from '../ports/pick-store.js';
import type { ShelfStore } from '../ports/shelf-store.js';
import { askForPicks } from './ask-for-picks.js';
import { currentModel } from './current-model.js';
import { pickGroups } from './pick-groups.js';

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
   * Absent: what a customer ever bought is never picked for them; of a model of what to buy again, after two weeks.
   */
  readonly repeatAfterDays?: number | undefined;
  /** What the marketer asks of the lists; absent: as the model has them. */
  readonly rules?: PickRules | undefined;
  /** Absent: goods, not posts, articles and videos. */
  readonly of?: readonly ProductKind[] | undefined;
  /** Absent: the one that serves the shop best. */
  readonly model?: PickModelName | undefined;
  /** What sells among some people: then no model is asked. */
  readonly popularity?: ItemPopularity | undefined;
}

const buyAgainAfterDays = 14;

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
  const { popularity } = input;
  const model = popularity ? popularityOnly(popularity) : await currentModel(deps, input);
  const pickable = await deps.pickFacts.pickable(input.of ?? ['product']);
  const candidates = Uint8Array.from(model.productIds, (id) =>
    indexOfId(pickable, id) >= 0 && !input.exclude?.has(id) ? 1 : 0,
  );
  const picks = new Map<number, readonly Pick[]>();
  const facts = new Map<number, ProductFacts>();
  for (let at = 0; at < input.customerIds.length; at += customersPerChunk) {
    const customerIds = input.customerIds.slice(at, at + customersPerChunk);
    for (const group of await pickGroups(deps, model, { ...input, customerIds, candidates })) {
      const chunk = await pickChunk(deps, model, { ...input, ...group, facts });
      for (const [customerId, list] of chunk) picks.set(customerId, list);
    }
  }
  return picks;
}

interface ChunkInput extends PickInput {
  readonly candidates: Uint8Array;
  /** Of the products met so far; filled up on the way. */
  readonly facts: Map<number, ProductFacts>;
}

// What rules choose from: enough that a list with one of each category can be filled.
const poolPerPick = 10;
const smallestPool = 50;

async function pickChunk(
  deps: PickDeps,
  model: PickModel,
  input: ChunkInput,
): Promise<Map<number, readonly Pick[]>> {
  const { pickFacts } = deps;
  const customerIds = distinctIds(Int32Array.from(input.customerIds));
  const purchases = await pickFacts.boughtBy(input.customerIds, input.asOf);
  const asking = await askForPicks(pickFacts, model, { customerIds, purchases, asOf: input.asOf });
  const exclude = await barredProducts(deps, model, { ...input, purchases });
  const { count, candidates, facts, rules } = input;
  const poolSize = rules ? Math.max(smallestPool, poolPerPick * count) : count;
  const pools = choosePicks(model, asking, { count: poolSize, exclude, candidates });
  const unknown = [...productsIn(pools, model)].filter((id) => !facts.has(id));
  if (unknown.length > 0)
    for (const [id, found] of await pickFacts.productFacts(unknown)) facts.set(id, found);
  const picks = new Map<number, Pick[]>();
  customerIds.forEach((customerId, row) => {
    const pool = pools[row] ?? [];
    const list = rules ? byRules(pool, model, { facts, rules, count }) : pool;
    picks.set(customerId, withFacts(list, model, facts));
  });
  return picks;
}

interface RuledList {
  readonly facts: ReadonlyMap<number, ProductFacts>;
  readonly rules: PickRules;
  readonly count: number;
}

function byRules(
  pool: readonly Choice[],
  { productIds }: PickModel,
  { facts, rules, count }: RuledList,
): Choice[] {
  const known = pool.flatMap((choice) => {
    const about = facts.get(productIds[choice.item] as number);
    return about === undefined ? [] : [{ choice, about }];
  });
  const places = rerank(
    known.map(({ about }) => about),
    rules,
    count,
  );
  return places.flatMap((place) => known[place]?.choice ?? []);
}

/** What a customer has bought, unless it may be picked again, and what they were shown too lately. */
async function barredProducts(
  { pickFacts }: PickDeps,
  { name, productIds }: PickModel,
  input: ChunkInput & { readonly purchases: Purchases },
): Promise<SparseMatrix> {
  const { purchases, asOf } = input;
  const customerIds = distinctIds(Int32Array.from(input.customerIds));
  const usual = pickMethod(name).isBuyAgain ? buyAgainAfterDays : undefined;
  const isBarred = barredBy(purchases, { asOf, repeatAfterDays: input.repeatAfterDays ?? usual });
  const coolDownMs = input.rules?.coolDownMs ?? null;
  if (coolDownMs === null) return purchaseMatrix(purchases, customerIds, productIds, isBarred);
  const shown = await pickFacts.shownTo(input.customerIds, asOf - coolDownMs);
  const both = {
    customers: concat([purchases.customers, shown.customers]),
    products: concat([purchases.products, shown.products]),
  };
  const count = purchases.customers.length;
  const keep = (entry: number) => entry >= count || isBarred(entry);
  return purchaseMatrix(both, customerIds, productIds, keep);
}

/** Which purchases keep their product out of the customer's list. */
function barredBy(
  { lastDays }: Purchases,
  {
    asOf,
    repeatAfterDays,
  }: { readonly asOf: number; readonly repeatAfterDays: number | undefined },
) {
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
  return choices.flatMap(({ item, score, because, becauseOf }) => {
    const productId = model.productIds[item] as number;
    const product = facts.get(productId);
    // Deleted since it was found pickable a moment ago.
    if (product === undefined) return [];
    const reason = pickReason(because, facts.get(model.productIds[becauseOf] ?? -1));
    return [{ productId, sku: product.sku, score, reason }];
  });
}

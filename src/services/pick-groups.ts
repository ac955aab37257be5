import type { PickModel } from '../domain/recommender/pick-model.js';
import { type PickRules, rulesAgainst } from '../domain/recommender/pick-rules.js';
import { dayMs } from '../domain/recommender/purchases.js';
import type { PickStore, PickWish } from '../ports/pick-store.js';
import type { ShelfStore } from '../ports/shelf-store.js';
import { categoryFinder, wishFilter } from './shelf.js';

interface GroupDeps {
  readonly pickFacts: PickStore;
  readonly shelves: ShelfStore;
}

interface GroupInput {
  readonly customerIds: readonly number[];
  readonly asOf: number;
  readonly rules?: PickRules | undefined;
  /** One per item of the model. */
  readonly candidates: Uint8Array;
}

/** Customers for whom the same products may be picked. */
export interface PickGroup {
  readonly customerIds: readonly number[];
  readonly candidates: Uint8Array;
}

/** Who wished for nothing goes in one set for each combination of rules against them; who did, each alone. */
export async function pickGroups(
  deps: GroupDeps,
  model: PickModel,
  input: GroupInput,
): Promise<PickGroup[]> {
  const wishes = await deps.pickFacts.wishes(input.customerIds);
  const sets = await setsByRules(deps, model, input);
  if (wishes.size === 0) return sets;
  const isWanted = await wishFilter(deps.shelves);
  return sets.flatMap(({ customerIds, candidates }) => {
    const plain = customerIds.filter((id) => !wishes.has(id));
    const wishing = customerIds.flatMap((id) => {
      const wish = wishes.get(id);
      if (wish === undefined) return [];
      return [{ customerIds: [id], candidates: wishedAmong(model, candidates, wish, isWanted) }];
    });
    return plain.length === 0 ? wishing : [{ customerIds: plain, candidates }, ...wishing];
  });
}

async function setsByRules(
  { pickFacts, shelves }: GroupDeps,
  model: PickModel,
  { customerIds, asOf, rules, candidates }: GroupInput,
): Promise<PickGroup[]> {
  const never = rules?.never ?? [];
  if (never.length === 0) return [{ customerIds, candidates }];
  const about = await pickFacts.customerFacts(customerIds);
  const onDay = new Date(Math.floor(asOf / dayMs) * dayMs).toISOString().slice(0, 10);
  const sets = new Map<number, number[]>();
  for (const id of customerIds) {
    const bits = rulesAgainst(never, about.get(id), onDay);
    const set = sets.get(bits);
    if (set === undefined) sets.set(bits, [id]);
    else set.push(id);
  }
  const against = await rulesOfItems(shelves, model, never);
  return [...sets].map(([bits, ids]) => ({
    customerIds: ids,
    candidates: candidates.map((isCandidate, item) =>
      ((against[item] as number) & bits) === 0 ? isCandidate : 0,
    ),
  }));
}

/** Which rules name an item's category: a bit for each. */
async function rulesOfItems(
  shelves: ShelfStore,
  { productIds }: PickModel,
  never: PickRules['never'],
): Promise<Int32Array> {
  const categoryOf = await categoryFinder(shelves);
  const bits = new Map<string, number>();
  never.forEach(({ category }, at) => {
    const name = category.trim().toLowerCase();
    bits.set(name, (bits.get(name) ?? 0) | (1 << at));
  });
  return productIds.map((id) => bits.get(categoryOf(id)?.trim().toLowerCase() ?? '') ?? 0);
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

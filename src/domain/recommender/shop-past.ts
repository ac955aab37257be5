import type { Crew } from './crew.js';
import type { History, Lines } from './history.js';
import { minutesPerDay } from './history.js';
import type { EaseSettings } from './hybrid-sources.js';
import type { TrainingParameters } from './model-card.js';
import type { Lesson } from './pick-methods/pick-method.js';
import { decayedSales } from './popularity.js';
import { type DailyPurchases, distinctIds, indexOfId, type Sales } from './purchases.js';
import { type SparseMatrix, sparseMatrix } from './sparse-matrix.js';

/** All that a shop knows of its past, by its own ids. */
export interface ShopPast {
  readonly purchases: DailyPurchases;
  readonly sales: Sales;
  /** Null if nobody is known to have looked at anything. */
  readonly views: Views | null;
  /** Of what may be offered; null if nothing is written about any. */
  readonly texts: ProductTexts | null;
  /** Null if nothing is known of anybody. */
  readonly traits: CustomerTraits | null;
}

/** Who looked at what when, as parallel arrays. */
export interface Views {
  readonly customers: Int32Array;
  readonly products: Int32Array;
  /** Minutes since 1970-01-01 UTC. */
  readonly minutes: Int32Array;
}

export interface ProductTexts {
  /** Ascending. */
  readonly productIds: Int32Array;
  /** Beside the ids. */
  readonly texts: readonly string[];
}

/** Who has which trait, as parallel arrays. */
export interface CustomerTraits {
  readonly names: readonly string[];
  readonly customers: Int32Array;
  /** Places in `names`. */
  readonly traits: Int32Array;
}

interface LessonTime {
  readonly history: History;
  readonly customerIds: Int32Array;
  readonly productIds: Int32Array;
  /** The last day that the lesson may know of; days since 1970-01-01 UTC. */
  readonly lastDay: number;
}

interface LessonTools {
  readonly parameters: TrainingParameters;
  readonly crew?: Crew | undefined;
  readonly settled?: EaseSettings | undefined;
}

/** What there is to learn at the end of a day, from purchases until then and from what else was known. */
export function lessonOf(
  { sales, views, texts, traits }: Pick<ShopPast, 'sales' | 'views' | 'texts' | 'traits'>,
  { history, customerIds, productIds, lastDay }: LessonTime,
  { parameters, crew, settled }: LessonTools,
): Lesson {
  const { halfLifeDays } = parameters;
  const aged = { asOfDay: lastDay, halfLifeDays };
  return {
    history: {
      ...history,
      texts: texts && textsBeside(texts, productIds),
      traits: traits && traitMatrix(traits, customerIds),
    },
    customerIds,
    traitNames: traits?.names ?? [],
    views: views && viewLines(views, { customerIds, productIds, lastDay }),
    recentSales: decayedSales(soldItems(sales, productIds), productIds.length, aged),
    parameters,
    crew,
    settled,
  };
}

/** With more items than this, models whose memory grows with their square are not learnt. */
export const mostDenseItems = 8_000;

/** What was ever sold, and the newest of what was not: as many as do not keep a model from being learnt. */
export function itemsOf({ purchases, sales, texts }: ShopPast): Int32Array {
  const sold = distinctIds(purchases.products, sales.products);
  const unsold = texts?.productIds.filter((id) => indexOfId(sold, id) < 0) ?? new Int32Array(0);
  const room = Math.max(0, mostDenseItems - sold.length);
  return distinctIds(sold, unsold.subarray(Math.max(0, unsold.length - room)));
}

/** Sales of products that are not in `productIds` are left out. */
function soldItems(sales: Sales, productIds: Int32Array) {
  const items = sales.products.map((product) => indexOfId(productIds, product));
  const known = (_: number, entry: number) => (items[entry] as number) >= 0;
  return {
    items: items.filter(known),
    days: sales.days.filter(known),
    counts: sales.buyers.filter(known),
  };
}

function textsBeside({ productIds, texts }: ProductTexts, wanted: Int32Array): string[] {
  return Array.from(wanted, (id) => {
    const at = indexOfId(productIds, id);
    return at < 0 ? '' : (texts[at] as string);
  });
}

/** @returns customers × traits, a set */
export function traitMatrix(
  { names, customers, traits }: CustomerTraits,
  customerIds: Int32Array,
): SparseMatrix {
  const rows = customers.map((id) => indexOfId(customerIds, id));
  const isKnown = (_: number, entry: number) => (rows[entry] as number) >= 0;
  return sparseMatrix(
    { rows: rows.filter(isKnown), columns: traits.filter(isKnown) },
    { rowCount: customerIds.length, columnCount: names.length },
  );
}

/** Views of others, of other products and of later days are left out. */
export function viewLines(
  { customers, products, minutes }: Views,
  known: {
    readonly customerIds: Int32Array;
    readonly productIds: Int32Array;
    readonly lastDay: number;
  },
): Lines {
  const rows = customers.map((id) => indexOfId(known.customerIds, id));
  const items = products.map((id) => indexOfId(known.productIds, id));
  const endMinute = (known.lastDay + 1) * minutesPerDay;
  const isKnown = (_: number, entry: number) =>
    (rows[entry] as number) >= 0 &&
    (items[entry] as number) >= 0 &&
    (minutes[entry] as number) < endMinute;
  return {
    customers: rows.filter(isKnown),
    items: items.filter(isKnown),
    weights: null,
    minutes: minutes.filter(isKnown),
  };
}

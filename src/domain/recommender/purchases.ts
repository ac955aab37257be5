import { type SparseMatrix, sparseMatrix } from './sparse-matrix.js';

/** Who bought what, one entry for each (customer, product), as parallel arrays of ids and days. */
export interface Purchases {
  readonly customers: Int32Array;
  readonly products: Int32Array;
  /** Days since 1970-01-01 UTC of the first and the last time. */
  readonly firstDays: Int32Array;
  readonly lastDays: Int32Array;
}

/** Who bought what on which day, each (customer, product, day) once, as parallel arrays of ids and days. */
export interface DailyPurchases {
  readonly customers: Int32Array;
  readonly products: Int32Array;
  /** Days since 1970-01-01 UTC. */
  readonly days: Int32Array;
}

/** Units of interest sold by product and day, guests' orders included; an entry may repeat. */
export interface Sales {
  readonly products: Int32Array;
  /** Days since 1970-01-01 UTC. */
  readonly days: Int32Array;
  /** Distinct buyers, each guest's order being one. */
  readonly buyers: Int32Array;
}

export const dayMs = 86_400_000;

/** Each id once, ascending: an id's place is its index in a matrix. */
export function distinctIds(...lists: readonly Int32Array[]): Int32Array {
  const sorted = concat(lists).sort();
  return sorted.filter((id, at) => at === 0 || sorted[at - 1] !== id);
}

/** @returns where `id` stands in the ascending `ids`, or -1 */
export function indexOfId(ids: Int32Array, id: number): number {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ids[middle] as number) < id) low = middle + 1;
    else high = middle;
  }
  return ids[low] === id ? low : -1;
}

/**
 * The set customers × products, by index in the two ascending lists of ids; entries of other ids,
 * and those that `keep` refuses, are left out.
 */
export function purchaseMatrix(
  purchases: Pick<Purchases, 'customers' | 'products'>,
  customerIds: Int32Array,
  productIds: Int32Array,
  keep: (entry: number) => boolean = () => true,
): SparseMatrix {
  const { rows, columns } = knownEntries(purchases, { customerIds, productIds }, keep);
  const shape = { rowCount: customerIds.length, columnCount: productIds.length };
  return sparseMatrix({ rows, columns }, shape);
}

/** The same with a weight for each entry; those of a repeated (customer, product) add up. */
export function weightedPurchases(
  purchases: Pick<Purchases, 'customers' | 'products'>,
  ids: { readonly customerIds: Int32Array; readonly productIds: Int32Array },
  weightOf: (entry: number) => number,
): SparseMatrix {
  const { rows, columns, entries } = knownEntries(purchases, ids, () => true);
  const shape = { rowCount: ids.customerIds.length, columnCount: ids.productIds.length };
  return sparseMatrix({ rows, columns, weights: Float32Array.from(entries, weightOf) }, shape);
}

function knownEntries(
  purchases: Pick<Purchases, 'customers' | 'products'>,
  { customerIds, productIds }: { customerIds: Int32Array; productIds: Int32Array },
  keep: (entry: number) => boolean,
) {
  const size = purchases.customers.length;
  const rows = new Int32Array(size);
  const columns = new Int32Array(size);
  const entries = new Int32Array(size);
  let kept = 0;
  for (let entry = 0; entry < size; entry++) {
    if (!keep(entry)) continue;
    const row = indexOfId(customerIds, purchases.customers[entry] as number);
    const column = indexOfId(productIds, purchases.products[entry] as number);
    if (row < 0 || column < 0) continue;
    rows[kept] = row;
    columns[kept] = column;
    entries[kept++] = entry;
  }
  const upTo = (values: Int32Array) => values.subarray(0, kept);
  return { rows: upTo(rows), columns: upTo(columns), entries: upTo(entries) };
}

export function concat(lists: readonly Int32Array[]): Int32Array {
  const all = new Int32Array(lists.reduce((sum, list) => sum + list.length, 0));
  let at = 0;
  for (const list of lists) {
    all.set(list, at);
    at += list.length;
  }
  return all;
}

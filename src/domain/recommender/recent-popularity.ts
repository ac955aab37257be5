import { type History, lastMinute, minutesPerDay } from './history.js';
import { type DailySales, decayedSales, type PopularityModel, popularityOf } from './popularity.js';

/**
 * What sells now: a buyer counts once a day for each item, and half as much after each `halfLifeDays`. Without times
 * every day is the same one.
 *
 * @param halfLifeDays null: every buyer of every day counts 1
 */
export function recentPopularity(history: History, halfLifeDays: number | null): PopularityModel {
  return popularityOf(popularityDecay(history, halfLifeDays));
}

/** Its scores, one for each item. */
export function popularityDecay(history: History, halfLifeDays: number | null): Float64Array {
  const asOfDay = Math.floor(lastMinute(history.lines) / minutesPerDay);
  return decayedSales(dailySales(history), history.itemCount, { asOfDay, halfLifeDays });
}

/** Each (customer, item, day) once. */
export function dailySales({ lines, customerCount }: History): DailySales {
  const entries = linesByCustomer(lines.customers, customerCount);
  const days = Int32Array.from(lines.minutes ?? new Int32Array(lines.items.length), (minute) =>
    Math.floor(minute / minutesPerDay),
  );
  const kept = new Int32Array(lines.items.length);
  let size = 0;
  const seen = new Set<number>();
  let customer = -1;
  for (const line of entries) {
    if (lines.customers[line] !== customer) {
      seen.clear();
      customer = lines.customers[line] as number;
    }
    // An item and a day in one number, exact below 2^53.
    const key = (lines.items[line] as number) * 2 ** 22 + (days[line] as number);
    if (seen.has(key)) continue;
    seen.add(key);
    kept[size++] = line;
  }
  const lists = kept.subarray(0, size);
  return {
    items: lists.map((line) => lines.items[line] as number),
    days: lists.map((line) => days[line] as number),
    counts: new Int32Array(size).fill(1),
  };
}

/** Line numbers, grouped by customer. */
function linesByCustomer(customers: Int32Array, customerCount: number): Int32Array {
  const next = new Int32Array(customerCount + 1);
  for (const customer of customers) next[customer + 1] = (next[customer + 1] as number) + 1;
  for (let customer = 0; customer < customerCount; customer++)
    next[customer + 1] = (next[customer + 1] as number) + (next[customer] as number);
  const entries = new Int32Array(customers.length);
  customers.forEach((customer, line) => {
    const at = next[customer] as number;
    next[customer] = at + 1;
    entries[at] = line;
  });
  return entries;
}

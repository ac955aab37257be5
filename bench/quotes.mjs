// Quotes a second.
//
//   node bench/quotes.mjs        HAWKER_BENCH_RUNS=5
//
// One core, a cart of 10 lines under 20 promotions (8 on lines, 12 on the order, a third with conditions that fail),
// receipt only and receipt with every unit and the JSON that is stored; and 100 lines under 200 promotions. Medians over
// the runs, by the clock and by this process's own processor time.
import { cpus, loadavg, totalmem } from 'node:os';
import { promotionDefaults } from '../dist/src/domain/promotion/promotion.js';
import { quote } from '../dist/src/domain/promotion/quote.js';
import { unitDiscounts } from '../dist/src/domain/promotion/unit-split.js';

const runs = Number(process.env.HAWKER_BENCH_RUNS ?? 5);
const now = Date.now();

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

function cartOf(lineCount) {
  const categories = ['bags', 'hats', 'cups', 'lamps'];
  const lines = Array.from({ length: lineCount }, (_, i) => ({
    id: `line-${i}`,
    unitPriceMinor: 199 + ((i * 7919) % 4000),
    quantity: 1 + (i % 4),
    minUnitPriceMinor: i % 3 === 0 ? 100 : 0,
    category: categories[i % categories.length],
  }));
  return { currency: 'GBP', shippingMinor: 395, lines };
}

function promotionsOf(count) {
  const categories = ['bags', 'hats', 'cups', 'lamps'];
  return Array.from({ length: count }, (_, i) => {
    const isItem = i % 5 < 2;
    const percent = {
      type: 'percent_off',
      bps: 200 + i,
      capMinor: null,
      rounding: i % 4 === 0 ? 'unit' : 'line',
      basis: 'remaining',
    };
    const amount = { type: 'amount_off', amountMinor: 50 + i, per: 'order' };
    const least = { type: 'subtotal_at_least', scope: {}, basis: 'remaining' };
    return {
      ...promotionDefaults,
      id: `p${i}`,
      phase: isItem ? 'item' : 'order',
      effect: isItem || i % 2 === 0 ? percent : amount,
      scope: isItem ? { categories: [categories[i % categories.length]] } : {},
      conditions: i % 3 === 0 ? [{ ...least, amountMinor: 1_000_000 }] : [],
      priority: i % 4,
    };
  });
}

function perSecond(work, forMs = 1_500) {
  work();
  const [startedAt, from] = [performance.now(), process.cpuUsage()];
  let count = 0;
  while (performance.now() - startedAt < forMs) {
    for (let i = 0; i < 20; i++) work();
    count += 20;
  }
  const { user, system } = process.cpuUsage(from);
  return {
    clock: (count * 1_000) / (performance.now() - startedAt),
    processor: (count * 1_000_000) / (user + system),
  };
}

function p99Ms(work, times = 200) {
  const took = Array.from({ length: times }, () => {
    const startedAt = performance.now();
    work();
    return performance.now() - startedAt;
  });
  return took.sort((a, b) => a - b)[Math.floor(times * 0.99)];
}

const context = { at: now, codes: [], customerTags: [] };

function quoteFigures() {
  const [cart, promotions] = [cartOf(10), promotionsOf(20)];
  const plain = () => quote(cart, promotions, context).payableMinor;
  const full = () => {
    const receipt = quote(cart, promotions, context);
    const units = receipt.lines.map((line) => unitDiscounts(line.units));
    return JSON.stringify({ receipt, units }).length;
  };
  const [bigCart, many] = [cartOf(100), promotionsOf(200)];
  const times = (work) => {
    const all = Array.from({ length: runs }, () => perSecond(work));
    return [median(all.map(({ clock }) => clock)), median(all.map((each) => each.processor))];
  };
  return [
    ['quotes/s, 10 lines × 20 promotions', times(plain)],
    ['the same with units and stored JSON', times(full)],
    ['p99 of 100 lines × 200 promotions, ms', [p99Ms(() => quote(bigCart, many, context))]],
  ];
}

const number = (value) =>
  value.toLocaleString('en', { maximumFractionDigits: value < 100 ? 1 : 0 });

const load = loadavg()[0]?.toFixed(1);
console.log(
  `${cpus()[0]?.model.trim()} × ${cpus().length}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}; medians of ${runs}, load ${load} at the start; by the clock, by processor time`,
);
for (const [name, values] of quoteFigures())
  console.log(`${name.padEnd(40)} ${values.map(number).join('  ')}`);

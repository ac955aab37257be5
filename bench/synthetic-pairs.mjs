// A made-up shop for speed measurements, the same on every machine: 100,000 customers × 5,000 products. The
// product of rank r sells as (r + 1)^-0.8; product i is of topic i mod 50, and a customer has two topics, which
// take 45 % and 25 % of what they buy. How much they buy is Pareto with exponent 1.5, from 30 up to 1,000.
import { createHash } from 'node:crypto';

export const customerCount = 100_000;
export const productCount = 5_000;
const topicCount = 50;
const expectedPairs = 5_237_206;
const expectedSha256 = 'f63eea57';
export const syntheticShape = '100,000 customers × 5,000 products, 5,237,206 pairs';

/** @returns {{ customers: Int32Array, products: Int32Array }} */
export function syntheticPairs() {
  const random = mulberry32(20240601);
  const everything = shelf(productCount, 1, 0);
  const shelves = Array.from({ length: topicCount }, (_, topic) =>
    shelf(productCount / topicCount, topicCount, topic),
  );
  const pairs = new Int32Array(2 * expectedPairs);
  let size = 0;
  for (let customer = 0; customer < customerCount; customer++) {
    const liked = [shelves[below(topicCount)], shelves[below(topicCount)]];
    const draws = Math.min(1_000, Math.floor(30 * (1 - random()) ** (-1 / 1.5)));
    const basket = new Set();
    for (let draw = 0; draw < draws; draw++) basket.add(drawFrom(shelfFor(random(), liked)));
    for (const product of basket) {
      pairs[size++] = customer;
      pairs[size++] = product;
    }
  }
  return checked(pairs);

  function below(count) {
    return Math.floor(random() * count);
  }

  function shelfFor(chance, [first, second]) {
    if (chance < 0.45) return first;
    return chance < 0.7 ? second : everything;
  }

  function drawFrom({ sums, step, offset }) {
    return firstAbove(sums, random() * sums[sums.length - 1]) * step + offset;
  }
}

function shelf(length, step, offset) {
  const sums = new Float64Array(length);
  let sum = 0;
  for (let place = 0; place < length; place++) {
    sum += (place * step + offset + 1) ** -0.8;
    sums[place] = sum;
  }
  return { sums, step, offset };
}

/** The first place whose running sum is above `wanted`. */
export function firstAbove(sums, wanted) {
  let low = 0;
  let high = sums.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sums[middle] <= wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

function checked(pairs) {
  const sha256 = createHash('sha256').update(new Uint8Array(pairs.buffer)).digest('hex');
  if (!sha256.startsWith(expectedSha256)) throw new Error(`these are other pairs: ${sha256}`);
  return { customers: everySecond(pairs, 0), products: everySecond(pairs, 1) };
}

// By hand: a filter keeps several times as much in memory as it returns, and memory is measured here.
function everySecond(pairs, first) {
  const chosen = new Int32Array(pairs.length / 2);
  for (let at = 0; at < chosen.length; at++) chosen[at] = pairs[2 * at + first];
  return chosen;
}

// The 32-bit generator of that name (Tommy Ettinger): small, fast, the same everywhere.
function mulberry32(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

import { TopList } from './top-list.js';

/** A validation set: for each customer the scores of all sources, and what they went on to have. */
export interface Lesson {
  readonly itemCount: number;
  /** One array for each source, customers × items. */
  readonly scores: readonly Float32Array[];
  /** What each customer went on to have, ascending; not empty. */
  readonly wanted: readonly Int32Array[];
  /** What must not be in a customer's list, ascending. */
  readonly barred: readonly Int32Array[];
}

const listLength = 10;
const firstStep = 0.4;
const lastStep = 0.05;
const mostRounds = 12;

/**
 * Weights of the sources under which the lists' mean nDCG@10 is largest, found by trying a step up and down for one
 * source after the other, half as large once none helps. Coarse on purpose: a fine one would learn the customers by heart.
 *
 * @param start a first guess; a source that starts at NaN stays out
 */
export function learnBlend(lesson: Lesson, start: readonly number[]): number[] {
  const weights = start.map((weight) => (Number.isNaN(weight) ? 0 : weight));
  let best: Tried = { weights, gain: blendGain(lesson, weights) };
  for (let step = firstStep; step >= lastStep; step /= 2) {
    for (let round = 0; round < mostRounds; round++) {
      const before = best.gain;
      for (const [source, weight] of start.entries())
        if (!Number.isNaN(weight)) best = stepped(lesson, best, source, step);
      if (best.gain === before) break;
    }
  }
  return [...best.weights];
}

interface Tried {
  readonly weights: readonly number[];
  readonly gain: number;
}

/** The better of one source's weight a step up, a step down, or as it is. */
function stepped(lesson: Lesson, best: Tried, source: number, step: number): Tried {
  for (const change of [step, -step]) {
    const weights = best.weights.map((own, at) => (at === source ? own + change : own));
    const gain = blendGain(lesson, weights);
    if (gain > best.gain) return { weights, gain };
  }
  return best;
}

/** Mean nDCG@10 of the lists under some weights. */
export function blendGain(lesson: Lesson, weights: readonly number[]): number {
  const { itemCount, wanted } = lesson;
  const blended = new Float64Array(itemCount);
  const best = new TopList(listLength);
  const items = new Int32Array(listLength);
  const scores = new Float32Array(listLength);
  let gain = 0;
  for (let customer = 0; customer < wanted.length; customer++) {
    blend(lesson, customer, weights, blended);
    for (const item of lesson.barred[customer] ?? []) blended[item] = Number.NEGATIVE_INFINITY;
    offerAll(best, blended);
    const size = best.size;
    best.drain(items, scores, 0);
    gain += listGain(items.subarray(0, size), wanted[customer] as Int32Array);
  }
  return gain / Math.max(1, wanted.length);
}

function blend(
  { itemCount, scores }: Lesson,
  customer: number,
  weights: readonly number[],
  blended: Float64Array,
): void {
  blended.fill(0);
  scores.forEach((source, at) => {
    const weight = weights[at] as number;
    if (weight === 0) return;
    const from = customer * itemCount;
    for (let item = 0; item < itemCount; item++)
      blended[item] = (blended[item] as number) + weight * (source[from + item] as number);
  });
}

function offerAll(best: TopList, scores: Float64Array): void {
  let least = Number.NEGATIVE_INFINITY;
  for (let item = 0; item < scores.length; item++) {
    const score = scores[item] as number;
    if (!(score > least)) continue;
    best.offer(score, item);
    if (best.size === best.capacity) least = best.scores[0] as number;
  }
}

function listGain(list: Int32Array, wanted: Int32Array): number {
  let gain = 0;
  let ideal = 0;
  const known = new Set(wanted);
  list.forEach((item, place) => {
    if (known.has(item)) gain += 1 / Math.log2(place + 2);
  });
  for (let place = 0; place < Math.min(listLength, wanted.length); place++)
    ideal += 1 / Math.log2(place + 2);
  return gain / ideal;
}

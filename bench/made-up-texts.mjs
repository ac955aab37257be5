// Made-up descriptions of 20 to 100 words each, of 20,000 words, the r-th of which is drawn as 1 / (r + 2.7).
import { chanceOf } from '../dist/src/domain/random.js';
import { firstAbove } from './synthetic-pairs.mjs';

const vocabulary = 20_000;

/** @returns {{ texts: string[], tokens: number }} tokens: words in all */
export function madeUpTexts(documents) {
  const chance = chanceOf(11);
  const sums = new Float64Array(vocabulary);
  let sum = 0;
  for (let rank = 0; rank < vocabulary; rank++) {
    sum += 1 / (rank + 2.7);
    sums[rank] = sum;
  }
  let tokens = 0;
  const texts = Array.from({ length: documents }, () => {
    const length = 20 + Math.floor(81 * chance());
    tokens += length;
    return Array.from({ length }, () => `w${firstAbove(sums, chance() * sum)}`).join(' ');
  });
  return { texts, tokens };
}

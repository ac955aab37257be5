import fc from 'fast-check';
import { expect, it } from 'vitest';
import { OccurrenceCounter } from '../../../src/domain/behaviour/occurrence-counter.js';

it('numbers each text by itself, however far apart its occurrences are', () => {
  const counter = new OccurrenceCounter();
  expect(['a', 'b', 'a', 'c', 'b', 'a', ''].map((text) => counter.next(text))).toEqual([
    0, 0, 1, 0, 1, 2, 0,
  ]);
});

it('counts as a map from text to number does', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 3 }), { maxLength: 200 }), (texts) => {
      const counter = new OccurrenceCounter();
      const seen = new Map<string, number>();
      for (const text of texts) {
        const before = seen.get(text) ?? 0;
        seen.set(text, before + 1);
        expect(counter.next(text)).toBe(before);
      }
    }),
  );
});

it('forgets nothing as it grows, and takes no two of 200,000 similar texts for one', () => {
  const counter = new OccurrenceCounter();
  const line = (i: number) => `53${i}|85123A|WHITE HANGING HEART|${i % 7}|1295225212283|255|17850`;
  let strangers = 0;
  for (let i = 0; i < 200_000; i++) strangers += counter.next(line(i));
  expect(strangers).toBe(0);
  expect([line(0), line(199_999), line(77_777)].map((text) => counter.next(text))).toEqual([
    1, 1, 1,
  ]);
});

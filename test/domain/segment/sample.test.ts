import { expect, it } from 'vitest';
import { sampleIds } from '../../../src/domain/segment/sample.js';

const ids = Int32Array.from({ length: 1_000 }, (_, index) => index * 3 + 1);

it('takes as many as asked, members only, each once, ascending', () => {
  const sample = sampleIds(ids, 10, 1);
  expect(sample).toHaveLength(10);
  expect(sample).toEqual([...new Set(sample)].sort((a, b) => a - b));
  expect(sample.every((id) => ids.includes(id))).toBe(true);
});

it('takes all of a smaller group', () => {
  expect(sampleIds(Int32Array.of(4, 9), 10, 1)).toEqual([4, 9]);
  expect(sampleIds(new Int32Array(), 10, 1)).toEqual([]);
});

it('is the same for the same seed and another for another', () => {
  expect(sampleIds(ids, 10, 1)).toEqual(sampleIds(ids, 10, 1));
  expect(sampleIds(ids, 10, 1)).not.toEqual(sampleIds(ids, 10, 2));
});

it('keeps who stays when somebody else leaves', () => {
  const before = sampleIds(ids, 10, 1);
  const [gone] = before;
  const after = sampleIds(
    ids.filter((id) => id !== gone),
    10,
    1,
  );
  expect(after).toEqual(expect.arrayContaining(before.slice(1)));
});

it('reaches every part of the range', () => {
  const tenths = new Set(sampleIds(ids, 200, 5).map((id) => Math.floor(id / 300)));
  expect(tenths.size).toBe(10);
});

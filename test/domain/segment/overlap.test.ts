import fc from 'fast-check';
import { expect, it } from 'vitest';
import { overlapOf } from '../../../src/domain/segment/overlap.js';

const ids = fc
  .uniqueArray(fc.integer({ min: 1, max: 30 }))
  .map((list) => Int32Array.from(list).sort());

it('counts who is in both as sets do', () => {
  fc.assert(
    fc.property(ids, ids, (a, b) => {
      const both = [...a].filter((id) => b.includes(id)).length;
      const either = new Set([...a, ...b]).size;
      expect(overlapOf(a, 'b', b)).toEqual({
        segment: 'b',
        size: b.length,
        both,
        share: a.length === 0 ? 0 : both / a.length,
        jaccard: either === 0 ? 0 : both / either,
      });
    }),
  );
});

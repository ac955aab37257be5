import { expect, it } from 'vitest';
import { ReadAhead } from '../../src/services/read-ahead.js';

function reading(total: number, chunkSize: number, fault?: number) {
  const reads: number[] = [];
  const ahead = new ReadAhead(total, chunkSize, async (from) => {
    reads.push(from);
    if (from === fault) throw new Error(`no chunk at ${from}`);
    return `from ${from}`;
  });
  return { reads, ahead };
}

it('reads two chunks ahead, each once, and none behind the end', async () => {
  const { reads, ahead } = reading(11, 3);
  expect(await ahead.at(0)).toBe('from 0');
  expect(reads).toEqual([0, 3, 6]);
  expect(await ahead.at(3)).toBe('from 3');
  expect(reads).toEqual([0, 3, 6, 9]);
  expect([await ahead.at(6), await ahead.at(9)]).toEqual(['from 6', 'from 9']);
  expect(reads).toEqual([0, 3, 6, 9]);
});

it('gives the same chunk again without reading it again', async () => {
  const { reads, ahead } = reading(3, 3);
  expect([await ahead.at(0), await ahead.at(0)]).toEqual(['from 0', 'from 0']);
  expect(reads).toEqual([0]);
});

it('begins anew where somebody else has moved on to', async () => {
  const { reads, ahead } = reading(100, 3);
  await ahead.at(0);
  expect(await ahead.at(50)).toBe('from 50');
  expect(reads).toEqual([0, 3, 6, 50, 53, 56]);
});

it('tells a fault to whoever asks for that chunk, and to nobody else', async () => {
  const { ahead } = reading(9, 3, 3);
  expect(await ahead.at(0)).toBe('from 0');
  await expect(ahead.at(3)).rejects.toThrow('no chunk at 3');
  expect(await ahead.at(6)).toBe('from 6');
});

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { programRoot } from '../support/databases.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hawker-evaluate-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function evaluate(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const program = [join(programRoot, 'bin/hawker.js'), 'evaluate'];
  const files = ['--train', 'train.csv', '--test', 'test.csv'];
  return new Promise((done) => {
    execFile(
      process.execPath,
      [...program, ...files, ...args],
      { cwd: folder },
      (error, out, err) => done({ code: error === null ? 0 : Number(error.code), out, err }),
    );
  });
}

function write(name: string, lines: readonly string[]): void {
  writeFileSync(join(folder, name), `${lines.join('\n')}\n`);
}

/** Popularity: 20 by three, 10 by two, then 30 and 40 by one each, in this order. */
const train = ['1,10', '1,20', '2,20', '2,30', '3,20', '3,10', '3,40'];

it('prints exactly what was asked for as JSON', async () => {
  write('train.csv', train);
  // 1 lacks 30, 40: hits both. 2 lacks 10, 40: hits at rank 2. 9 is a stranger; 99 an unknown item, missed by 3.
  write('test.csv', ['1,30', '1,40', '2,40', '3,99', '9,10']);
  const { code, out, err } = await evaluate('--model', 'popularity', '--k', '2', '--json');
  expect([code, err]).toEqual([0, '']);
  const { users, metrics, fitSeconds, recommendSeconds, peakMB } = JSON.parse(out);
  expect(users).toBe(3);
  expect(metrics['nDCG@2']).toBeCloseTo((1 + 1 / Math.log2(3) + 0) / 3, 12);
  expect(metrics['P@2']).toBeCloseTo((1 + 1 / 2 + 0) / 3, 12);
  expect(metrics['R@2']).toBeCloseTo(2 / 3, 12);
  expect(metrics['HR@2']).toBeCloseTo(2 / 3, 12);
  expect(metrics['MAP@2']).toBeCloseTo((1 + 1 / 2) / 3, 12);
  expect(metrics['MRR@2']).toBeCloseTo((1 + 1 / 2) / 3, 12);
  expect(metrics['coverage@2']).toBe(3 / 4);
  expect([fitSeconds >= 0, recommendSeconds >= 0, peakMB > 10]).toEqual([true, true, true]);
});

it('reads a header in any order, tabs, quotes, weights and times', async () => {
  write('train.csv', [
    'timestamp\tsku\tuser_id\trating',
    '2011-01-01 10:00:00\t"a ""1"""\tu1\t1',
    '1293876000\tb\tu1\t5',
    '1293876000000\tb\tu2\t0',
    '2011-01-01\tc\tu2\t2.5',
  ]);
  write('test.csv', ['customer,item', 'u1,b', 'u2,c']);
  const asked = ['--model', 'personal-frequency', '--k', '1', '--keep-seen', '--json'];
  const { out, err } = await evaluate(...asked);
  expect(JSON.parse(out)).toMatchObject({ users: 2, metrics: { 'HR@1': 1 } });
  expect(err).toBe('train.csv: 1 lines of weight 0 or less are left out\n');
});

it('keeps what is bought already out of the lists, unless asked', async () => {
  write('train.csv', train);
  write('test.csv', ['1,20']);
  const hits = async (...more: string[]) =>
    JSON.parse((await evaluate('--model', 'popularity', '--json', ...more)).out).metrics['HR@10'];
  expect([await hits(), await hits('--keep-seen')]).toEqual([0, 1]);
});

it('shows a table to a person', async () => {
  write('train.csv', train);
  write('test.csv', ['1,30']);
  const { out } = await evaluate('--model', 'popularity', '--k', '1,2');
  expect(out).toMatch(/^popularity: 1 customers\n\n +@1 +@2\n/);
  expect(out).toMatch(/\nnDCG +1\.0000 +1\.0000\n/);
});

it.each([
  { args: ['--model', 'item-nkn'], says: 'there is no model "item-nkn"; did you mean "item-knn"?' },
  {
    args: ['--model', 'item-knn', '--params', '{"shrnk": 1}'],
    says: 'item-knn has no parameter "shrnk"; did you mean "shrink"?\n  → item-knn takes k, shrink, similarity, weighting',
  },
  {
    args: ['--model', 'item-knn', '--params', '{"k": 0}'],
    says: 'item-knn: k must be a whole number, at least 1, not 0',
  },
])('tells what is right where $args is wrong', async ({ args, says }) => {
  write('train.csv', train);
  write('test.csv', train);
  const { code, out, err } = await evaluate(...args);
  expect([code, out]).toEqual([1, '']);
  expect(err).toContain(says);
});

it.each([
  { lines: ['1,2,x', '1,2,3', '1,3,y'], says: 'train.csv:3: "y" is no weight' },
  { lines: ['1,2', '', ',2'], says: 'train.csv:3: no customer in column 1' },
  { lines: ['1,2,1,1', '1,2,1,soon'], says: 'train.csv:2: "soon" is no time' },
  { lines: ['1,2,1,1', '1,2'], says: 'train.csv:2: has 2 columns' },
  { lines: ['1,2', '"1,2'], says: 'train.csv:2: a quote is opened and never closed' },
  { lines: ['1;2'], says: 'train.csv:1: one column, where customer,item belong' },
])('points at what is wrong in a file: $says', async ({ lines, says }) => {
  write('train.csv', lines);
  write('test.csv', train);
  const { code, err } = await evaluate('--model', 'popularity');
  expect(code).toBe(1);
  expect(err).toContain(says);
});

it('refuses usage that cannot be meant', async () => {
  const { code, err } = await evaluate('--model', 'popularity', '--params', '{k: 1}');
  expect([code, err]).toEqual([2, expect.stringContaining('that is not JSON')]);
});

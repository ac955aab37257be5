import { describe, expect, it } from 'vitest';
import { instanceStanding } from '../../src/domain/instance-standing.js';

const ours = { kind: 'ours' };
const doubtful = (why: string) => ({ kind: 'doubtful', why });
const mark = { id: 'a', sequence: 50, at: 1_000, isCopy: false };
const database = { id: 'a', sequence: 50, isAtRest: false };

describe('a database at the start', () => {
  it.each([
    { rule: 'that is new is ours', database: { ...database, sequence: 0 }, mark: null, is: ours },
    {
      rule: 'that is new is ours, whatever was used here before',
      database: { id: 'b', sequence: 0, isAtRest: false },
      mark,
      is: ours,
    },
    {
      rule: 'is ours after an ordinary stop',
      database: { ...database, isAtRest: true },
      mark,
      is: ours,
    },
    { rule: 'is ours after a crash', database, mark, is: ours },
    {
      rule: 'is ours after a crash between its beat and the mark',
      database: { ...database, sequence: 51 },
      mark,
      is: ours,
    },
    {
      rule: 'that is behind the mark was restored',
      database: { ...database, sequence: 49 },
      mark,
      is: doubtful('restored'),
    },
    {
      rule: 'that is behind the mark was restored, also when the backup was made at rest',
      database: { ...database, sequence: 49, isAtRest: true },
      mark,
      is: doubtful('restored'),
    },
    {
      rule: 'that runs elsewhere, perhaps, is doubtful',
      database,
      mark: null,
      is: doubtful('moved'),
    },
    {
      rule: 'that was handed over in good order is ours',
      database: { ...database, isAtRest: true },
      mark: null,
      is: ours,
    },
    {
      rule: 'of another life than the one used here is doubtful',
      database: { id: 'b', sequence: 900, isAtRest: false },
      mark,
      is: doubtful('moved'),
    },
    {
      rule: 'in a folder copied while it ran is doubtful',
      database,
      mark: { ...mark, isCopy: true },
      is: doubtful('copied'),
    },
  ])('$rule', ({ database: known, mark: outside, is }) => {
    expect(instanceStanding(known, outside)).toEqual(is);
  });
});

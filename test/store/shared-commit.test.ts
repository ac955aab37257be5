import { sqltag as sql } from '@prisma/client/runtime/client';
import fc from 'fast-check';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import type { Statements } from '../../src/store/database.js';
import { writePriority } from '../../src/store/writer.js';
import { onEachDatabase } from '../support/databases.js';

onEachDatabase('writes that wait together', ({ name, database }) => {
  const { reply, intent, bulk } = writePriority;
  const put = (word: string) => (tx: Statements) =>
    tx.execute(sql`INSERT INTO slip (word) VALUES (${word})`);
  const kept = async () =>
    (await database().query<{ word: string }>(sql`SELECT word FROM slip ORDER BY word`)).map(
      ({ word }) => word,
    );
  const putThenFail = (word: string) => async (tx: Statements) => {
    await put(word)(tx);
    throw new Error(`no ${word}`);
  };

  beforeAll(() =>
    database().write(bulk, async (tx) => {
      await tx.execute(sql`CREATE TABLE slip (word TEXT PRIMARY KEY)`);
    }),
  );
  beforeEach(() =>
    database().write(bulk, async (tx) => {
      await tx.execute(sql`DELETE FROM slip`);
    }),
  );

  it('undo the one that fails alone, be it of models or of statements', async () => {
    const ends = await Promise.allSettled([
      database().writeSql(reply, put('a')),
      database().writeSql(reply, putThenFail('b')),
      database().write(reply, putThenFail('c')),
      database().write(intent, put('d')),
    ]);
    expect(ends.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
      'fulfilled',
    ]);
    expect(await kept()).toEqual(['a', 'd']);
  });

  it('let a statement that the database refuses fail its own write only', async () => {
    await database().writeSql(reply, put('a'));
    const ends = await Promise.allSettled([
      database().writeSql(reply, put('b')),
      database().writeSql(reply, put('a')),
      database().writeSql(intent, put('c')),
    ]);
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await kept()).toEqual(['a', 'b', 'c']);
  });

  it('show a reader nothing before they are committed, and all of it to whoever was told', async () => {
    const seen: string[][] = [];
    await Promise.all([
      database().writeSql(reply, put('a')),
      database().writeSql(reply, async (tx) => {
        await put('b')(tx);
        seen.push(await kept());
      }),
    ]);
    // PostgreSQL runs them side by side: the first may be through.
    for (const words of seen) expect(words).not.toContain('b');
    if (name === 'sqlite') expect(seen).toEqual([[]]);
    expect(await kept()).toEqual(['a', 'b']);
  });

  it('keep exactly what was told as kept, whatever fails', async () => {
    const jobs = fc.array(
      fc.record({
        priority: fc.constantFrom(reply, intent, writePriority.normal, bulk),
        fails: fc.boolean(),
        byModels: fc.boolean(),
      }),
      { maxLength: 12 },
    );
    let round = 0;
    await fc.assert(
      fc.asyncProperty(jobs, async (asked) => {
        round += 1;
        const before = await kept();
        const ends = await Promise.allSettled(
          asked.map(({ priority, fails, byModels }, n) => {
            const word = `${round}-${n}`;
            const work = fails ? putThenFail(word) : put(word);
            return byModels
              ? database().write<unknown>(priority, work)
              : database().writeSql<unknown>(priority, work);
          }),
        );
        expect(ends.map(({ status }) => status)).toEqual(
          asked.map(({ fails }) => (fails ? 'rejected' : 'fulfilled')),
        );
        const added = asked.flatMap(({ fails }, n) => (fails ? [] : [`${round}-${n}`]));
        expect(await kept()).toEqual([...before, ...added].sort());
      }),
      { numRuns: 25 },
    );
  });

  it.skipIf(name === 'postgresql')(
    'all fail when their commit does (PostgreSQL commits each by itself)',
    async () => {
      await database().write(bulk, async (tx) => {
        await tx.execute(sql`
          CREATE TABLE pin (word TEXT REFERENCES slip (word) DEFERRABLE INITIALLY DEFERRED)`);
      });
      // Looked at by the commit alone.
      const dangle = (tx: Statements) => tx.execute(sql`INSERT INTO pin (word) VALUES ('nobody')`);
      const ends = await Promise.allSettled([
        database().writeSql(reply, put('a')),
        database().writeSql(reply, dangle),
        database().write(intent, put('b')),
      ]);
      expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
      expect(await kept()).toEqual([]);
      await database().writeSql(reply, put('c'));
      expect(await kept()).toEqual(['c']);
    },
  );

  it.skipIf(name === 'postgresql')(
    'all fail when one makes the database undo everything (a full disk does; here a trigger)',
    async () => {
      await database().write(bulk, async (tx) => {
        await tx.execute(sql`
          CREATE TRIGGER slip_fault BEFORE INSERT ON slip WHEN new.word = 'fault'
          BEGIN SELECT RAISE(ROLLBACK, 'disk is full'); END`);
      });
      const ends = await Promise.allSettled([
        database().writeSql(reply, put('a')),
        database().writeSql(reply, put('fault')),
        database().writeSql(intent, put('b')),
      ]);
      // The one after it found a group of its own.
      expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
      expect(String(ends[0]?.status === 'rejected' && ends[0].reason)).toMatch(/broke off/);
      expect(String(ends[1]?.status === 'rejected' && ends[1].reason)).not.toMatch(/broke off/);
      expect(await kept()).toEqual(['b']);
    },
  );
});

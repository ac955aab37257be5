import { raw, sqltag as sql } from '@prisma/client/runtime/client';
import { expect, it } from 'vitest';
import { onEachDatabase } from '../support/databases.js';

onEachDatabase('hand-written statements', (test) => {
  it('bring whole numbers of 64 bits, sums and booleans as plain values', async () => {
    const database = test.database();
    const [row] = await database.query(sql`
      SELECT 9007199254740991 AS big, NULL AS absent, 'text' AS text, sum(v) AS sum FROM (SELECT 1.5 AS v UNION ALL SELECT 2) s`);
    expect(row).toEqual({ big: 9_007_199_254_740_991, absent: null, text: 'text', sum: 3.5 });
  });

  it('of one transaction are kept together or not at all', async () => {
    const database = test.database();
    const put = (key: string) => sql`INSERT INTO meta (key, value) VALUES (${key}, 'x')`;
    const failing = database.writeSql(2, async (tx) => {
      await tx.execute(put('first'));
      await tx.execute(put('first'));
    });
    await expect(failing).rejects.toThrow();
    await database.writeSql(2, (tx) => tx.execute(put('second')));
    const rows = await database.query(sql`SELECT key FROM meta WHERE key IN ('first', 'second')`);
    expect(rows).toEqual([{ key: 'second' }]);
  });

  it('work again after one of them failed, with the same text', async () => {
    const database = test.database();
    const put = (key: string) =>
      database.writeSql(2, (tx) =>
        tx.execute(sql`INSERT INTO meta (key, value) VALUES (${key}, 'again')`),
      );
    await put('a');
    await expect(put('a')).rejects.toThrow();
    expect(await put('b')).toBe(1);
  });

  it('see a column that came while their text was kept', async () => {
    const database = test.database();
    const all = () => database.query(sql`SELECT * FROM scratch ORDER BY 1`);
    await database.writeSql(2, (tx) => tx.execute(sql`CREATE TABLE scratch (a INT)`));
    await database.writeSql(2, (tx) => tx.execute(sql`INSERT INTO scratch (a) VALUES (${1})`));
    expect(await all()).toEqual([{ a: 1 }]);
    await database.writeSql(2, (tx) => tx.execute(sql`ALTER TABLE scratch ADD COLUMN b TEXT`));
    expect(await all()).toEqual([{ a: 1, b: null }]);
    await database.writeSql(2, (tx) => tx.execute(sql`DROP TABLE scratch`));
    await expect(all()).rejects.toThrow();
  });

  it('of more texts than are kept give the right rows', async () => {
    const database = test.database();
    const texts = Array.from({ length: 320 }, (_, n) => n);
    // Twice: the oldest texts were forgotten meanwhile.
    for (const n of [...texts, ...texts])
      expect(await database.query(sql`SELECT ${raw(String(n))} AS n`)).toEqual([{ n }]);
  });
});

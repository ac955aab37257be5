import { expect, it } from 'vitest';
import { openDatabase } from '../../src/store/client.js';
import { codeGuessStore } from '../../src/store/code-guess-store.js';
import { onEachDatabase } from '../support/databases.js';

const at = Date.parse('2026-11-21T12:00:00Z');
const [minute, day] = [60_000, 86_400_000];

onEachDatabase('the store of wrong codes', (test) => {
  it('answers exactly as many of parallel wrong codes as the limit allows, over several connections', async () => {
    const databases = [test.database(), ...[1, 2, 3].map(() => openDatabase(test.url()))];
    const stores = databases.map(codeGuessStore);
    const guessers = [
      { subject: 'customer:race', most: 10 },
      { subject: 'key:race', most: 300 },
    ];
    const counts = await Promise.all(
      Array.from({ length: 60 }, (_, i) =>
        stores[i % stores.length]?.countWrong(
          // In whatever order they come.
          i % 2 === 0 ? guessers : [...guessers].reverse(),
          1,
          at,
        ),
      ),
    );
    expect(counts.filter((count) => count?.answered === 1)).toHaveLength(10);
    expect(counts.filter((count) => count?.answered === 0)).toHaveLength(50);
    const store = codeGuessStore(test.database());
    // One lock, the shortest: parallel failures did not lock it several times over.
    expect(await store.locks(['customer:race', 'key:race'], at)).toEqual(
      new Map([['customer:race', at + minute]]),
    );
    for (const database of databases.slice(1)) await database.close();
  });

  it('tells of each lock, and answers as few as the strictest allows', async () => {
    const store = codeGuessStore(test.database());
    const [ann, shop] = [
      { subject: 'customer:ann', most: 10 },
      { subject: 'key:shop', most: 300 },
    ];
    expect(await store.countWrong([shop, ann], 4, at)).toEqual({ answered: 4, locks: new Map() });
    expect(await store.countWrong([ann, shop], 7, at + 1)).toEqual({
      answered: 6,
      locks: new Map([['customer:ann', at + 1 + minute]]),
    });
    expect((await store.countWrong([ann, shop], 1, at + 2)).answered).toBe(0);
    expect(await store.locks([], at)).toEqual(new Map());
  });

  it('drops what no longer counts, and nothing else', async () => {
    const store = codeGuessStore(test.database());
    await store.forget(at + 10 * day);
    await store.countWrong([{ subject: 'chat:old', most: 10 }], 1, at);
    await store.countWrong([{ subject: 'chat:locked', most: 10 }], 10, at);
    expect(await store.forget(at + day + minute - 1)).toBe(0);
    await store.countWrong([{ subject: 'chat:new', most: 10 }], 1, at + day);
    expect(await store.forget(at + day + minute)).toBe(2);
    const left = await test.database().models.codeGuess.findMany();
    expect(left.map(({ subject }) => subject)).toEqual(['chat:new']);
  });
});

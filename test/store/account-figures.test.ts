import { expect, it } from 'vitest';
import { accountFigures } from '../../src/store/account-figures.js';
import { onEachDatabase } from '../support/databases.js';

const dayMs = 86_400_000;
const today = Date.UTC(2026, 10, 21);

onEachDatabase('account figures', (test) => {
  const add = (
    channelAccount: string,
    state: string,
    { dueAt, sentAt }: { dueAt: number; sentAt?: number },
    count: number,
  ) =>
    test.database().write(3, (tx) =>
      tx.models.delivery.createMany({
        data: Array.from({ length: count }, (_, i) => ({
          purpose: 'campaign',
          dedupeKey: `${channelAccount}:${state}:${dueAt}:${sentAt}:${i}`,
          channelAccount,
          locale: 'en',
          state,
          dueAt: BigInt(dueAt),
          deadlineAt: BigInt(dueAt + dayMs),
          sentAt: sentAt === undefined ? null : BigInt(sentAt),
          createdAt: 0n,
        })),
      }),
    );

  it('count what waits, and of today what went out, failed or is unknown, account by account', async () => {
    await add('tg', 'planned', { dueAt: today + 3 * dayMs }, 4);
    await add('tg', 'claimed', { dueAt: today }, 1);
    await add('tg', 'sending', { dueAt: today }, 2);
    await add('tg', 'sent', { dueAt: today - dayMs, sentAt: today }, 5);
    await add('tg', 'sent', { dueAt: today - dayMs, sentAt: today - 1 }, 3);
    await add('tg', 'failed', { dueAt: today }, 2);
    await add('tg', 'failed', { dueAt: today - 1 }, 7);
    await add('tg', 'unknown', { dueAt: today + 1 }, 1);
    await add('tg', 'skipped', { dueAt: today }, 9);
    await add('mail', 'sent', { dueAt: today - 30 * dayMs, sentAt: today + 5 }, 6);
    const figures = await accountFigures(test.database()).deliveries(today);
    expect(figures).toEqual([
      { channelAccount: 'mail', waiting: 0, sentToday: 6, failedToday: 0, unknownToday: 0 },
      { channelAccount: 'tg', waiting: 7, sentToday: 5, failedToday: 2, unknownToday: 1 },
    ]);
  });

  it('tell the use of each quota asked for, in the order asked, 0 where nothing was used', async () => {
    await test.database().write(3, (tx) =>
      tx.models.quotaUse.createMany({
        data: [
          { channelAccount: 'wx', quota: 'day', periodStart: BigInt(today), used: 12 },
          { channelAccount: 'wx', quota: 'day', periodStart: BigInt(today - dayMs), used: 90 },
          { channelAccount: 'mail', quota: 'day', periodStart: BigInt(today), used: 3 },
        ],
      }),
    );
    const ask = (channelAccount: string, quota: string, periodStart = today) => ({
      channelAccount,
      quota,
      periodStart,
    });
    const store = accountFigures(test.database());
    expect(
      await store.quotaUse([
        ask('wx', 'month'),
        ask('wx', 'day'),
        ask('qq', 'day'),
        ask('mail', 'day'),
      ]),
    ).toEqual([0, 12, 0, 3]);
    expect(await store.quotaUse([])).toEqual([]);
  });
});

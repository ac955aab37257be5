import { sqltag as sql } from '@prisma/client/runtime/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PromotionLimits } from '../../src/domain/promotion/offer.js';
import { openDatabase } from '../../src/store/client.js';
import { ledgerStore } from '../../src/store/ledger-store.js';
import { type CheckoutWorker, startWorkers, type WorkerStep } from '../support/checkout-workers.js';
import { onEachDatabase } from '../support/databases.js';
import { addCustomer, reservationOf, said, startAt, tillOn } from '../support/promotions.js';

const parallel = 50;
const at = startAt;

onEachDatabase('checkout races', (test) => {
  let workers: CheckoutWorker[] = [];
  beforeAll(async () => {
    workers = await startWorkers(test.url(), 4);
  });
  afterAll(async () => {
    await Promise.all(workers.map((worker) => worker.close()));
  });

  /** All at once, over real processes with connections of their own. */
  const race = (steps: readonly WorkerStep[]) =>
    Promise.all(
      steps.map((step, i) => {
        const worker = workers[i % workers.length];
        if (worker === undefined) throw new Error('no worker');
        return worker.ask(step);
      }),
    );
  const tally = (answers: readonly Parameters<typeof said>[0][]) => {
    const counts: Record<string, number> = {};
    for (const answer of answers) counts[said(answer)] = (counts[said(answer)] ?? 0) + 1;
    return counts;
  };

  let shops = 0;
  const open = async (count: number, limits: Partial<PromotionLimits> = {}) => {
    shops += 1;
    const id = `race-${shops}`;
    const till = tillOn(test.database());
    const customerId = await addCustomer(test.database(), id);
    // The limit comes after the coupons, or it would stop their issue.
    await till.apply([{ id }]);
    const codes = await till.issue(
      id,
      Array.from({ length: count }, () => customerId),
    );
    await till.apply([{ id, limits }]);
    const quotesOf = async (wanted: readonly string[]) => {
      const ids: string[] = [];
      for (const code of wanted) ids.push((await till.quote([code], customerId)).quoteId);
      return ids;
    };
    return { id, till, codes, quotesOf };
  };
  const redeem = (quoteId: string, orderRef: string): WorkerStep => ({
    step: 'redeem',
    quoteId,
    orderRef,
    ttlMs: 60_000,
    at,
  });
  const redemptions = async (key: string) => {
    const [row] = await test.database().query<{ count: number }>(sql`
      SELECT count(*) AS count FROM redemption x JOIN promotion p ON p.id = x.promotion_id
      WHERE p.key = ${key}`);
    return row?.count;
  };
  const faults = async () => (await ledgerStore(test.database()).audit()).faults;

  it('one coupon in 50 carts at once is redeemed exactly once', async () => {
    const { id, codes, quotesOf } = await open(1);
    const quotes = await quotesOf(Array.from({ length: parallel }, () => codes[0] ?? ''));
    const found = tally(await race(quotes.map((quote, i) => redeem(quote, `${id}-${i}`))));
    const { OK, ALREADY_RESERVED = 0, ALREADY_REDEEMED = 0, ...others } = found;
    expect(others).toEqual({});
    expect(OK).toBe(1);
    expect(ALREADY_RESERVED + ALREADY_REDEEMED).toBe(parallel - 1);
    expect(await redemptions(id)).toBe(1);
    expect(await faults()).toEqual([]);
  });

  it('R05 a limit of 3 under 50 different coupons gives exactly 3', async () => {
    const { id, codes, quotesOf } = await open(parallel, { uses: 3 });
    const quotes = await quotesOf(codes);
    const answers = await race(quotes.map((quote, i) => redeem(quote, `${id}-${i}`)));
    expect(tally(answers)).toEqual({ OK: 3, LIMIT_REACHED: 47 });
    expect(await redemptions(id)).toBe(3);
    expect(await faults()).toEqual([]);
  });

  it('R06 two codes of a promotion with one use left: one of them', async () => {
    const { id, codes, quotesOf } = await open(2, { uses: 1 });
    const quotes = await quotesOf(codes);
    const answers = await race(quotes.map((quote, i) => redeem(quote, `${id}-${i}`)));
    expect(tally(answers)).toEqual({ OK: 1, LIMIT_REACHED: 1 });
  });

  it('a customer with 20 coupons of a promotion for once uses one', async () => {
    const { id, codes, quotesOf } = await open(20, { perCustomer: 1 });
    const quotes = await quotesOf(codes);
    const answers = await race(quotes.map((quote, i) => redeem(quote, `${id}-${i}`)));
    expect(tally(answers)).toEqual({ OK: 1, CUSTOMER_LIMIT_REACHED: 19 });
    expect(await faults()).toEqual([]);
  });

  it('what a person used under another of their merged rows counts in the race too', async () => {
    const { id, till, codes, quotesOf } = await open(20, { perCustomer: 2 });
    const twin = await addCustomer(test.database(), `${id}-twin`);
    const [own = ''] = await till.issue(id, [twin]);
    const { quoteId } = await till.quote([own], twin);
    await race([redeem(quoteId, `${id}-twin`)]);
    await test.database().write(2, (tx) =>
      tx.execute(sql`
        UPDATE customer SET canonical_customer_id =
          (SELECT id FROM (SELECT id FROM customer WHERE external_id = ${id}) survivor)
        WHERE id = ${twin}`),
    );
    const quotes = await quotesOf(codes);
    const answers = await race(quotes.map((quote, i) => redeem(quote, `${id}-${i}`)));
    expect(tally(answers)).toEqual({ OK: 1, CUSTOMER_LIMIT_REACHED: 19 });
  });

  it('a budget of 12.00 under 20 coupons of 5.00 gives two of them', async () => {
    const { id, codes, quotesOf } = await open(20, { budgetMinor: 1200 });
    const quotes = await quotesOf(codes);
    const answers = await race(quotes.map((quote, i) => redeem(quote, `${id}-${i}`)));
    expect(tally(answers)).toEqual({ OK: 2, BUDGET_EXCEEDED: 18 });
    expect(await faults()).toEqual([]);
  });

  it('commit against release: one of them wins, and the ledger agrees', async () => {
    const { id, till, codes, quotesOf } = await open(20, { uses: 20 });
    const quotes = await quotesOf(codes);
    const reservations: string[] = [];
    for (const [i, quote] of quotes.entries())
      reservations.push(reservationOf(await till.reserve(quote, `${id}-${i}`)));
    const steps = reservations.flatMap((reservationId): WorkerStep[] => [
      { step: 'commit', reservationId, at },
      { step: 'release', reservationId, at },
    ]);
    const answers = await race(steps);
    let paid = 0;
    for (let i = 0; i < answers.length; i += 2) {
      const pair = answers
        .slice(i, i + 2)
        .map(said)
        .join(' ');
      expect(['OK RESERVATION_COMMITTED', 'RESERVATION_RELEASED OK']).toContain(pair);
      if (pair.startsWith('OK')) paid += 1;
    }
    expect(await redemptions(id)).toBe(paid);
    expect(await faults()).toEqual([]);
  });

  it('a lapsed hold is taken over by exactly one of 20', async () => {
    const { id, till, codes, quotesOf } = await open(1, { uses: 1 });
    const quotes = await quotesOf(Array.from({ length: 21 }, () => codes[0] ?? ''));
    await till.reserve(quotes[0] ?? '', `${id}-first`, { ttlMs: 1_000 });
    const later = at + 2_000;
    const answers = await race(
      quotes.slice(1).map((quote, i) => ({ ...redeem(quote, `${id}-${i}`), at: later })),
    );
    expect(tally(answers)['OK']).toBe(1);
    expect(await redemptions(id)).toBe(1);
    expect(await faults()).toEqual([]);
  });

  it('20 lapsed holds stand in nobody’s way, however many come back at once', async () => {
    const { id, till, codes, quotesOf } = await open(20, { uses: 20 });
    const quotes = await quotesOf(codes);
    for (const [i, quote] of quotes.entries())
      await till.reserve(quote, `${id}-before-${i}`, { ttlMs: 1_000 });
    const steps = quotes.map((quote, i) => ({ ...redeem(quote, `${id}-${i}`), at: at + 1_000 }));
    expect(tally(await race(steps))).toEqual({ OK: 20 });
    expect(await faults()).toEqual([]);
  });

  it('one idempotency key sent 20 times at once is one reservation with one answer', async () => {
    const { id, codes, quotesOf } = await open(1, { uses: 5 });
    const [quoteId = ''] = await quotesOf(codes);
    const step: WorkerStep = {
      step: 'reserve',
      quoteId,
      orderRef: `${id}-o`,
      ttlMs: 60_000,
      idempotencyKey: id,
      at,
    };
    const answers = await race(Array.from({ length: 20 }, () => step));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers.map(said)).toEqual(Array.from({ length: 20 }, () => 'OK'));
    const held = await test.database().models.reservation.count({ where: { quoteId } });
    expect(held).toBe(1);
  });

  it('several clients in one process keep the limit too', async () => {
    const { id, codes, quotesOf } = await open(12, { uses: 3 });
    const quotes = await quotesOf(codes);
    const clients = Array.from({ length: 4 }, () => openDatabase(test.url()));
    const answers = await Promise.all(
      quotes.map(async (quote, i) => {
        const till = tillOn(clients[i % clients.length] ?? test.database());
        return till.reserve(quote, `${id}-${i}`);
      }),
    );
    await Promise.all(clients.map((client) => client.close()));
    expect(tally(answers)).toEqual({ OK: 3, LIMIT_REACHED: 9 });
  });

  it('a till killed between reserve and commit holds the coupon until its time is up, no longer', async () => {
    const { id, till, codes, quotesOf } = await open(1, { uses: 1, perCustomer: 1 });
    const [first = '', second = ''] = await quotesOf([codes[0] ?? '', codes[0] ?? '']);
    const [doomed] = await startWorkers(test.url(), 1);
    const held = await doomed?.ask({
      step: 'reserve',
      quoteId: first,
      orderRef: `${id}-1`,
      ttlMs: 60_000,
      at,
    });
    await doomed?.kill();
    expect(held === undefined ? '' : said(held)).toBe('OK');
    expect(said(await till.reserve(second, `${id}-2`))).toBe('ALREADY_RESERVED');
    const after = { ...redeem(second, `${id}-2`), at: at + 60_000 };
    expect((await race([after])).map(said)).toEqual(['OK']);
    expect(await redemptions(id)).toBe(1);
    expect(await faults()).toEqual([]);
  });

  it('tills killed anywhere in their work leave nothing half done', async () => {
    const { id, codes, quotesOf } = await open(60, {
      uses: 30,
      perCustomer: 40,
      budgetMinor: 20_000,
    });
    const quotes = await quotesOf(codes);
    for (let round = 0; round < 3; round++) {
      const [doomed] = await startWorkers(test.url(), 1);
      const mine = quotes.slice(round * 20, round * 20 + 20);
      const asked = mine.map((quote, i) => doomed?.ask(redeem(quote, `${id}-${round}-${i}`)));
      // Dies while the others wait: after the first answer, the fourth, the seventh.
      await Promise.all(asked.slice(0, 1 + round * 3));
      await doomed?.kill();
      expect(await faults()).toEqual([]);
    }
    // What they held comes free, and the limit is still reached exactly.
    const later = at + 120_000;
    const steps = quotes.map((quote, i) => ({ ...redeem(quote, `${id}-end-${i}`), at: later }));
    await race(steps);
    expect(await redemptions(id)).toBe(30);
    expect(await faults()).toEqual([]);
  }, 60_000);
});

import { sqltag as sql } from '@prisma/client/runtime/client';
import { expect, it } from 'vitest';
import {
  definitionDefaults,
  noLimits,
  type PromotionDefinition,
} from '../../src/domain/promotion/offer.js';
import { promotionDefaults } from '../../src/domain/promotion/promotion.js';
import { applyPromotions } from '../../src/services/promotions.js';
import { type CheckoutWorker, startWorkers, type WorkerStep } from '../support/checkout-workers.js';
import { onEachDatabase } from '../support/databases.js';
import { ledgerFaults, mergeInto } from '../support/group-shop.js';
import { addCustomer, said, startAt, tillOn } from '../support/promotions.js';

const ttlMs = 60_000;
const stock = 100;
const perPerson = 2;
const flashMinor = 4_000;

function flashSale(id: string): PromotionDefinition {
  const effect = { type: 'set_unit_price', priceMinor: flashMinor, mostUnits: null } as const;
  return {
    ...definitionDefaults,
    promotion: { ...promotionDefaults, id, phase: 'base', effect },
    trigger: 'automatic',
    codePrefix: '',
    limits: { ...noLimits, stock, unitsPerCustomer: perPerson },
    names: { en: id },
  };
}

onEachDatabase('a flash sale', (test) => {
  it('1,000 buyers at once in 8 processes, two of them killed: sold is stock, exactly', async () => {
    const database = test.database();
    await applyPromotions(tillOn(database), [flashSale('lamp-at-noon')]);
    // 240 people, 60 of them with two rows: 300 rows that ask 1,000 times.
    const people = await Promise.all(
      Array.from({ length: 240 }, (_, i) => addCustomer(database, `buyer-${i}`)),
    );
    const twins = await Promise.all(
      people.slice(0, 60).map(async (survivor, i) => {
        const twin = await addCustomer(database, `twin-${i}`);
        await mergeInto(database, twin, survivor);
        return twin;
      }),
    );
    const rows = [...people, ...twins];
    const buyer = (i: number, at: number): WorkerStep => ({
      step: 'buy',
      customerId: rows[(i * 7) % rows.length] ?? 0,
      quantity: 1 + (i % 2),
      orderRef: `flash-${at}-${i}`,
      ttlMs,
      at,
    });
    const workers = await startWorkers(test.url(), 8);
    const ask = (worker: CheckoutWorker | undefined, step: WorkerStep) => {
      if (worker === undefined) throw new Error('no worker');
      return worker.ask(step);
    };
    const [doomed, alsoDoomed, ...others] = workers;
    const asked = Array.from({ length: 1_000 }, (_, i) => ask(workers[i % 8], buyer(i, startAt)));
    // Killed in the middle of their work: when they have answered two, and eleven.
    await Promise.all([asked[0], asked[8]]);
    await doomed?.kill();
    await Promise.all(Array.from({ length: 11 }, (_, i) => asked[1 + i * 8]));
    await alsoDoomed?.kill();
    const answered = await Promise.all(asked.filter((_, i) => i % 8 > 1));
    expect(answered.filter(({ kind }) => kind !== 'ok' && kind !== 'refused')).toEqual([]);
    expect(await ledgerFaults(database)).toEqual([]);

    // What the dead held is free once its time is up, and then it is sold too; nothing more.
    const later = startAt + ttlMs;
    const late = await Promise.all(
      Array.from({ length: 120 }, (_, i) => ask(others[i % others.length], buyer(i, later))),
    );
    const tooLate = await Promise.all(
      Array.from({ length: 20 }, (_, i) => ask(others[0], buyer(120 + i, later))),
    );
    await Promise.all(others.map((worker) => worker.close()));
    const reasons = new Set([...answered, ...late].map(said));
    // Those who were killed may have sold all of it before they could say so.
    reasons.delete('OK');
    expect([...reasons].sort()).toEqual(['CUSTOMER_LIMIT_REACHED', 'SOLD_OUT']);
    expect(tooLate.map(said)).not.toContain('OK');

    const sold = await database.query<{ person: number; pieces: number; minor: number }>(sql`
      SELECT COALESCE(c.canonical_customer_id, c.id) AS person, sum(x.unit_count) AS pieces,
        sum(r.payable_minor) AS minor
      FROM redemption x JOIN reservation r ON r.id = x.reservation_id
      JOIN customer c ON c.id = x.customer_id WHERE r.state = 'committed' GROUP BY 1`);
    const total = (numbers: readonly number[]) => numbers.reduce((sum, each) => sum + each, 0);
    expect(total(sold.map(({ pieces }) => pieces))).toBe(stock);
    expect(Math.max(...sold.map(({ pieces }) => pieces))).toBe(perPerson);
    // Everybody paid the flash price for what they got, and nobody anything else.
    expect(total(sold.map(({ minor }) => minor))).toBe(stock * flashMinor);
    const [account] = await database.query(sql`
      SELECT sum(reserved) AS reserved, sum(committed) AS committed FROM escrow_account
      WHERE key LIKE 'promotion:%:stock'`);
    expect(account).toEqual({ reserved: 0, committed: stock });
    // A buyer who was refused has no order: each that is paid for was told so, or asked for by the dead.
    const told = [...answered, ...late].flatMap((answer) =>
      answer.kind === 'ok' ? [answer.reservation.id] : [],
    );
    const paid = await database.query<{ id: string; orderRef: string }>(sql`
      SELECT id, order_ref AS "orderRef" FROM reservation WHERE state = 'committed'`);
    const untold = paid.filter(({ id }) => !told.includes(id));
    expect(untold.every(({ orderRef }) => Number(orderRef.split('-')[2]) % 8 < 2)).toBe(true);
    expect(told.every((id) => paid.some((each) => each.id === id))).toBe(true);
    expect(await ledgerFaults(database)).toEqual([]);
  }, 600_000);
});

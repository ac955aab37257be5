import { sqltag as sql } from '@prisma/client/runtime/client';
import { beforeAll, describe, expect, it } from 'vitest';
import type { InteractionDraft } from '../../src/domain/behaviour/interaction.js';
import type { OrderDraft } from '../../src/domain/behaviour/order.js';
import type { BehaviourStore } from '../../src/ports/behaviour-store.js';
import type { Database } from '../../src/store/database.js';
import { intakeDeps } from '../support/intake.js';

/** What every behaviour store promises. */
export function behaviourStoreContract(open: () => Database): void {
  let database: Database;
  let store: BehaviourStore;
  let anna: number;
  let bert: number;
  let bertsOther: number;
  let erased: number;
  let mug: number;

  beforeAll(async () => {
    database = open();
    const deps = intakeDeps(database);
    store = deps.behaviour;
    const names = ['anna', 'bert', 'bert-2', 'erased'];
    await deps.registry.saveCustomers(names.map((externalId) => ({ externalId })));
    const ids = await deps.registry.customerIds(names);
    [anna, bert, bertsOther, erased] = names.map((name) => ids.get(name) ?? 0) as [
      number,
      number,
      number,
      number,
    ];
    await database.write(2, async (tx) => {
      await tx.execute(
        sql`UPDATE customer SET canonical_customer_id = ${bert} WHERE id = ${bertsOther}`,
      );
      await tx.execute(sql`UPDATE customer SET erased_at = 1 WHERE id = ${erased}`);
    });
    await deps.catalogue.saveProducts([{ sku: 'mug', name: 'Mug', priceMinor: 500 }], 1);
    mug = (await deps.catalogue.productIds(['mug'])).get('mug') ?? 0;
  });

  const click = (source: string, key: string, customerId: number): InteractionDraft => ({
    customerId,
    kind: 'click',
    source,
    key,
    occurredAt: 1_000,
  });
  const interactionsOf = (source: string) =>
    database.query<Record<string, unknown>>(sql`
      SELECT customer_id AS customer, kind, product_id AS product, quantity, amount_minor AS amount,
        delivery_id AS delivery, coupon_id AS coupon, occurred_at AS at
      FROM interaction WHERE source = ${source} ORDER BY id`);
  const ordersOf = (source: string) =>
    database.query<Record<string, unknown>>(sql`
      SELECT o.external_id AS name, o.customer_id AS customer, o.kind, o.total_minor AS total,
        o.occurred_at AS at, s.external_id AS "refundOf"
      FROM shop_order o LEFT JOIN shop_order s ON s.id = o.refund_of_id
      WHERE o.source = ${source} ORDER BY o.external_id`);
  const line = (key: string, quantity: number, amountMinor: number, sku = 'mug') => ({
    kind: 'product' as const,
    ...(sku === 'mug' && { productId: mug }),
    sku,
    quantity,
    unitPriceMinor: Math.abs(amountMinor / quantity),
    amountMinor,
    key,
  });
  const sale = (source: string, change: Partial<OrderDraft> = {}): OrderDraft => ({
    source,
    externalId: 'o1',
    customerId: anna,
    kind: 'sale',
    occurredAt: 2_000,
    lines: [line(`${change.externalId ?? 'o1'}/1`, 3, 1500)],
    ...change,
  });

  describe('recording interactions', () => {
    it('counts what is new, and the same key of the same source never twice', async () => {
      const drafts = [click('s1', 'a', anna), click('s1', 'b', anna), click('s1', 'a', bert)];
      expect(await store.record(drafts)).toBe(2);
      expect(await store.record(drafts)).toBe(0);
      expect(await store.record([click('s1b', 'a', anna)])).toBe(1);
      expect((await interactionsOf('s1')).length).toBe(2);
    });

    it('keeps every fact', async () => {
      await store.record([
        {
          ...click('s2', 'a', anna),
          kind: 'rate',
          productId: mug,
          quantity: 2,
          amountMinor: -5_000_000_000,
          query: 'a "b"',
          rating: 4,
          durationMs: 7,
          deliveryId: 8,
          couponId: 9,
          context: { page: 'é' },
        },
      ]);
      const rows = await database.query(sql`
        SELECT customer_id, kind, product_id, quantity, amount_minor, query, rating, duration_ms, delivery_id,
          coupon_id, context, occurred_at, recorded_at FROM interaction WHERE source = 's2'`);
      expect(rows).toEqual([
        {
          customer_id: anna,
          kind: 14,
          product_id: mug,
          quantity: 2,
          amount_minor: -5_000_000_000,
          query: 'a "b"',
          rating: 4,
          duration_ms: 7,
          delivery_id: 8,
          coupon_id: 9,
          context: '{"page":"é"}',
          occurred_at: 1_000,
          recorded_at: Date.UTC(2026, 10, 21, 12),
        },
      ]);
    });

    it('writes for the surviving one of merged customers, and nothing for one that was erased', async () => {
      expect(await store.record([click('s3', 'a', bertsOther), click('s3', 'b', erased)])).toBe(1);
      expect((await interactionsOf('s3')).map(({ customer }) => customer)).toEqual([bert]);
    });

    it('takes none at all', async () => expect(await store.record([])).toBe(0));
  });

  describe('recording orders', () => {
    it('writes the order, its lines and its customer’s purchases, once', async () => {
      const charge = { ...line('o1/2', 1, 400, 'POST'), kind: 'charge' as const };
      const order = sale('o-1', {
        deliveryId: 5,
        couponId: 6,
        lines: [line('o1/1', 3, 1500), charge],
      });
      expect(await store.recordOrders([order])).toEqual({
        newOrders: 1,
        newLines: 2,
        newInteractions: 1,
      });
      expect(await store.recordOrders([order])).toEqual({
        newOrders: 0,
        newLines: 0,
        newInteractions: 0,
      });
      expect(await ordersOf('o-1')).toEqual([
        { name: 'o1', customer: anna, kind: 'sale', total: 1900, at: 2_000, refundOf: null },
      ]);
      expect(await interactionsOf('o-1')).toEqual([
        {
          customer: anna,
          kind: 11,
          product: mug,
          quantity: 3,
          amount: 1500,
          delivery: 5,
          coupon: 6,
          at: 2_000,
        },
      ]);
    });

    it('of a guest counts the money and makes no interaction', async () => {
      await store.recordOrders([sale('o-2', { customerId: null })]);
      expect(await ordersOf('o-2')).toMatchObject([{ customer: null, total: 1500 }]);
      expect(await interactionsOf('o-2')).toEqual([]);
    });

    it('adds the lines that an order lacks, corrects its total and its beginning', async () => {
      await store.recordOrders([sale('o-3', { lines: [line('a', 1, 500)] })]);
      const more = sale('o-3', {
        occurredAt: 1_500,
        lines: [line('a', 1, 500), line('b', 2, 1000)],
      });
      expect(await store.recordOrders([more])).toEqual({
        newOrders: 0,
        newLines: 1,
        newInteractions: 1,
      });
      expect(await ordersOf('o-3')).toMatchObject([{ total: 1500, at: 1_500 }]);
    });

    it('takes one order in two drafts of one call', async () => {
      const drafts = [
        sale('o-4', { lines: [line('a', 1, 500)] }),
        sale('o-4', { lines: [line('b', 1, 700)] }),
      ];
      expect(await store.recordOrders(drafts)).toEqual({
        newOrders: 1,
        newLines: 2,
        newInteractions: 2,
      });
      expect(await ordersOf('o-4')).toMatchObject([{ total: 1200 }]);
    });

    it('writes a refund as negative money, a positive quantity, of the order it names', async () => {
      await store.recordOrders([
        sale('o-5'),
        sale('o-5', {
          externalId: 'r1',
          kind: 'refund',
          refundOf: 'o1',
          lines: [line('back', -1, -500)],
        }),
      ]);
      // The sale was not there yet when its refund came in the same call: the next call ties them.
      await store.recordOrders([
        sale('o-5', {
          externalId: 'r1',
          kind: 'refund',
          refundOf: 'o1',
          lines: [line('back', -1, -500)],
        }),
      ]);
      expect(await ordersOf('o-5')).toMatchObject([
        { name: 'o1', kind: 'sale', total: 1500, refundOf: null },
        { name: 'r1', kind: 'refund', total: -500, refundOf: 'o1' },
      ]);
      expect((await interactionsOf('o-5'))[1]).toMatchObject({
        kind: 12,
        quantity: 1,
        amount: -500,
      });
    });

    it('writes for the surviving one of merged customers; an erased one’s order is a guest’s', async () => {
      await store.recordOrders([
        sale('o-6', { externalId: 'a', customerId: bertsOther }),
        sale('o-6', { externalId: 'b', customerId: erased }),
      ]);
      expect(await ordersOf('o-6')).toMatchObject([
        { name: 'a', customer: bert },
        { name: 'b', customer: null },
      ]);
      expect((await interactionsOf('o-6')).map(({ customer }) => customer)).toEqual([bert]);
    });

    it('keeps nothing of a set in which one line cannot be written', async () => {
      const broken = { ...line('x', 1, 500), sku: null as unknown as string };
      const work = store.recordOrders([
        sale('o-7'),
        sale('o-7', { externalId: 'o2', lines: [broken] }),
      ]);
      await expect(work).rejects.toThrow();
      expect(await ordersOf('o-7')).toEqual([]);
      expect(await interactionsOf('o-7')).toEqual([]);
    });

    it('counts each order once when two callers bring it at the same time', async () => {
      const both = await Promise.all([
        store.recordOrders([sale('o-8')]),
        store.recordOrders([sale('o-8')]),
      ]);
      expect(both.reduce((sum, { newOrders }) => sum + newOrders, 0)).toBe(1);
      expect(await ordersOf('o-8')).toMatchObject([{ total: 1500 }]);
      expect((await interactionsOf('o-8')).length).toBe(1);
    });
  });

  describe('linking refunds', () => {
    const refund = (source: string, change: Partial<OrderDraft>): OrderDraft =>
      sale(source, { externalId: 'r', kind: 'refund', occurredAt: 9_000, ...change });
    const refundOf = async (source: string) =>
      (await ordersOf(source)).find(({ kind }) => kind === 'refund')?.['refundOf'];

    it('takes the latest earlier sale that holds all of it in that quantity', async () => {
      await store.recordOrders([
        sale('l-1', { externalId: 'early', lines: [line('1', 5, 500), line('2', 5, 500, 'cup')] }),
        sale('l-1', {
          externalId: 'fits',
          occurredAt: 3_000,
          lines: [line('3', 2, 200), line('4', 1, 100), line('5', 5, 500, 'cup')],
        }),
        sale('l-1', {
          externalId: 'too few',
          occurredAt: 4_000,
          lines: [line('6', 2, 200), line('7', 5, 500, 'cup')],
        }),
        sale('l-1', { externalId: 'lacks one', occurredAt: 5_000, lines: [line('8', 9, 900)] }),
        sale('l-1', {
          externalId: 'too late',
          occurredAt: 9_500,
          lines: [line('9', 9, 900), line('10', 9, 900, 'cup')],
        }),
        sale('l-1', {
          externalId: 'another’s',
          customerId: bert,
          occurredAt: 6_000,
          lines: [line('11', 9, 900), line('12', 9, 900, 'cup')],
        }),
        refund('l-1', { lines: [line('13', -3, -300), line('14', -1, -100, 'cup')] }),
      ]);
      expect(await store.linkRefunds('l-1')).toBe(1);
      expect(await refundOf('l-1')).toBe('fits');
      expect(await store.linkRefunds('l-1')).toBe(0);
    });

    it.each([
      {
        what: 'fits no sale',
        source: 'l-2',
        lines: [['1', -400, -40_000]] as const,
        customer: true,
      },
      { what: 'is a guest’s', source: 'l-3', lines: [['1', -1, -100]] as const, customer: false },
    ])('leaves a refund alone that $what', async ({ source, lines, customer }) => {
      const customerId = customer ? anna : null;
      await store.recordOrders([
        sale(source, { customerId }),
        refund(source, {
          customerId,
          lines: lines.map(([key, quantity, amount]) => line(key, quantity, amount)),
        }),
      ]);
      expect(await store.linkRefunds(source)).toBe(0);
      expect(await refundOf(source)).toBeNull();
    });

    it('leaves a refund of charges alone, and touches only those it is told', async () => {
      const charge = { ...line('c', -1, -100, 'POST'), kind: 'charge' as const };
      await store.recordOrders([
        sale('l-4'),
        refund('l-4', { externalId: 'r1', lines: [charge] }),
        refund('l-4', { externalId: 'r2', lines: [line('2', -1, -500)] }),
      ]);
      expect(await store.linkRefunds('l-4', ['r1'])).toBe(0);
      expect(await store.linkRefunds('l-4', ['r2'])).toBe(1);
    });
  });

  it('refreshes statistics without harm', async () => {
    await expect(store.refreshStatistics()).resolves.toBeUndefined();
  });
}

import { sqltag as sql } from '@prisma/client/runtime/client';
import type { QuotedPromotion } from '../ports/checkout-store.js';
import type { LedgerFault } from '../ports/ledger-store.js';
import type { Statements } from './database.js';
import { textsIn } from './dialect.js';
import { promotionsOf } from './kept-quote.js';

const atOnce = 500;

/** Every paid order: what its quote says against what was entered, redeemed and funded. None of that changes any more. */
export async function orderFaults(database: Statements): Promise<LedgerFault[]> {
  const faults: LedgerFault[] = [];
  for (let after = ''; ; ) {
    const orders = await database.query<{ id: string; kept: string }>(sql`
      SELECT r.id, q.receipt AS kept FROM reservation r JOIN quote q ON q.id = r.quote_id
      WHERE r.state = 'committed' AND r.id > ${after} ORDER BY r.id LIMIT ${atOnce}`);
    faults.push(...(await faultsOf(database, orders)));
    const last = orders.at(-1);
    if (last === undefined || orders.length < atOnce) return faults;
    after = last.id;
  }
}

type Amounts = ReadonlyMap<string, number>;

async function faultsOf(
  database: Statements,
  orders: readonly { readonly id: string; readonly kept: string }[],
): Promise<LedgerFault[]> {
  const ids = textsIn(
    database.dialect,
    orders.map(({ id }) => id),
  );
  const entered = await byOrder(
    database.query<Row>(sql`
      SELECT e.ref AS id, a.key AS what, sum(e.amount) AS amount
      FROM escrow_entry e JOIN escrow_account a ON a.id = e.account_id
      WHERE e.ref IN ${ids} AND e.kind = 'commit' GROUP BY e.ref, a.key`),
    slotOf,
  );
  const redeemed = await byOrder(
    database.query<Row>(sql`
      SELECT reservation_id AS id, 'promotion ' || promotion_id AS what, discount_minor AS amount
      FROM redemption WHERE reservation_id IN ${ids}`),
  );
  const funded = await byOrder(
    database.query<Row>(sql`
      SELECT reservation_id AS id, 'promotion ' || promotion_id || ' by ' || party AS what,
        amount_minor AS amount
      FROM funding_entry WHERE reservation_id IN ${ids} AND refund_id = ''`),
  );
  return orders.flatMap(({ id, kept }) => {
    const promotions = promotionsOf(kept);
    return [
      ...differences('committed', wantedOf(promotions), entered.get(id)),
      ...differences('redeemed', discountsOf(promotions), redeemed.get(id)),
      ...differences('funded', fundingOf(promotions), funded.get(id)),
    ].map((message) => ({ subject: `reservation ${id}`, message }));
  });
}

interface Row {
  readonly id: string;
  readonly what: string;
  readonly amount: number;
}

async function byOrder(
  rows: Promise<readonly Row[]>,
  nameOf: (what: string) => string = (what) => what,
): Promise<ReadonlyMap<string, Amounts>> {
  const found = new Map<string, Map<string, number>>();
  for (const { id, what, amount } of await rows) {
    const own = found.get(id) ?? new Map<string, number>();
    add(own, nameOf(what), amount);
    found.set(id, own);
  }
  return found;
}

function add(amounts: Map<string, number>, what: string, amount: number): void {
  amounts.set(what, (amounts.get(what) ?? 0) + amount);
}

// Whichever of a person's rows it was taken from.
function slotOf(key: string): string {
  return key.replace(/:customer:\d+/, ':customer').replace(/^points:\d+$/, 'points');
}

function wantedOf(promotions: readonly QuotedPromotion[]): Amounts {
  const wanted = new Map<string, number>();
  for (const { promotionId, holds } of promotions)
    for (const hold of holds) {
      const own = `promotion:${promotionId}`;
      const slots = {
        uses: `${own}:uses`,
        budget: `${own}:budget`,
        stock: `${own}:stock`,
        'customer-uses': `${own}:customer`,
        'customer-units': `${own}:customer:units`,
        seat: `group:${hold.kind === 'seat' ? hold.groupBuyId : ''}:seats`,
        points: 'points',
        balance: `coupon:${hold.kind === 'balance' ? hold.couponId : ''}:balance`,
      };
      if (hold.amount > 0) add(wanted, slots[hold.kind], hold.amount);
    }
  return wanted;
}

function discountsOf(promotions: readonly QuotedPromotion[]): Amounts {
  const discounts = new Map<string, number>();
  for (const { promotionId, discountMinor } of promotions)
    if (promotionId !== null) add(discounts, `promotion ${promotionId}`, discountMinor);
  return discounts;
}

function fundingOf(promotions: readonly QuotedPromotion[]): Amounts {
  const parts = new Map<string, number>();
  for (const { promotionId, funding } of promotions)
    for (const { party, amountMinor } of funding)
      add(parts, `promotion ${promotionId} by ${party}`, amountMinor);
  return parts;
}

function differences(what: string, wanted: Amounts, found: Amounts = new Map()): string[] {
  const names = new Set([...wanted.keys(), ...found.keys()]);
  return [...names]
    .filter((name) => wanted.get(name) !== found.get(name))
    .map(
      (name) =>
        `${name}: its quote says ${wanted.get(name) ?? 'nothing'}, ${what} is ${found.get(name) ?? 'nothing'}`,
    );
}

import { sqltag as sql } from '@prisma/client/runtime/client';
import type {
  LedgerAccount,
  LedgerAudit,
  LedgerStore,
  LedgerTotal,
} from '../ports/ledger-store.js';
import type { Database, Statements } from './database.js';
import { accountFaults, overLimit } from './ledger-accounts.js';
import { orderFaults } from './ledger-orders.js';
import { couponFaults, fundingFaults, refundFaults, reservationFaults } from './ledger-states.js';

export function ledgerStore(database: Database): LedgerStore {
  return {
    audit: () => audit(database),
    account: (key, mostEntries) => account(database, key, mostEntries),
  };
}

// Each check is one statement, or looks only at what no longer changes: it may run beside a busy shop.
async function audit(database: Statements): Promise<LedgerAudit> {
  const { faults, notes } = await overLimit(database);
  return {
    totals: await totals(database),
    checked: await counts(database),
    faults: [
      ...(await accountFaults(database)),
      ...faults,
      ...(await reservationFaults(database)),
      ...(await couponFaults(database)),
      ...(await refundFaults(database)),
      ...(await fundingFaults(database)),
      ...(await orderFaults(database)),
    ],
    notes,
  };
}

async function counts(database: Statements): Promise<LedgerAudit['checked']> {
  const [row] = await database.query<LedgerAudit['checked']>(sql`
    SELECT (SELECT count(*) FROM escrow_account) AS accounts,
      (SELECT count(*) FROM escrow_entry) AS entries,
      (SELECT count(*) FROM reservation) AS reservations,
      (SELECT count(*) FROM coupon) AS coupons,
      (SELECT count(*) FROM redemption) AS redemptions`);
  return row ?? { accounts: 0, entries: 0, reservations: 0, coupons: 0, redemptions: 0 };
}

async function totals(database: Statements): Promise<LedgerTotal[]> {
  return database.query<LedgerTotal>(sql`
    SELECT CASE
        WHEN key LIKE 'promotion:%:customer:%:units' THEN 'pieces per customer'
        WHEN key LIKE 'promotion:%:customer:%' THEN 'uses per customer'
        WHEN key LIKE 'promotion:%:uses' THEN 'uses'
        WHEN key LIKE 'promotion:%:budget' THEN 'budgets'
        WHEN key LIKE 'promotion:%:stock' THEN 'stock'
        WHEN key LIKE 'group:%' THEN 'group seats'
        WHEN key LIKE 'points:%' THEN 'points'
        WHEN key LIKE 'coupon:%' THEN 'gift cards'
        ELSE 'other' END AS kind,
      count(DISTINCT key) AS accounts, sum(limit_amount) AS "limit", sum(reserved) AS reserved,
      sum(committed) AS committed
    FROM escrow_account GROUP BY 1 ORDER BY 1`);
}

async function account(
  database: Statements,
  key: string,
  mostEntries: number,
): Promise<LedgerAccount | null> {
  const pools = await database.query<LedgerAccount['pools'][number]>(sql`
    SELECT pool, limit_amount AS "limit", reserved, committed
    FROM escrow_account WHERE key = ${key} ORDER BY pool`);
  if (pools.length === 0) return null;
  const entries = await database.query<LedgerAccount['entries'][number]>(sql`
    SELECT a.pool, e.kind, e.amount, e.ref, e.at
    FROM escrow_entry e JOIN escrow_account a ON a.id = e.account_id
    WHERE a.key = ${key} ORDER BY e.id DESC LIMIT ${mostEntries}`);
  return { key, pools, entries };
}

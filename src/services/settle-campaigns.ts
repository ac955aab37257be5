import { checkOf, type Settlement, statementsOf, sumsOf } from '../domain/promotion/settlement.js';
import type { SettlementStore } from '../ports/settlement-store.js';

export interface SettleDeps {
  readonly settlements: SettlementStore;
  readonly shop: { readonly currency: string; readonly timezone: string };
}

export interface SettleRequest {
  readonly from: number;
  /** Exclusive. */
  readonly until: number;
  readonly party: string | null;
  readonly promotion: string | null;
}

/** What each party of joint campaigns owes for a period, order by order; a refund counts on its own day. */
export async function settleCampaigns(
  { settlements, shop }: SettleDeps,
  { from, until, party, promotion }: SettleRequest,
): Promise<Settlement> {
  const period = { from, until, promotion };
  const rows = await settlements.rows(period, party);
  const statements = statementsOf(rows);
  const { currency, timezone } = shop;
  return {
    currency,
    timezone,
    from,
    until,
    only: { party, promotion },
    statements,
    sums: sumsOf(rows),
    check: checkOf(await settlements.redemptions(period)),
  };
}

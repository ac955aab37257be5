import { Command } from 'commander';
import type { App } from '../../app.js';
import { counted } from '../../domain/counted.js';
import { formatMoney } from '../../domain/money.js';
import { UserError } from '../../domain/user-error.js';
import type { ReservationRecord } from '../../ports/checkout-store.js';
import type { LedgerAccount, LedgerAudit, LedgerFault } from '../../ports/ledger-store.js';
import { unsettledReservations } from '../../services/checkout.js';
import { type Recount, recountQuote } from '../../services/quote-cart.js';
import type { CliContext } from '../context.js';
import { print, table } from '../output.js';
import { receiptText } from '../receipt-text.js';

const example = `
Examples:
  hawker ledger audit
  hawker ledger show promotion:spring-sale:uses
  hawker ledger reconcile --older 60
  hawker ledger recount 01a22e3e-aae3-7909-9e60-f94c457a4c67`;

export function ledgerCommand(context: CliContext): Command {
  return new Command('ledger')
    .description('the escrow ledger: prove its balances, look into accounts, find open payments')
    .addHelpText('after', example)
    .addCommand(auditCommand(context))
    .addCommand(showCommand(context))
    .addCommand(reconcileCommand(context))
    .addCommand(recountCommand(context));
}

function auditCommand(context: CliContext): Command {
  return new Command('audit')
    .description('rebuild every account from its entries and hold all of it against each other')
    .option('--json', 'print it as JSON')
    .addHelpText(
      'after',
      '\nThe exit code is 1 if anything differs.\n\nExample:\n  hawker ledger audit',
    )
    .action(async ({ json }: { json?: boolean }) => {
      const { ledger } = await context.app();
      const audit = await ledger.audit();
      print(json ? JSON.stringify(audit, null, 2) : auditText(audit));
      if (audit.faults.length > 0) process.exitCode = 1;
    });
}

function auditText({ totals, checked, faults, notes }: LedgerAudit): string {
  const count = (amount: number) => amount.toLocaleString('en');
  const rows = totals.map((each) => [
    each.kind,
    each.accounts,
    each.limit,
    each.reserved,
    each.committed,
  ]);
  return [
    ...(rows.length === 0
      ? []
      : [table(['accounts of', 'accounts', 'limit', 'reserved', 'committed'], rows), '']),
    [
      counted(checked.entries, 'entry', 'entries'),
      counted(checked.reservations, 'reservation'),
      counted(checked.redemptions, 'redemption'),
      `${counted(checked.coupons, 'coupon')} looked at`,
    ].join(', '),
    ...linesOf(notes, 'note'),
    ...linesOf(faults, 'wrong'),
    faults.length === 0 ? 'balanced' : `not balanced: ${count(faults.length)} differ`,
  ].join('\n');
}

function linesOf(found: readonly LedgerFault[], word: string): string[] {
  return found.map(({ subject, message }) => `${word}: ${subject}: ${message}`);
}

function showCommand(context: CliContext): Command {
  return new Command('show')
    .description('what an account holds, and its latest entries')
    .argument(
      '<key>',
      'promotion:ID:uses, …:budget, …:stock, points:CUSTOMER, group:ID:seats, coupon:ID:balance',
    )
    .option('--json', 'print it as JSON')
    .addHelpText('after', '\nExample:\n  hawker ledger show promotion:spring-sale:budget')
    .action(async (key: string, { json }: { json?: boolean }) => {
      const app = await context.app();
      const account = await app.ledger.account(await storedKey(app, key), 30);
      if (account === null)
        throw new UserError(`the ledger has no account "${key}"`, {
          hint: 'only a limit has an account; `hawker promotions` lists what is limited',
        });
      print(json ? JSON.stringify(account, null, 2) : accountText(account));
    });
}

// People know a promotion by the id in promotions.yaml, the ledger by its number.
async function storedKey({ promotions }: App, key: string): Promise<string> {
  const [kind, id, ...rest] = key.split(':');
  if (kind !== 'promotion') return key;
  const found = (await promotions.all()).find((each) => each.key === id);
  return found === undefined ? key : [kind, found.promotionId, ...rest].join(':');
}

function accountText({ key, pools, entries }: LedgerAccount): string {
  const rows = pools.map(({ pool, limit, reserved, committed }) => [
    pool,
    limit,
    reserved,
    committed,
    limit - reserved - committed,
  ]);
  const history = entries.map(({ pool, kind, amount, ref, at }) => [
    new Date(at).toISOString(),
    kind,
    amount,
    pool,
    ref,
  ]);
  return [
    key,
    '',
    table(['pool', 'limit', 'reserved', 'committed', 'left'], rows),
    '',
    table(['at', 'entry', 'amount', 'pool', 'of'], history),
  ].join('\n');
}

function reconcileCommand(context: CliContext): Command {
  return new Command('reconcile')
    .description('payments that nobody told the end of, and deposits whose rest was not paid')
    .option('--older <minutes>', 'payments under way for so long', '30')
    .option('--json', 'print them as JSON')
    .addHelpText(
      'after',
      `
Ask your payment provider about each; then tell Hawker, under /v1/reservations/ID:
/commit if it was paid, /release if not. Deposits are those of the last 30 days.

Example:
  hawker ledger reconcile --older 60`,
    )
    .action(async ({ older, json }: { older: string; json?: boolean }) => {
      if (!/^\d{1,6}$/.test(older)) throw new UserError(`"${older}" is no number of minutes`);
      const app = await context.app();
      const found = await unsettledReservations(app, Number(older) * 60_000);
      if (json) return print(JSON.stringify(found, null, 2));
      print(paymentsText(app, found.paying));
      if (found.forfeited.length > 0) print(`\n${depositsText(app, found.forfeited)}`);
    });
}

function paymentsText({ shop, clock }: App, paying: readonly ReservationRecord[]): string {
  if (paying.length === 0) return 'No payment is open for so long.';
  return table(
    ['order', 'amount', 'minutes', 'reservation'],
    paying.map(({ orderRef, payableMinor, payingAt, id }) => [
      orderRef,
      formatMoney(payableMinor, shop.currency),
      Math.floor((clock.now() - (payingAt ?? 0)) / 60_000),
      id,
    ]),
  );
}

function depositsText({ shop }: App, forfeited: readonly ReservationRecord[]): string {
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: shop.timezone, dateStyle: 'short' });
  return table(
    ['order', 'forfeited deposit', 'rest was due by', 'reservation'],
    forfeited.map(({ orderRef, depositMinor, expiresAt, id }) => [
      orderRef,
      formatMoney(depositMinor, shop.currency),
      day.format(expiresAt),
      id,
    ]),
  );
}

function recountCommand(context: CliContext): Command {
  return new Command('recount')
    .description(
      'count a kept quote again from what it was counted from, for a refund or a dispute',
    )
    .argument('<quote>', 'the quote_id that POST /v1/quotes gave')
    .option('--json', 'print it as JSON')
    .addHelpText(
      'after',
      `
The exit code is 1 if the receipt that was kept is not what counting again gives.

Example:
  hawker ledger recount 01a22e3e-aae3-7909-9e60-f94c457a4c67`,
    )
    .action(async (quoteId: string, { json }: { json?: boolean }) => {
      const app = await context.app();
      const recount = await recountQuote(app, quoteId);
      if (recount === null) throw new UserError(`there is no quote "${quoteId}"`);
      print(json ? JSON.stringify(recount, null, 2) : await recountText(app, recount));
      if (!recount.isSame) process.exitCode = 1;
    });
}

async function recountText({ promotions, shop }: App, recount: Recount): Promise<string> {
  const { receipt, isSame, hash, createdAt } = recount;
  const definitions = (await promotions.all()).map(({ definition }) => definition);
  const told = { receipt, promotions: [], nearMisses: [], definitions, locale: 'en' };
  const verdict = isSame
    ? 'Counted again from the same cart, promotions and context: the same, to the last unit.'
    : 'Counted again, it comes out OTHERWISE than what is kept: somebody changed one of them.';
  return [
    receiptText({ ...told, timezone: shop.timezone }),
    '',
    `Quoted at ${new Date(createdAt).toISOString()}, SHA-256 ${hash}`,
    verdict,
  ].join('\n');
}

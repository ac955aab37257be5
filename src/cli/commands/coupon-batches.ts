import { Command, InvalidArgumentError, Option } from 'commander';
import type { App } from '../../app.js';
import { displayCode } from '../../domain/promotion/coupon-code.js';
import { couponStates } from '../../domain/promotion/redemption.js';
import { UserError } from '../../domain/user-error.js';
import type { CouponFilter, CouponLine } from '../../ports/coupon-batch-store.js';
import { couponLines } from '../../services/coupon-batches.js';
import type { CliContext } from '../context.js';
import { writeCsvFile } from '../csv-file.js';
import { print, progress, table } from '../output.js';

export function batchesCommand(context: CliContext): Command {
  return new Command('batches')
    .description('what was issued by hand, and what became of it')
    .option('--json', 'print them as JSON')
    .addHelpText('after', '\nExample:\n  hawker coupons batches')
    .action(async ({ json }: { json?: boolean }) => {
      const app = await context.app();
      const batches = await app.couponBatches.batches();
      if (json === true) return print(JSON.stringify(batches, null, 2));
      if (batches.length === 0) return print('No batches.\n  → hawker coupons issue --help');
      const day = dayIn(app);
      const rows = batches.map(({ batch, promotionKey, counts, validFrom, validUntil }) => [
        ...[batch, promotionKey, day(validFrom), day(validUntil - 1)],
        ...[counts.issued, counts.reserved, counts.redeemed, counts.revoked],
      ]);
      const header = ['batch', 'promotion', 'from', 'last day'];
      print(table([...header, 'unused', 'in checkout', 'used', 'revoked'], rows));
    });
}

function dayIn({ shop }: App): (at: number) => string {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: shop.timezone, dateStyle: 'short' });
  return (at) => format.format(at);
}

interface ExportOptions {
  readonly batch?: string;
  readonly promotion?: string;
  readonly state?: CouponFilter['state'];
  readonly out: string;
}

export function exportCommand(context: CliContext): Command {
  return new Command('export')
    .description('write coupons as CSV, to print or mail')
    .requiredOption('--out <file>', 'where to')
    .option('--batch <name>', 'of one batch')
    .option('--promotion <key>', 'of one promotion, its campaigns’ coupons included')
    .addOption(new Option('--state <state>', 'only those').choices(couponStates))
    .addHelpText(
      'after',
      '\nExample:\n  hawker coupons export --batch flyer --state issued --out flyer.csv',
    )
    .action(async ({ out, batch, promotion, state }: ExportOptions) => {
      if (batch === undefined && promotion === undefined)
        throw new UserError('say which coupons: --batch NAME or --promotion KEY');
      const app = await context.app();
      const filter = {
        ...(batch !== undefined && { batch }),
        ...(promotion !== undefined && { promotionKey: promotion }),
        ...(state !== undefined && { state }),
      };
      await exportCoupons(app, filter, out);
    });
}

const columns = ['code', 'promotion', 'customer', 'state', 'from', 'until', 'order'];

/** Instants in UTC, `until` exclusive: what a machine reads. */
export async function exportCoupons(app: App, filter: CouponFilter, out: string): Promise<void> {
  const bar = progress('export');
  const count = await writeCsvFile(out, columns, rowsOf(couponLines(app, filter), bar.update));
  bar.end(`${count.toLocaleString('en')} coupons`);
  print(`Wrote ${out}.`);
}

async function* rowsOf(lines: AsyncIterable<CouponLine>, wrote: (count: number) => void) {
  let count = 0;
  for await (const { code, promotionKey, customer, state, ...line } of lines) {
    count += 1;
    if (count % 1_000 === 0) wrote(count);
    const [from, until] = [line.validFrom, line.validUntil].map((at) => new Date(at).toISOString());
    const owner = customer ?? '';
    yield [
      displayCode(code),
      promotionKey,
      owner,
      state,
      from ?? '',
      until ?? '',
      line.orderRef ?? '',
    ];
  }
}

/** @throws InvalidArgumentError, which commander shows beside the option */
export function wholeCount(text: string): number {
  const count = Number(text.replaceAll(',', ''));
  if (Number.isInteger(count) && count >= 1 && count <= 10_000_000) return count;
  throw new InvalidArgumentError('a whole number from 1 to 10,000,000 is needed.');
}

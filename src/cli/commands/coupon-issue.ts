import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import type { App } from '../../app.js';
import { duration } from '../../config/duration.js';
import { counted } from '../../domain/counted.js';
import { displayCode } from '../../domain/promotion/coupon-code.js';
import { addDays, instantOf, isLocalDate, localTime } from '../../domain/time-zone.js';
import { UserError } from '../../domain/user-error.js';
import { couponEnd } from '../../services/campaign-coupons.js';
import { type BatchIssue, couponLines, issueBatch } from '../../services/coupon-batches.js';
import type { CliContext } from '../context.js';
import { print, progress } from '../output.js';
import { exportCoupons, wholeCount } from './coupon-batches.js';

interface IssueOptions {
  readonly count?: number;
  readonly customer?: string;
  readonly customers?: string;
  readonly batch?: string;
  readonly validFor?: string;
  readonly until?: string;
  readonly out?: string;
}

const help = `
Coupons of a count are for whoever holds the code: print them, hand them out. Those of customers work for them only.
An issue that broke off is completed by the same command with the same --batch; a complete one changes nothing.

Examples:
  hawker coupons issue autumn-15 --count 5000 --batch flyer --until 2026-12-31 --out flyer.csv
  hawker coupons issue sorry-5 --customer 17850 --valid-for 14d
  hawker coupons issue gift-50 --customers winners.csv --batch raffle --out raffle.csv`;

export function issueCommand(context: CliContext): Command {
  return new Command('issue')
    .description('make coupons of a promotion')
    .argument('<promotion>', 'its id in campaigns/promotions.yaml')
    .option('--count <n>', 'so many, for whoever holds a code', wholeCount)
    .option('--customer <id>', 'one for this customer (the id that your shop uses)')
    .option(
      '--customers <file>',
      'one for each customer of a file: an id in each line, or first in it',
    )
    .option('--batch <name>', 'what they are called together')
    .option('--valid-for <time>', 'such as 30d; ends with the day', '30d')
    .option('--until <date>', 'the last day, such as 2026-12-31')
    .option('--out <file>', 'write the batch as CSV')
    .addHelpText('after', help)
    .action(async (promotionKey: string, options: IssueOptions) =>
      issue(await context.app(), promotionKey, options),
    );
}

async function issue(app: App, promotionKey: string, options: IssueOptions): Promise<void> {
  const at = app.clock.now();
  const { out, batch = nameOf(promotionKey, at, app.shop.timezone) } = options;
  if (batch.length > 64) throw new UserError('a batch’s name has 64 characters at most');
  const to = receivers(options);
  const wanted = 'count' in to ? to.count : to.customers.length;
  const bar = progress('coupons', wanted);
  const made = await issueBatch(app, {
    ...{ promotionKey, batch, to, validFrom: at },
    validUntil: endOf(options, at, app.shop.timezone),
    wrote: bar.update,
  });
  bar.end(`${made.issued.toLocaleString('en')} issued`);
  print(summary(app, batch, made));
  if (out !== undefined) await exportCoupons(app, { batch }, out);
  else if (made.total <= 20) await printCodes(app, batch);
  else print(`  → hawker coupons export --batch ${batch} --out ${batch}.csv`);
}

function nameOf(promotionKey: string, at: number, timezone: string): string {
  const { date } = localTime(at, timezone);
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: timezone, timeStyle: 'medium' });
  return `${promotionKey}-${date}-${clock.format(at).replaceAll(':', '')}`;
}

function receivers({ count, customer, customers }: IssueOptions): BatchIssue['to'] {
  const asked = [count, customer, customers].filter((each) => each !== undefined);
  if (asked.length !== 1)
    throw new UserError('say for whom: one of --count N, --customer ID and --customers FILE');
  if (count !== undefined) return { count };
  return { customers: customer === undefined ? customersIn(customers ?? '') : [customer] };
}

const headings = new Set(['customer', 'customerid', 'customer_id', 'external_id', 'id']);

function customersIn(path: string): string[] {
  const [first = '', ...more] = readLines(path);
  const ids = headings.has(first.toLowerCase()) ? more : [first, ...more];
  const found = ids.filter((id) => id !== '');
  if (found.length === 0) throw new UserError(`${path} names no customer`);
  return found;
}

function readLines(path: string): string[] {
  try {
    const lines = readFileSync(path, 'utf8')
      .replace(/^\uFEFF/, '')
      .split(/\r?\n/);
    return lines.map((line) => (line.split(/[,;\t]/)[0] ?? '').trim().replace(/^"(.*)"$/, '$1'));
  } catch (cause) {
    throw new UserError(`${path} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

function endOf({ until, validFor = '30d' }: IssueOptions, at: number, timezone: string): number {
  if (until !== undefined) {
    const end = isLocalDate(until) ? instantOf(addDays(until, 1), 0, timezone) : Number.NaN;
    if (end > at) return end;
    throw new UserError(`--until ${until} is no day to come (say 2026-12-31)`);
  }
  const parsed = duration.safeParse(validFor);
  if (parsed.success) return couponEnd(at, parsed.data, timezone);
  throw new UserError(`--valid-for "${validFor}" is not a duration (say 30d, 36h or 90m)`);
}

function summary(
  { shop }: App,
  batch: string,
  { issued, total, validUntil }: Awaited<ReturnType<typeof issueBatch>>,
): string {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone: shop.timezone, dateStyle: 'long' });
  const before =
    total > issued ? ` (${(total - issued).toLocaleString('en')} were there before)` : '';
  const many = counted(total, 'coupon');
  return `Batch ${batch}: ${many}${before}, good until ${format.format(validUntil - 1)}.`;
}

async function printCodes(app: App, batch: string): Promise<void> {
  for await (const { code, customer } of couponLines(app, { batch }))
    print(`  ${displayCode(code)}${customer === null ? '' : `  ${customer}`}`);
}

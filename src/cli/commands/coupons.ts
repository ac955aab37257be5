import { Command } from 'commander';
import type { App } from '../../app.js';
import { displayCode } from '../../domain/promotion/coupon-code.js';
import { offerWords } from '../../domain/promotion/offer-words.js';
import { UserError } from '../../domain/user-error.js';
import type { CouponRecord } from '../../ports/promotion-store.js';
import { revokeBatch } from '../../services/coupon-batches.js';
import { findCoupon, revokeCoupons } from '../../services/coupons.js';
import type { CliContext } from '../context.js';
import { print, progress, table } from '../output.js';
import { customerNamed } from '../shop-segments.js';
import { batchesCommand, exportCommand } from './coupon-batches.js';
import { issueCommand } from './coupon-issue.js';

/** Of a batch; all of it goes into a file. */
const listMax = 50;

interface FindOptions {
  readonly customer?: string;
  readonly order?: string;
  readonly batch?: string;
  readonly json?: boolean;
}

const example = `
Examples:
  hawker coupons find 7K3M-9XQ2-ABCD-EFGH5
  hawker coupons find --customer 17850
  hawker coupons issue autumn-15 --count 5000 --batch flyer --out flyer.csv
  hawker coupons revoke --batch flyer`;

export function couponsCommand(context: CliContext): Command {
  return new Command('coupons')
    .description('issue coupons, find them and take them back')
    .addHelpText('after', example)
    .addCommand(issueCommand(context))
    .addCommand(batchesCommand(context))
    .addCommand(findCommand(context))
    .addCommand(exportCommand(context))
    .addCommand(revokeCommand(context));
}

function findCommand(context: CliContext): Command {
  return new Command('find')
    .description(
      'whose a code is and what became of it; or the coupons of a customer, an order or a batch',
    )
    .argument('[code]', 'as printed: case, dashes and look-alikes do not matter')
    .option('--customer <id>', 'the id that your shop uses')
    .option('--order <ref>', 'used or held by this order')
    .option('--batch <name>', `the first ${listMax} of a batch`)
    .option('--json', 'print them as JSON')
    .addHelpText('after', '\nExample:\n  hawker coupons find --customer 17850')
    .action(async (code: string | undefined, options: FindOptions) => {
      const app = await context.app();
      const coupons = await wanted(app, code, options);
      print(options.json ? JSON.stringify(coupons, null, 2) : couponsText(app, coupons));
    });
}

function revokeCommand(context: CliContext): Command {
  return new Command('revoke')
    .description('take back coupons that are not used')
    .argument('[codes...]', 'their codes')
    .option('--batch <name>', 'all that are left of a batch')
    .addHelpText(
      'after',
      '\nExamples:\n  hawker coupons revoke 7K3M-9XQ2-ABCD-EFGH5\n  hawker coupons revoke --batch flyer',
    )
    .action(async (codes: string[], { batch }: { batch?: string }) => {
      const app = await context.app();
      if ((batch === undefined) === (codes.length === 0))
        throw new UserError('say either codes or --batch NAME');
      if (batch !== undefined) return revokeAll(app, batch);
      const coupons = await Promise.all(codes.map((code) => byCode(app, code)));
      const revoked = await revokeCoupons(
        app,
        coupons.map(({ couponId }) => couponId),
      );
      print(`${revoked} of ${coupons.length} revoked`);
      for (const { code, state } of coupons)
        if (state !== 'issued') print(`  ${displayCode(code)} is ${state}: left as it is`);
    });
}

async function revokeAll(app: App, batch: string): Promise<void> {
  const known = await app.couponBatches.batch(batch);
  if (known === null)
    throw new UserError(`there is no batch "${batch}"`, {
      hint: '`hawker coupons batches` lists them',
    });
  const { issued, redeemed, reserved } = known.counts;
  const bar = progress('revoke', issued);
  const revoked = await revokeBatch(app, batch);
  bar.end(`${revoked.toLocaleString('en')} revoked`);
  const left = redeemed + reserved;
  if (left > 0) print(`  ${left.toLocaleString('en')} used or in a checkout: left as they are`);
}

async function wanted(
  app: App,
  code: string | undefined,
  { customer, order, batch }: FindOptions,
): Promise<readonly CouponRecord[]> {
  const asked = [code, customer, order, batch].filter((each) => each !== undefined);
  if (asked.length !== 1)
    throw new UserError('say one of: a code, --customer ID, --order REF, --batch NAME');
  if (code !== undefined) return [await byCode(app, code)];
  if (customer !== undefined) return byCustomer(app, customer);
  return order === undefined
    ? app.promotions.couponsOfBatch(batch ?? '', listMax)
    : app.promotions.couponsOfOrder(order);
}

const unreadable = {
  typo: 'is mistyped: its last character disagrees with the others',
  forged: 'was not made by this shop',
  malformed: 'is not a coupon code',
  unknown: 'is not among the coupons of this shop',
};

async function byCode(app: App, code: string): Promise<CouponRecord> {
  const found = await findCoupon(app, code);
  if (found.kind === 'found') return found.coupon;
  throw new UserError(`"${code}" ${unreadable[found.why]}`);
}

async function byCustomer(app: App, externalId: string): Promise<CouponRecord[]> {
  const customer = await customerNamed(app, externalId);
  return app.promotions.couponsOf(customer.id);
}

function couponsText({ shop }: App, coupons: readonly CouponRecord[]): string {
  if (coupons.length === 0) return 'No coupons.';
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: shop.timezone, dateStyle: 'short' });
  return table(
    ['code', 'promotion', 'gives', 'state', 'from', 'last day', 'order'],
    coupons.map((each) => [
      displayCode(each.code),
      each.promotion.key,
      offerWords(each.promotion.definition, shop.currency, 'en').offer,
      each.state,
      day.format(each.validFrom),
      day.format(each.validUntil - 1),
      each.orderRef ?? '',
    ]),
  );
}

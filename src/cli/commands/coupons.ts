import { Command } from 'commander';
import type { App } from '../../app.js';
import { displayCode } from '../../domain/promotion/coupon-code.js';
import { offerWords } from '../../domain/promotion/offer-words.js';
import { UserError } from '../../domain/user-error.js';
import type { CouponRecord } from '../../ports/promotion-store.js';
import { findCoupon, revokeCoupons } from '../../services/coupons.js';
import type { CliContext } from '../context.js';
import { print, table } from '../output.js';
import { customerNamed } from '../shop-segments.js';

interface FindOptions {
  readonly customer?: string;
  readonly json?: boolean;
}

const example = `
Examples:
  hawker coupons find 7K3M-9XQ2-ABCD-EFGH5
  hawker coupons find --customer 17850
  hawker coupons revoke 7K3M-9XQ2-ABCD-EFGH5`;

export function couponsCommand(context: CliContext): Command {
  return new Command('coupons')
    .description('find coupons and take them back')
    .addHelpText('after', example)
    .addCommand(findCommand(context))
    .addCommand(revokeCommand(context));
}

function findCommand(context: CliContext): Command {
  return new Command('find')
    .description('whose a code is and what became of it, or all coupons of a customer')
    .argument('[code]', 'as printed: case, dashes and look-alikes do not matter')
    .option('--customer <id>', 'the id that your shop uses')
    .option('--json', 'print them as JSON')
    .addHelpText('after', '\nExample:\n  hawker coupons find --customer 17850')
    .action(async (code: string | undefined, options: FindOptions) => {
      const app = await context.app();
      const coupons = await wanted(app, code, options.customer);
      print(options.json ? JSON.stringify(coupons, null, 2) : couponsText(app, coupons));
    });
}

function revokeCommand(context: CliContext): Command {
  return new Command('revoke')
    .description('take back coupons that are not used')
    .argument('<codes...>', 'their codes')
    .addHelpText('after', '\nExample:\n  hawker coupons revoke 7K3M-9XQ2-ABCD-EFGH5')
    .action(async (codes: string[]) => {
      const app = await context.app();
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

async function wanted(
  app: App,
  code: string | undefined,
  customer: string | undefined,
): Promise<readonly CouponRecord[]> {
  if (code !== undefined && customer === undefined) return [await byCode(app, code)];
  if (code === undefined && customer !== undefined) return byCustomer(app, customer);
  throw new UserError('say either a code or --customer ID');
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

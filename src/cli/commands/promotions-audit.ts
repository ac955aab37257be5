import { Command, Option } from 'commander';
import type { App } from '../../app.js';
import { minorDigits } from '../../domain/money.js';
import type { WeighedCart } from '../../domain/promotion/worst-cart/weigh.js';
import { auditPromotions, type PromotionAudit } from '../../services/audit-promotions.js';
import { auditText } from '../audit-text.js';
import type { CliContext } from '../context.js';
import { draftPromotions } from '../draft-promotions.js';
import { countOption, moneyOption, percentOption } from '../option-values.js';
import { print, progress } from '../output.js';

interface Options {
  readonly maxShare: number;
  readonly draft?: string;
  readonly seconds: number;
  readonly carts: number;
  readonly codes: 'all' | 'none';
  readonly atLeast?: string;
  readonly shipping: string;
  readonly seed: number;
  readonly top: number;
  readonly json?: boolean;
}

const help = `
Fills carts from the shop's own catalogue, with every code, kind of customer and hour that the promotions ask for, and
climbs to the one that gives most away. The exit code is 1 if one gives more than the limit or goes below cost.
Given: discounts, gifts at their worth, points back; of goods and shipping before. Limits of use count as unused;
what rounding to whole cents adds is not held against anybody.

Examples:
  hawker promotions audit
  hawker promotions audit --max-share 35% --draft next-month.yaml
  hawker promotions audit --codes none --shipping 3.95`;

export function promotionsAuditCommand(context: CliContext): Command {
  return (
    new Command('audit')
      .description('look for the cart in which promotions together give too much or go below cost')
      .option('--max-share <percent>', 'the most that may be given of a cart', percentOption, 4_000)
      .option('--draft <file>', 'promotions of this file in place of those in force')
      .option('--seconds <n>', 'the longest it may take', countOption, 20)
      .option('--carts <n>', 'the most carts to quote', countOption, 2_000_000)
      .addOption(
        new Option('--codes <which>', 'customers who have every code and coupon, or none')
          .choices(['all', 'none'])
          .default('all'),
      )
      .option('--at-least <amount>', 'carts worth less do not count (1.00 unless given)')
      .option('--shipping <amount>', 'what shipping costs before discounts', '0')
      .option('--seed <n>', 'another number looks at other carts', countOption, 1)
      .option('--top <n>', 'how many findings to print', countOption, 5)
      .option('--json', 'print everything found as JSON')
      .addHelpText('after', help)
      // The command above has a --json of its own and takes it in first.
      .action(async (_: Options, command: Command) => {
        const options = command.optsWithGlobals<Options>();
        const app = await context.app();
        const audit = await audited(app, options);
        print(options.json ? JSON.stringify(auditJson(audit), null, 2) : text(app, audit, options));
        if (audit.result.found.length > 0) process.exitCode = 1;
      })
  );
}

async function audited(app: App, options: Options): Promise<PromotionAudit> {
  const { currency } = app.shop;
  const leastMinor =
    options.atLeast === undefined
      ? 10 ** minorDigits(currency)
      : moneyOption('--at-least', options.atLeast, currency);
  const bar = progress('Looking for the worst cart', options.seconds * 1_000);
  const startedAt = Date.now();
  const audit = await auditPromotions(app, {
    limits: { mostShareBps: options.maxShare, leastValueMinor: leastMinor, roundingMinor: 0.5 },
    shippingMinor: moneyOption('--shipping', options.shipping, currency),
    codes: options.codes,
    draft: options.draft === undefined ? null : draftPromotions(options.draft, app),
    seed: options.seed,
    mostCarts: options.carts,
    isOver: () => Date.now() - startedAt >= options.seconds * 1_000,
    onProgress: () => bar.update(Date.now() - startedAt),
  });
  bar.end(`${audit.result.carts.toLocaleString('en')} carts`);
  return audit;
}

function text({ shop }: App, audit: PromotionAudit, options: Options): string {
  const { currency, timezone } = shop;
  return auditText(audit, {
    currency,
    timezone,
    mostShareBps: options.maxShare,
    most: options.top,
  });
}

function auditJson({ result, ...audit }: PromotionAudit) {
  const { found, worst, carts, end } = result;
  return {
    ...audit,
    carts,
    end,
    found: found.map((each) => ({
      kind: each.kind,
      worst: cartJson(each.worst),
      smallest: cartJson(each.smallest),
    })),
    worst: worst === null ? null : cartJson(worst),
  };
}

function cartJson({ cart, receipt, ...figures }: WeighedCart) {
  return {
    ...figures,
    lines: cart.lines.map(({ product, quantity }) => ({
      sku: product.sku,
      quantity,
      unitPriceMinor: product.priceMinor,
    })),
    customer: cart.shopper,
    at: new Date(cart.at).toISOString(),
    payableMinor: receipt.payableMinor,
    applied: receipt.applied.map(({ id, phase, discountMinor, gift, pointsBack }) => ({
      id,
      phase,
      discountMinor,
      gift,
      pointsBack,
    })),
  };
}

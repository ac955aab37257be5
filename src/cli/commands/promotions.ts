import { Command } from 'commander';
import { formatMoney } from '../../domain/money.js';
import { offerWords } from '../../domain/promotion/offer-words.js';
import type { PromotionUsage } from '../../ports/promotion-store.js';
import type { CliContext } from '../context.js';
import { print, table } from '../output.js';
import { explainCommand } from './explain.js';
import { promotionsAuditCommand } from './promotions-audit.js';
import { promotionsReplayCommand } from './promotions-replay.js';
import { promotionsSettleCommand } from './promotions-settle.js';

const example = `
Examples:
  hawker promotions
  hawker promotions --json
  hawker promotions explain cart.json`;

export function promotionsCommand(context: CliContext): Command {
  return new Command('promotions')
    .description('the promotions in force: what each gives, how often it was used, what is left')
    .option('--json', 'print every figure as JSON')
    .addHelpText('after', example)
    .addCommand(explainCommand(context))
    .addCommand(promotionsAuditCommand(context))
    .addCommand(promotionsReplayCommand(context))
    .addCommand(promotionsSettleCommand(context))
    .action(async ({ json }: { json?: boolean }) => {
      const { promotions, shop } = await context.app();
      const usage = await promotions.usage();
      print(json ? JSON.stringify(usage, null, 2) : usageText(usage, shop));
    });
}

function usageText(
  usage: readonly PromotionUsage[],
  shop: { readonly currency: string; readonly locales: readonly string[] },
): string {
  if (usage.length === 0)
    return 'No promotions are in force. Write them in campaigns/promotions.yaml, then: hawker apply';
  const money = (amount: number) => formatMoney(amount, shop.currency);
  return table(
    ['promotion', 'gives', 'state', 'coupons', 'redeemed', 'in checkout', 'money given'],
    usage.map((each) => [
      each.key,
      offerWords(each.definition, shop.currency, 'en').offer,
      each.state,
      each.couponCount,
      ofLimit(String(each.redeemedUses), each.definition.limits.uses, String),
      each.reservedUses,
      ofLimit(money(each.redeemedMinor), each.definition.limits.budgetMinor, money),
    ]),
  );
}

function ofLimit(used: string, limit: number | null, words: (limit: number) => string): string {
  return limit === null ? used : `${used} of ${words(limit)}`;
}

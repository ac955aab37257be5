import { Command } from 'commander';
import { nearMisses } from '../../domain/promotion/near-misses.js';
import { quote } from '../../domain/promotion/quote.js';
import type { CliContext } from '../context.js';
import { print } from '../output.js';
import { readQuoteDocument } from '../quote-document.js';
import { receiptText } from '../receipt-text.js';

const help = `
Reads what \`hawker quote\` reads. Without \`promotions\` in it, those of the shop are tried, by its ledger as it stands.

Examples:
  hawker promotions explain cart.json
  hawker promotions explain - --lang zh-CN < cart.json`;

/** Why a cart costs what it costs. */
export function explainCommand(_: CliContext): Command {
  return new Command('explain')
    .description(
      'what a cart costs, step by step: what applied, what did not and why, what little more would save',
    )
    .argument('<file>', 'a JSON file, or - for standard input')
    .option('--lang <locale>', 'en or zh-CN', 'en')
    .addHelpText('after', help)
    .action((file: string, { lang: locale }: { lang: string }) => {
      const { cart, promotions, context } = readQuoteDocument(file);
      const receipt = quote(cart, promotions, context);
      const misses = nearMisses(cart, promotions, context);
      const told = { receipt, promotions, nearMisses: misses, definitions: [], locale };
      print(receiptText({ ...told, timezone: 'UTC' }));
    });
}

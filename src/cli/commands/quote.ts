import { Command } from 'commander';
import { nearMisses } from '../../domain/promotion/near-misses.js';
import { quote } from '../../domain/promotion/quote.js';
import { nearMissFormat, receiptFormat } from '../../http/quote-format.js';
import type { CliContext } from '../context.js';
import { print } from '../output.js';
import { readQuoteDocument } from '../quote-document.js';
import { receiptText } from '../receipt-text.js';

const help = `
Reads JSON: {cart: {lines: [{id, unit_price, qty}], shipping}, promotions: [...], codes, now, currency, customer: {tags}}.
Amounts are whole minor units, percent are basis points. Nothing is looked up: the document is all there is.

Examples:
  hawker quote cart.json
  hawker quote --json - < cart.json`;

/** Needs no shop: the calculator alone, for other programs and for trying things out. */
export function quoteCommand(_: CliContext): Command {
  return new Command('quote')
    .description('what a cart costs under given promotions, and why')
    .argument('<file>', 'a JSON file, or - for standard input')
    .option('--json', 'print the receipt as JSON')
    .addHelpText('after', help)
    .action((file: string, { json }: { json?: boolean }) => {
      const { cart, promotions, context } = readQuoteDocument(file);
      const receipt = quote(cart, promotions, context);
      const near = nearMisses(cart, promotions, context);
      if (json) {
        const found = { ...receiptFormat(receipt), near_misses: nearMissFormat(near) };
        return print(JSON.stringify(found, null, 2));
      }
      const told = { receipt, promotions, nearMisses: near, definitions: [], locale: 'en' };
      print(receiptText({ ...told, timezone: 'UTC' }));
    });
}

import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { quote } from '../../domain/promotion/quote.js';
import { UserError } from '../../domain/user-error.js';
import { parseQuoteDocument, type QuoteDocument, receiptFormat } from '../../http/quote-format.js';
import type { CliContext } from '../context.js';
import { print, problemsError } from '../output.js';
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
      const document = readDocument(file);
      const receipt = quote(document.cart, document.promotions, document.context);
      print(json ? JSON.stringify(receiptFormat(receipt), null, 2) : receiptText(receipt));
    });
}

function readDocument(file: string): QuoteDocument {
  const parsed = parseQuoteDocument(parseJson(file), Date.now());
  if (parsed.ok) return parsed.value;
  throw problemsError(parsed.problems);
}

function parseJson(file: string): unknown {
  const text = readText(file);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UserError(`${nameOf(file)} is not JSON: ${(cause as Error).message}`, { cause });
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (cause) {
    throw new UserError(`${nameOf(file)} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

function nameOf(file: string): string {
  return file === '-' ? 'standard input' : file;
}

import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { applyCommand } from '../../src/cli/commands/apply.js';
import { checkCommand } from '../../src/cli/commands/check.js';
import { couponsCommand } from '../../src/cli/commands/coupons.js';
import { groupsCommand } from '../../src/cli/commands/groups.js';
import { keysCommand } from '../../src/cli/commands/keys.js';
import { ledgerCommand } from '../../src/cli/commands/ledger.js';
import { promotionsCommand } from '../../src/cli/commands/promotions.js';
import { quoteCommand } from '../../src/cli/commands/quote.js';
import type { CliContext } from '../../src/cli/context.js';
import { receiptText } from '../../src/cli/receipt-text.js';
import { nearMisses } from '../../src/domain/promotion/near-misses.js';
import { quote } from '../../src/domain/promotion/quote.js';
import { parseCart } from '../../src/http/checkout-format.js';
import { nearMissFormat, parseQuoteDocument } from '../../src/http/quote-format.js';
import { readTable } from './page-cart.js';
import { readPage } from './page-examples.js';
import { pagePromotions, pageShop, ringUp } from './page-till.js';

const text = readFileSync(new URL('../../docs/promotions.md', import.meta.url), 'utf8');
const page = readPage(text);
const shop = pageShop('');
const block = (language: string, holds: string) =>
  page.blocks.find((each) => each.language === language && each.text.includes(holds))?.text ?? '';

describe('what docs/promotions.md shows beside its tables', () => {
  it('is a cart that explain takes, and a document that quote counts to the sums beside it', () => {
    expect(parseCart(JSON.parse(block('json', '"customer"'))).ok).toBe(true);
    const parsed = parseQuoteDocument(JSON.parse(block('json', '"promotions": [')), 0);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    const { cart, promotions, context } = parsed.value;
    const receipt = quote(cart, promotions, context);
    expect([receipt.discountMinor, receipt.payableMinor]).toEqual([240, 2400 - 240 + 395]);
    expect(text).toContain('`"discount_total": 240` (10 % of 24.00)');
    expect(text).toContain('`"payable": 2555` (24.00 − 2.40 + 3.95)');
  });

  it('is a near miss as /v1/quotes says it: 27.00 of the 30.00 that five-off-thirty asks for', async () => {
    const rows = [{ label: '3 × TEA (tea) at 9.00', value: '27.00' }];
    const definitions = pagePromotions(block('yaml', 'five-off-thirty:'), shop);
    const { cart, promotions, context } = await ringUp(definitions, readTable(rows).cart, shop);
    const said = JSON.parse(`{${block('json', 'near_misses')}}`) as unknown;
    expect(said).toEqual({
      near_misses: nearMissFormat(nearMisses(cart, promotions, context)),
    });
  });

  it('is what explain prints of the cart above it', async () => {
    const example = page.examples.find(({ yaml }) => yaml.includes('cups-10:'));
    const definitions = pagePromotions(example?.yaml ?? '', shop);
    const asked = readTable(example?.rows ?? []).cart;
    const { cart, promotions, context, receipt } = await ringUp(definitions, asked, shop);
    const misses = nearMisses(cart, promotions, context);
    const told = { receipt, promotions, definitions, nearMisses: misses, locale: 'en' };
    const printed = receiptText({ ...told, timezone: shop.timezone }).trimEnd();
    expect(printed.split('\n').map((line) => line.trimEnd())).toEqual(
      block('text', 'What applied').split('\n'),
    );
  });

  it('are commands and options that there are', () => {
    const program = new Command('hawker');
    for (const make of commands) program.addCommand(make(noShop));
    const written = [...text.matchAll(/(?:^|`)hawker ([^`\n]*)/gm)].map(([, words = '']) => words);
    expect(written.length).toBeGreaterThan(20);
    expect(written.filter((words) => !isKnown(program, wordsOf(words)))).toEqual([]);
    expect(isKnown(program, wordsOf('coupons isue'))).toBe(false);
    expect(isKnown(program, wordsOf('coupons issue x --cuont 5'))).toBe(false);
  });
});

const noShop: CliContext = {
  app: () => Promise.reject(new Error('no command runs here')),
} as unknown as CliContext;

const commands = [
  ...[applyCommand, checkCommand, couponsCommand, groupsCommand, keysCommand],
  ...[ledgerCommand, promotionsCommand, quoteCommand],
];

/** Without what a list of commands says beside each. */
function wordsOf(written: string): string[] {
  return (written.split(/\s{2,}/)[0] ?? '').split(' ');
}

/** Whether the words name a command, all the way down, and options of it. */
function isKnown(command: Command, words: readonly string[]): boolean {
  const [word = '', ...rest] = words;
  const next = command.commands.find((each) => each.name() === word);
  if (next !== undefined) return isKnown(next, rest);
  if (command.commands.length > 0 && word !== '' && !word.startsWith('--')) return false;
  const options = words.filter((each) => each.startsWith('--'));
  return options.every((option) => command.options.some(({ long }) => long === option));
}

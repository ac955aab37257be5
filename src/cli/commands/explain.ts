import { Command } from 'commander';
import type { App } from '../../app.js';
import { nearMisses } from '../../domain/promotion/near-misses.js';
import { quote } from '../../domain/promotion/quote.js';
import { UserError } from '../../domain/user-error.js';
import { parseCart, quoteRequestOf } from '../../http/checkout-format.js';
import { explainCart } from '../../services/explain-cart.js';
import type { CliContext } from '../context.js';
import { print, problemsError } from '../output.js';
import { quoteDocument, readJson } from '../quote-document.js';
import { receiptText } from '../receipt-text.js';

const help = `
Reads what \`hawker quote\` reads. Without "promotions" in it, those of the shop are tried, by its ledger as it stands,
for "customer" (the shop's own id; a guest unless given); prices then come from the catalogue where they are left out:
  { "cart": { "lines": [{ "sku": "21889", "qty": 4 }], "shipping": 395 }, "customer": "14959", "codes": [] }
Nothing is kept or held.

Examples:
  hawker promotions explain cart.json
  hawker promotions explain - --lang zh-CN < cart.json`;

/** Why a cart costs what it costs. */
export function explainCommand(context: CliContext): Command {
  return new Command('explain')
    .description(
      'what a cart costs, step by step: what applied, what did not and why, what a little more would save',
    )
    .argument('<file>', 'a JSON file, or - for standard input')
    .option('--lang <locale>', 'en or zh-CN', 'en')
    .addHelpText('after', help)
    .action(async (file: string, { lang }: { lang: string }) => {
      const input = readJson(file);
      print(
        hasPromotions(input)
          ? ofDocument(input, lang)
          : await ofShop(await context.app(), input, lang),
      );
    });
}

function hasPromotions(input: unknown): boolean {
  return typeof input === 'object' && input !== null && 'promotions' in input;
}

function ofDocument(input: unknown, locale: string): string {
  const { cart, promotions, context } = quoteDocument(input);
  const receipt = quote(cart, promotions, context);
  const misses = nearMisses(cart, promotions, context);
  const told = { receipt, promotions, nearMisses: misses, definitions: [], locale };
  return receiptText({ ...told, timezone: 'UTC' });
}

async function ofShop(app: App, input: unknown, locale: string): Promise<string> {
  const parsed = parseCart(input);
  if (!parsed.ok) throw problemsError(parsed.problems);
  const { customer, now, currency, ...body } = parsed.value;
  const { shop } = app;
  if (currency !== undefined && currency !== shop.currency)
    throw new UserError(`the shop sells in ${shop.currency}, not in ${currency}`);
  const customerId = await customerIdOf(
    app,
    typeof customer === 'object' ? customer?.id : customer,
  );
  const clock = now === undefined ? app.clock : { ...app.clock, now: () => now };
  const found = await explainCart({ ...app, clock }, { ...quoteRequestOf(body), customerId });
  if (found.kind === 'refused')
    throw problemsError(
      found.problems.map(({ line, message }) => ({ place: `cart.lines[${line}]`, message })),
    );
  const codes = found.refusedCodes.map(({ code, reason }) => `${code}: ${reason}`);
  const text = receiptText({ ...found, locale, timezone: shop.timezone });
  return [text, ...(codes.length === 0 ? [] : [codes.join('\n')])].join('\n\n');
}

async function customerIdOf(
  app: App,
  externalId: string | null | undefined,
): Promise<number | null> {
  if (externalId === null || externalId === undefined) return null;
  const customer = await app.customers.customerByExternalId(externalId);
  if (customer === null) throw new UserError(`the shop knows no customer "${externalId}"`);
  return customer.id;
}

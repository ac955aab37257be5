import { Command, InvalidArgumentError, Option } from 'commander';
import type { App } from '../../app.js';
import { formatMoney } from '../../domain/money.js';
import { modelTitles } from '../../domain/recommender/model-card.js';
import type { Pick } from '../../domain/recommender/pick.js';
import {
  type PickModelName,
  pickModelNames,
} from '../../domain/recommender/pick-methods/pick-method.js';
import { reasonText } from '../../domain/recommender/reason-text.js';
import { UserError } from '../../domain/user-error.js';
import type { ProductKind } from '../../ports/pick-store.js';
import { boughtTogether } from '../../services/bought-together.js';
import { untrainedError } from '../../services/check-pick-models.js';
import { type ModelInUse, modelInUse } from '../../services/current-model.js';
import { type PickInput, pickProducts } from '../../services/pick-products.js';
import type { CliContext } from '../context.js';
import { print, table } from '../output.js';
import { togetherText } from '../together-text.js';

interface Options {
  readonly count: number;
  readonly model?: PickModelName;
  readonly content?: boolean;
  readonly json?: boolean;
  readonly together?: boolean;
}

export function picksCommand(context: CliContext): Command {
  return new Command('picks')
    .description('the products picked for a customer now, and why')
    .argument('<customer>', 'the shop’s own id of the customer; with --together, a product’s sku')
    .option('--count <n>', 'how many', wholeNumber, 5)
    .addOption(
      new Option('--model <name>', 'by this one, which has to be trained').choices(pickModelNames),
    )
    .option('--content', 'posts, articles and videos instead of goods')
    .option('--together', 'what is often bought together with a product, instead')
    .option('--json', 'for a machine')
    .addHelpText(
      'after',
      '\nExamples:\n  hawker picks 12583 --count 3\n  hawker picks 12583 --model personal-frequency\n  hawker picks 22423 --together',
    )
    .action(async (externalId: string, options: Options) => {
      const { count, json, together, model, content } = options;
      const app = await context.app();
      if (together === true) return printTogether(app, externalId, { count, json });
      const inUse = await modelInUse(app, model);
      if (model !== undefined && inUse === null) throw untrainedError(model);
      const of: ProductKind[] = content === true ? ['content'] : ['product'];
      const input = { customerIds: [await customerIdOf(app, externalId)], count, model, of };
      const rows = await pricedPicks(app, input);
      if (json === true) {
        print(JSON.stringify(rows, null, 2));
        return;
      }
      print(picksText(rows, app.shop.currency));
      print(modelText(inUse));
    });
}

async function printTogether(
  app: App,
  sku: string,
  { count, json }: { readonly count: number; readonly json: boolean | undefined },
): Promise<void> {
  const productId = await app.shelves.productId(sku);
  if (productId === null) throw new UserError(`no product "${sku}"`, { hint: 'say its sku' });
  const found = await boughtTogether(app, { productId, count, asOf: app.clock.now() });
  print(json === true ? JSON.stringify(found, null, 2) : togetherText(found));
}

async function customerIdOf(app: App, externalId: string): Promise<number> {
  const customer = await app.customers.customerByExternalId(externalId);
  if (customer !== null) return customer.id;
  throw new UserError(`no customer "${externalId}"`, {
    hint: 'it is the id that your own shop uses',
  });
}

interface PricedPick extends Pick {
  readonly name: string;
  readonly priceMinor: number;
}

async function pricedPicks(app: App, input: Omit<PickInput, 'asOf'>): Promise<PricedPick[]> {
  const asOf = app.clock.now();
  // This command says in words that there is no model.
  const log = { ...app.log, warn: () => undefined };
  const picks = await pickProducts({ ...app, log }, { ...input, asOf });
  const own = [...picks.values()].flat();
  const facts = await app.pickFacts.productFacts(own.map(({ productId }) => productId));
  return own.flatMap((pick) => {
    const product = facts.get(pick.productId);
    return product ? [{ ...pick, name: product.name, priceMinor: product.priceMinor }] : [];
  });
}

function picksText(picks: readonly PricedPick[], currency: string): string {
  if (picks.length === 0)
    return 'Nothing to pick: no product is in stock that this customer lacks.';
  const rows = picks.map(({ sku, name, priceMinor, reason }) => [
    sku,
    name,
    formatMoney(priceMinor, currency),
    reasonText(reason, 'en'),
  ]);
  return table(['sku', 'product', 'price', 'why'], rows);
}

function modelText(inUse: ModelInUse | null): string {
  if (inUse === null) return '\nNot personal yet: no model has been trained.\n  → hawker train';
  const day = new Date(inUse.trainedAt).toISOString().slice(0, 10);
  return `\nBy ${modelTitles[inUse.model]}, version ${inUse.version}, trained on ${day}.`;
}

function wholeNumber(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 1_000)
    throw new InvalidArgumentError('a whole number from 1 to 1000 is needed.');
  return count;
}

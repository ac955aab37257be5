import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { pickModelNames } from '../domain/recommender/pick-methods/pick-method.js';
import { reasonText } from '../domain/recommender/reason-text.js';
import type { Clock } from '../ports/clock.js';
import type { ProductFacts, ProductKind } from '../ports/pick-store.js';
import type { ApiKeyDeps } from '../services/api-keys.js';
import { modelInUse } from '../services/current-model.js';
import { type PickDeps, pickProducts } from '../services/pick-products.js';
import { similarProducts } from '../services/similar-products.js';
import { requireScope } from './api-key-auth.js';
import { errorResponse } from './error-response.js';
import { readQuery } from './json-body.js';

export interface PickRouteDeps extends PickDeps, ApiKeyDeps {
  readonly clock: Clock;
  readonly registry: {
    customerIds(externalIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  };
}

const mostPicks = 100;

const question = z.strictObject({
  customer: z.string().trim().min(1).max(200).optional(),
  count: z.coerce.number().int().min(1).max(mostPicks).default(5),
  model: z.enum(pickModelNames).optional(),
  of: z.enum(['products', 'content', 'both']).default('products'),
  locale: z.string().max(35).default('en'),
});
type Question = z.output<typeof question>;

const keys = { 'the body': Object.keys(question.shape) };

const kinds: Readonly<Record<Question['of'], readonly ProductKind[]>> = {
  products: ['product'],
  content: ['content'],
  both: ['product', 'content'],
};

/** What a shop's own pages show: picks for a customer, and what goes with a product. */
export function pickRoutes(deps: PickRouteDeps): Hono {
  const routes = new Hono();
  const guard = requireScope(deps, 'picks:read');
  routes.get('/v1/picks', guard, (context) => getPicks(deps, context));
  routes.get('/v1/products/:sku/similar', guard, (context) => getSimilar(deps, context));
  return routes;
}

async function getPicks(deps: PickRouteDeps, context: Context): Promise<Response> {
  const asked = readQuery(context, question, keys);
  if (asked instanceof Response) return asked;
  const { count, model, of, locale } = asked;
  const inUse = await modelInUse(deps, model);
  if (model !== undefined && inUse === null)
    return errorResponse(
      context,
      'conflict',
      `"${model}" is not trained: hawker train --also ${model}`,
    );
  const customerId = await customerOf(deps, asked.customer);
  const asOf = deps.clock.now();
  const input = { customerIds: [customerId ?? nobody], count, asOf, model, of: kinds[of] };
  const picks = [...(await pickProducts(deps, input)).values()].flat();
  const facts = await deps.pickFacts.productFacts(picks.map(({ productId }) => productId));
  return context.json({
    customer_known: customerId !== null,
    model: inUse && {
      name: inUse.model,
      version: inUse.version,
      trained_at: new Date(inUse.trainedAt).toISOString(),
    },
    picks: picks.flatMap(({ productId, reason, score }) => {
      const product = facts.get(productId);
      if (product === undefined) return [];
      return [
        { ...productFormat(product), score, reason: reason.kind, why: reasonText(reason, locale) },
      ];
    }),
  });
}

/** Somebody of whom nothing is known: gets what sells. */
const nobody = 0;

async function customerOf(deps: PickRouteDeps, externalId: string | undefined) {
  if (externalId === undefined) return null;
  return (await deps.registry.customerIds([externalId])).get(externalId) ?? null;
}

async function getSimilar(deps: PickRouteDeps, context: Context): Promise<Response> {
  const asked = readQuery(context, question, keys);
  if (asked instanceof Response) return asked;
  const sku = context.req.param('sku') ?? '';
  const productId = await deps.shelves.productId(sku);
  if (productId === null)
    return errorResponse(context, 'not_found', `there is no product "${sku}"`);
  const asOf = deps.clock.now();
  const input = { productId, except: new Set<number>(), count: asked.count, asOf };
  const ids = await similarProducts(deps, input);
  const facts = await deps.pickFacts.productFacts(ids);
  return context.json({
    products: ids.flatMap((id) => {
      const product = facts.get(id);
      return product === undefined ? [] : [productFormat(product)];
    }),
  });
}

function productFormat({ sku, name, category, priceMinor }: ProductFacts) {
  return { sku, name, category, price: priceMinor };
}

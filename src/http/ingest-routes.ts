import { Hono } from 'hono';
import { OccurrenceCounter } from '../domain/behaviour/occurrence-counter.js';
import type { ApiKeyDeps } from '../services/api-keys.js';
import type { IntakeDeps } from '../services/import-online-retail.js';
import { ingestEvents } from '../services/ingest-events.js';
import { requireScope } from './api-key-auth.js';
import { customerItem, eventItem, productItem } from './ingest-schemas.js';
import { batchResponse, readBatch } from './item-batch.js';

export type IngestDeps = IntakeDeps & ApiKeyDeps;

/** All that comes by the API is one feed, so that an event sent twice by two workers is one event. */
const source = 'api';

/** What the shop's own systems send: events, products, customers; at most 1,000 at once, any of them twice. */
export function ingestRoutes(deps: IngestDeps): Hono {
  const routes = new Hono();
  routes.post('/v1/interactions', requireScope(deps, 'interactions:write'), async (context) => {
    const batch = await readBatch(context, eventItem(deps.clock.now()));
    if (batch instanceof Response) return batch;
    const events = batch.items.map(({ value }) => value);
    const occurrences = new OccurrenceCounter();
    const { unknownProducts, ...found } = await ingestEvents(deps, { source, events, occurrences });
    const problems = unknownProducts.map((position) => {
      const index = batch.items[position]?.index ?? 0;
      const message = `there is no product "${events[position]?.sku}": send it to /v1/products first`;
      return { index, place: `interactions[${index}].sku`, message };
    });
    const added = {
      customers: found.newCustomers,
      orders: found.newOrders,
      orderLines: found.newOrderLines,
      interactions: found.newInteractions,
    };
    return batchResponse(context, batch, added, problems);
  });
  routes.post('/v1/products', requireScope(deps, 'products:write'), async (context) => {
    const batch = await readBatch(context, productItem);
    if (batch instanceof Response) return batch;
    const drafts = batch.items.map(({ value }) => value);
    const saved = await deps.catalogue.saveProducts(drafts, deps.clock.now());
    const incomplete = new Set(saved.incomplete);
    const problems = batch.items
      .filter(({ value }) => incomplete.has(value.sku))
      .map(({ index }) => {
        const message = 'is new: a new product needs a name and a priceMinor';
        return { index, place: `products[${index}]`, message };
      });
    const added = { products: saved.created, productsChanged: saved.updated };
    return batchResponse(context, batch, added, problems);
  });
  routes.post('/v1/customers', requireScope(deps, 'customers:write'), async (context) => {
    const batch = await readBatch(context, customerItem);
    if (batch instanceof Response) return batch;
    const { created, updated } = await deps.registry.saveCustomers(
      batch.items.map(({ value }) => value),
    );
    return batchResponse(context, batch, { customers: created, customersChanged: updated });
  });
  return routes;
}

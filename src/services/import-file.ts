import type { CustomerDraft } from '../domain/behaviour/customer-draft.js';
import { cleanCustomer, customerFields } from '../domain/behaviour/customer-row.js';
import { cleanEvent, type EventDraft, eventFields } from '../domain/behaviour/event.js';
import type { FoundRule } from '../domain/behaviour/finding.js';
import { instantReader } from '../domain/behaviour/instant-text.js';
import type { ProductDraft } from '../domain/behaviour/product-draft.js';
import { cleanProduct, productFields } from '../domain/behaviour/product-row.js';
import type { Clock } from '../ports/clock.js';
import type { IntakeDeps } from './import-online-retail.js';
import { type ImportInput, importRows, type RowsImported } from './import-rows.js';
import { ingestEvents } from './ingest-events.js';

export interface ShopFacts {
  readonly currency: string;
  readonly timezone: string;
}

export function importInteractions(
  deps: IntakeDeps,
  input: ImportInput,
  shop: ShopFacts,
): Promise<RowsImported> {
  const reading = { instantOf: instantReader({ zone: shop.timezone }), currency: shop.currency };
  const added = { customers: 0, orders: 0, orderLines: 0, interactions: 0 };
  return importRows<EventDraft>(input, {
    fields: eventFields,
    clean: (row) => cleanEvent(row, reading),
    save: async (rows) => {
      const events = rows.map(({ value }) => value);
      const done = await ingestEvents(deps, {
        source: input.source,
        events,
        occurrences: input.occurrences,
        bulk: true,
      });
      added.customers += done.newCustomers;
      added.orders += done.newOrders;
      added.orderLines += done.newOrderLines;
      added.interactions += done.newInteractions;
      return done.unknownProducts.map((index) => ({
        index,
        rule: unknownProduct(events[index]?.sku ?? ''),
      }));
    },
    finish: () => deps.behaviour.refreshStatistics(),
    added: () => added,
  });
}

function unknownProduct(sku: string): FoundRule {
  const reason = 'there is no such product: import the products first';
  return { action: 'dropped', code: 'unknown-product', reason, detail: sku };
}

export function importProducts(
  deps: Pick<IntakeDeps, 'catalogue'> & { readonly clock: Clock },
  input: ImportInput,
  shop: ShopFacts,
): Promise<RowsImported> {
  const added = { products: 0, productsChanged: 0 };
  const asOf = deps.clock.now();
  return importRows<ProductDraft>(input, {
    fields: productFields,
    clean: (row) => cleanProduct(row, shop.currency),
    save: async (rows) => {
      const drafts = rows.map(({ value }) => value);
      const saved = await deps.catalogue.saveProducts(drafts, asOf, { bulk: true });
      added.products += saved.created;
      added.productsChanged += saved.updated;
      const incomplete = new Set(saved.incomplete);
      return drafts.flatMap(({ sku }, index) =>
        incomplete.has(sku) ? [{ index, rule: incompleteProduct(sku) }] : [],
      );
    },
    added: () => added,
  });
}

function incompleteProduct(sku: string): FoundRule {
  const reason = 'a new product needs a name and a price';
  return { action: 'dropped', code: 'incomplete-product', reason, detail: sku };
}

export function importCustomers(
  deps: Pick<IntakeDeps, 'registry'>,
  input: ImportInput,
): Promise<RowsImported> {
  const added = { customers: 0, customersChanged: 0 };
  return importRows<CustomerDraft>(input, {
    fields: customerFields,
    clean: cleanCustomer,
    save: async (rows) => {
      const drafts = rows.map(({ value }) => value);
      const saved = await deps.registry.saveCustomers(drafts, { bulk: true });
      added.customers += saved.created;
      added.customersChanged += saved.updated;
      return [];
    },
    added: () => added,
  });
}

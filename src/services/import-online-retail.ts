import { instantReader } from '../domain/behaviour/instant-text.js';
import type { OccurrenceCounter } from '../domain/behaviour/occurrence-counter.js';
import {
  cleanOnlineRetail,
  onlineRetailFields,
  onlineRetailZone,
  type SaleLine,
  saleLineText,
} from '../domain/behaviour/online-retail.js';
import type { OrderDraft, OrderLineDraft } from '../domain/behaviour/order.js';
import type { ProductDraft } from '../domain/behaviour/product-draft.js';
import { categoryOf, isSensibleName, NameVotes } from '../domain/behaviour/product-name.js';
import type { BehaviourStore } from '../ports/behaviour-store.js';
import type { CatalogueStore } from '../ports/catalogue-store.js';
import type { CustomerRegistry } from '../ports/customer-registry.js';
import { type ImportInput, importRows, type Row, type RowsImported } from './import-rows.js';

export interface IntakeDeps {
  readonly behaviour: BehaviourStore;
  readonly catalogue: CatalogueStore;
  readonly registry: CustomerRegistry;
}

/** Which of the file's contents are wanted. */
export interface OnlineRetailParts {
  readonly customers: boolean;
  readonly products: boolean;
  readonly orders: boolean;
}

const bulk = { bulk: true } as const;

/** Orders, order lines, interactions, products and customers out of the one "Online Retail" file. */
export function importOnlineRetail(
  deps: IntakeDeps,
  input: ImportInput,
  parts: OnlineRetailParts,
): Promise<RowsImported> {
  const instantOf = instantReader({ zone: onlineRetailZone, slashes: 'month-first' });
  const sales = new Sales(deps, input, parts);
  return importRows<SaleLine>(input, {
    fields: onlineRetailFields,
    clean: (row) => cleanOnlineRetail(row, instantOf),
    save: async (rows) => {
      await sales.save(rows);
      return [];
    },
    finish: () => sales.finish(),
    added: () => sales.added,
  });
}

class Sales {
  readonly added = {
    customers: 0,
    products: 0,
    orders: 0,
    orderLines: 0,
    interactions: 0,
    refundsLinked: 0,
  };
  readonly #deps: IntakeDeps;
  readonly #source: string;
  readonly #parts: OnlineRetailParts;
  readonly #occurrences: OccurrenceCounter;
  readonly #facts = new Map<string, ProductFacts>();
  #latest = 0;

  constructor(deps: IntakeDeps, input: ImportInput, parts: OnlineRetailParts) {
    this.#deps = deps;
    this.#source = input.source;
    this.#occurrences = input.occurrences;
    this.#parts = parts;
  }

  async save(rows: readonly Row<SaleLine>[]): Promise<void> {
    const { customers, products, orders } = this.#parts;
    const all = rows.map(({ value }) => value);
    const customerIds = customers ? await this.#customers(all) : noIds;
    const lines = all.filter(({ kind }) => kind !== 'gift');
    for (const line of lines) this.#learn(line);
    const productIds = products ? await this.#products(lines) : noIds;
    if (!orders) return;
    const drafts = this.#ordersOf(lines, customerIds, productIds);
    const recorded = await this.#deps.behaviour.recordOrders(drafts, bulk);
    this.added.orders += recorded.newOrders;
    this.added.orderLines += recorded.newLines;
    this.added.interactions += recorded.newInteractions;
  }

  /** Names and prices are known when all lines were seen; refunds when all sales were. */
  async finish(): Promise<void> {
    if (this.#parts.products) {
      const drafts = [...this.#facts].map(([sku, facts]) => productOf(sku, facts));
      await this.#deps.catalogue.saveProducts(drafts, this.#latest, bulk);
    }
    await this.#deps.behaviour.refreshStatistics();
    if (this.#parts.orders) {
      this.added.refundsLinked = await this.#deps.behaviour.linkRefunds(this.#source);
    }
  }

  #learn(line: SaleLine): void {
    this.#latest = Math.max(this.#latest, line.occurredAt);
    if (line.kind !== 'product') return;
    let facts = this.#facts.get(line.sku);
    if (facts === undefined) {
      facts = { names: new NameVotes(), priceMinor: line.unitPriceMinor, pricedAt: 0 };
      this.#facts.set(line.sku, facts);
    }
    facts.names.add(line.name);
    if (line.isRefund || line.occurredAt < facts.pricedAt) return;
    facts.priceMinor = line.unitPriceMinor;
    facts.pricedAt = line.occurredAt;
  }

  // Those who are there already keep what the shop has said of them since.
  async #customers(lines: readonly SaleLine[]): Promise<ReadonlyMap<string, number>> {
    const countries = new Map<string, string>();
    for (const { customer, country } of lines)
      if (customer !== null) countries.set(customer, country);
    const known = await this.#deps.registry.customerIds([...countries.keys()]);
    const drafts = [...countries]
      .filter(([externalId]) => !known.has(externalId))
      .map(([externalId, country]) => ({
        externalId,
        locale: 'en',
        attributes: country === '' ? {} : { country },
      }));
    if (drafts.length === 0) return known;
    this.added.customers += (await this.#deps.registry.saveCustomers(drafts, bulk)).created;
    return this.#deps.registry.customerIds([...countries.keys()]);
  }

  // With what is known so far, as of the beginning of time: `finish` and the shop itself know better.
  async #products(lines: readonly SaleLine[]): Promise<ReadonlyMap<string, number>> {
    const first = new Map<string, SaleLine>();
    for (const line of lines) {
      if (line.kind === 'product' && !first.has(line.sku)) first.set(line.sku, line);
    }
    const known = await this.#deps.catalogue.productIds([...first.keys()]);
    const drafts = [...first.values()].filter(({ sku }) => !known.has(sku)).map(provisional);
    if (drafts.length === 0) return known;
    this.added.products += (await this.#deps.catalogue.saveProducts(drafts, 0, bulk)).created;
    return this.#deps.catalogue.productIds([...first.keys()]);
  }

  #ordersOf(
    lines: readonly SaleLine[],
    customerIds: ReadonlyMap<string, number>,
    productIds: ReadonlyMap<string, number>,
  ): OrderDraft[] {
    const orders = new Map<string, OpenOrder>();
    for (const line of lines) {
      let order = orders.get(line.invoice);
      if (order === undefined) {
        order = this.#orderOf(line, customerIds);
        orders.set(line.invoice, order);
      }
      order.lines.push(this.#lineOf(line, productIds));
    }
    return [...orders.values()];
  }

  #orderOf(line: SaleLine, customerIds: ReadonlyMap<string, number>): OpenOrder {
    return {
      source: this.#source,
      externalId: line.invoice,
      customerId: line.customer === null ? null : (customerIds.get(line.customer) ?? null),
      kind: line.isRefund ? 'refund' : 'sale',
      occurredAt: line.occurredAt,
      lines: [],
    };
  }

  #lineOf(line: SaleLine, productIds: ReadonlyMap<string, number>): OrderLineDraft {
    const text = saleLineText(line);
    const productId = productIds.get(line.sku);
    const { sku, quantity, unitPriceMinor, amountMinor } = line;
    const kind: OrderLineDraft['kind'] = line.kind === 'charge' ? 'charge' : 'product';
    const key = `${text}#${this.#occurrences.next(text)}`;
    const draft = { kind, sku, quantity, unitPriceMinor, amountMinor, key };
    return productId === undefined || kind === 'charge' ? draft : { ...draft, productId };
  }
}

type OpenOrder = OrderDraft & { readonly lines: OrderLineDraft[] };

const noIds: ReadonlyMap<string, number> = new Map();

interface ProductFacts {
  readonly names: NameVotes;
  priceMinor: number;
  pricedAt: number;
}

function productOf(sku: string, { names, priceMinor }: ProductFacts): ProductDraft {
  const name = names.winner() ?? sku;
  return { sku, name, priceMinor, category: categoryOf(name) };
}

function provisional({ sku, name, unitPriceMinor }: SaleLine): ProductDraft {
  const words = isSensibleName(name) ? name : sku;
  return { sku, name: words, priceMinor: unitPriceMinor, category: categoryOf(words) };
}

import { type EventDraft, eventText } from '../domain/behaviour/event.js';
import type { InteractionDraft } from '../domain/behaviour/interaction.js';
import type { OccurrenceCounter } from '../domain/behaviour/occurrence-counter.js';
import type { OrderDraft, OrderLineDraft } from '../domain/behaviour/order.js';
import type { IntakeDeps } from './import-online-retail.js';

export interface EventBatch {
  readonly source: string;
  readonly events: readonly EventDraft[];
  /** Tells equal events apart that have no id; one for a whole file, or for one request. */
  readonly occurrences: OccurrenceCounter;
  readonly bulk?: boolean;
}

export interface EventsIngested {
  readonly newCustomers: number;
  readonly newOrders: number;
  readonly newOrderLines: number;
  readonly newInteractions: number;
  /** Events of a product that the catalogue does not have, by their place in the batch. */
  readonly unknownProducts: readonly number[];
}

/**
 * Events in the shop's own names become interactions and orders. A customer nobody has met is created; an
 * event of an unknown product is left out. A purchase or refund with an order and an amount becomes a line
 * of that order, and its interaction is written with it; all else becomes an interaction alone.
 */
export async function ingestEvents(deps: IntakeDeps, batch: EventBatch): Promise<EventsIngested> {
  const { events, bulk = false } = batch;
  const productIds = await deps.catalogue.productIds(distinct(events.map(({ sku }) => sku)));
  const isKnown = ({ sku }: EventDraft) => sku === null || productIds.has(sku);
  const unknownProducts = events.flatMap((event, i) => (isKnown(event) ? [] : [i]));
  const known = events.filter(isKnown);
  const { customerIds, newCustomers } = await meetCustomers(deps, known, bulk);
  const place: Placing = { batch, productIds, customerIds };
  const keyed = known.map((event) => ({ event, key: keyOf(event, batch.occurrences) }));
  const orders = ordersOf(
    keyed.filter(({ event }) => isOrderLine(event)),
    place,
  );
  const recorded = await deps.behaviour.recordOrders(orders, { bulk });
  const refunds = orders.filter(({ kind }) => kind === 'refund').map((order) => order.externalId);
  if (refunds.length > 0) await deps.behaviour.linkRefunds(batch.source, refunds);
  const others = keyed.filter(({ event }) => !isOrderLine(event));
  const drafts = others.map(({ event, key }) => interactionOf(event, key, place));
  const newAlone = await deps.behaviour.record(drafts);
  return {
    newCustomers,
    newOrders: recorded.newOrders,
    newOrderLines: recorded.newLines,
    newInteractions: recorded.newInteractions + newAlone,
    unknownProducts,
  };
}

interface Placing {
  readonly batch: EventBatch;
  readonly productIds: ReadonlyMap<string, number>;
  readonly customerIds: ReadonlyMap<string, number>;
}

interface Keyed {
  readonly event: EventDraft;
  readonly key: string;
}

function distinct(names: readonly (string | null)[]): string[] {
  return [...new Set(names.filter((name) => name !== null))];
}

async function meetCustomers(deps: IntakeDeps, events: readonly EventDraft[], bulk: boolean) {
  const names = distinct(events.map(({ customer }) => customer));
  const known = await deps.registry.customerIds(names);
  const strangers = names.filter((name) => !known.has(name));
  if (strangers.length === 0) return { customerIds: known, newCustomers: 0 };
  const drafts = strangers.map((externalId) => ({ externalId }));
  const { created } = await deps.registry.saveCustomers(drafts, { bulk });
  return { customerIds: await deps.registry.customerIds(names), newCustomers: created };
}

function keyOf(event: EventDraft, occurrences: OccurrenceCounter): string {
  if (event.id !== null) return `id:${event.id}`;
  const text = eventText(event);
  return `${text}#${occurrences.next(text)}`;
}

function isOrderLine({ kind, orderId, amountMinor }: EventDraft): boolean {
  return (kind === 'purchase' || kind === 'refund') && orderId !== null && amountMinor !== null;
}

type OpenOrder = OrderDraft & { readonly lines: OrderLineDraft[] };

function ordersOf(keyed: readonly Keyed[], place: Placing): OrderDraft[] {
  const orders = new Map<string, OpenOrder>();
  for (const { event, key } of keyed) {
    const head = orderOf(event, place);
    const order = orders.get(head.externalId) ?? head;
    order.lines.push(lineOf(event, key, place));
    orders.set(order.externalId, order);
  }
  return [...orders.values()];
}

// What goes back of an order is an order of its own beside it.
function orderOf(event: EventDraft, { batch, customerIds }: Placing): OpenOrder {
  const orderId = event.orderId ?? '';
  const isRefund = event.kind === 'refund';
  return {
    source: batch.source,
    externalId: isRefund ? `${orderId}#refund` : orderId,
    customerId: event.customer === null ? null : (customerIds.get(event.customer) ?? null),
    kind: isRefund ? 'refund' : 'sale',
    ...(isRefund && { refundOf: orderId }),
    occurredAt: event.occurredAt,
    lines: [],
  };
}

function lineOf(event: EventDraft, key: string, { productIds }: Placing): OrderLineDraft {
  const sign = event.kind === 'refund' ? -1 : 1;
  const amount = event.amountMinor ?? 0;
  const productId = event.sku === null ? undefined : productIds.get(event.sku);
  return {
    kind: 'product',
    ...(productId !== undefined && { productId }),
    sku: event.sku ?? '',
    quantity: sign * event.quantity,
    unitPriceMinor: Math.round(amount / event.quantity),
    // Not -0, which JSON and SQLite would keep as a real number.
    amountMinor: amount === 0 ? 0 : sign * amount,
    key,
  };
}

function interactionOf(event: EventDraft, key: string, place: Placing): InteractionDraft {
  const { sku, query, rating, durationMs } = event;
  const productId = sku === null ? undefined : place.productIds.get(sku);
  const amountMinor = signedAmount(event);
  return {
    customerId: place.customerIds.get(event.customer ?? '') ?? 0,
    kind: event.kind,
    quantity: event.quantity,
    ...(productId !== undefined && { productId }),
    ...(amountMinor !== null && { amountMinor }),
    ...(query !== null && { query }),
    ...(rating !== null && { rating }),
    ...(durationMs !== null && { durationMs }),
    ...contextOf(event),
    source: place.batch.source,
    key,
    occurredAt: event.occurredAt,
  };
}

function contextOf({ hasPhoto, topic }: EventDraft): Pick<InteractionDraft, 'context'> {
  if (!hasPhoto && topic === null) return {};
  return { context: { ...(hasPhoto && { photo: true }), ...(topic !== null && { topic }) } };
}

function signedAmount({ kind, amountMinor }: EventDraft): number | null {
  return amountMinor === null || kind !== 'refund' || amountMinor === 0
    ? amountMinor
    : -amountMinor;
}

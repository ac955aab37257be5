import { parseMoney } from '../money.js';
import { didYouMean } from '../suggest.js';
import type { FieldSet, RowReader } from './column-plan.js';
import { type Cleaned, type FoundRule, missingField, refusedField } from './finding.js';
import { type InteractionKind, interactionKinds, isInteractionKind } from './interaction-kind.js';

/** One thing a customer did, in the shop's own names: as a file or the API brings it. */
export interface EventDraft {
  /** The shop's id of the person; null for a guest, who can only buy. */
  readonly customer: string | null;
  readonly kind: InteractionKind;
  readonly sku: string | null;
  /** At least 1. */
  readonly quantity: number;
  /** What the line cost, or gave back; never negative. */
  readonly amountMinor: number | null;
  /** The order that a purchase belongs to, or that a refund gives back of. */
  readonly orderId: string | null;
  readonly query: string | null;
  readonly rating: number | null;
  readonly durationMs: number | null;
  /** Of a review or post: it shows the thing (晒单). */
  readonly hasPhoto: boolean;
  /** Of a post, comment or join: the topic that it is about (话题). */
  readonly topic: string | null;
  readonly occurredAt: number;
  /** The shop's own id of the event, where it has one. */
  readonly id: string | null;
}

export const eventFields: FieldSet = {
  fields: {
    customer: ['customerId', 'externalId', 'user', 'userId', 'buyer'],
    kind: ['type', 'event', 'action'],
    at: ['occurredAt', 'timestamp', 'time', 'date', 'datetime'],
    sku: ['product', 'productId', 'item', 'itemId', 'productSku'],
    quantity: ['qty', 'count'],
    price: ['unitPrice'],
    amount: ['total', 'lineTotal'],
    order: ['orderId', 'orderNumber', 'invoice', 'invoiceNo'],
    query: ['search', 'searchQuery'],
    rating: ['stars', 'score'],
    durationMs: ['duration'],
    photo: ['hasPhoto', 'picture'],
    topic: ['hashtag'],
    id: ['eventId', 'key'],
  },
  required: ['customer', 'kind', 'at'],
  // An export of orders has no column that says so.
  told: { kind: 'order' },
};

export interface EventReading {
  readonly instantOf: (text: string) => number | null;
  readonly currency: string;
}

export function cleanEvent(row: RowReader, reading: EventReading): Cleaned<EventDraft> {
  const isOrderLine = row.get('kind') === '' && row.get('order') !== '';
  const kind = isOrderLine ? 'purchase' : row.get('kind').toLowerCase();
  if (!isInteractionKind(kind)) return { ok: false, rule: badKind(kind) };
  const occurredAt = reading.instantOf(row.get('at'));
  if (occurredAt === null) return { ok: false, rule: badInstant(row.get('at')) };
  const customer = row.get('customer') || null;
  const orderId = row.get('order') || null;
  if (customer === null && !canBeGuest(kind, orderId)) {
    return { ok: false, rule: missingField('customer') };
  }
  const figures = figuresOf(row, reading.currency);
  if ('code' in figures) return { ok: false, rule: figures };
  const text = (field: string) => row.get(field) || null;
  const rules: FoundRule[] = [];
  if (customer === null) rules.push({ ...guest, detail: orderId ?? '' });
  const names = { customer, kind, orderId, occurredAt };
  const hasPhoto = isYes(row.get('photo'));
  const texts = { sku: text('sku'), query: text('query'), topic: text('topic'), id: text('id') };
  const value = { ...names, ...figures, ...texts, hasPhoto };
  return { ok: true, rules, value };
}

/** Guests have no profile: of what they do only an order counts. */
export function canBeGuest(kind: InteractionKind, orderId: string | null): boolean {
  return orderId !== null && (kind === 'purchase' || kind === 'refund');
}

const guest = {
  action: 'noted',
  code: 'guest',
  reason: "no customer: kept as a guest's order",
} as const;

function badKind(kind: string): FoundRule {
  if (kind === '') return missingField('kind');
  const detail = `"${kind}"${didYouMean(kind, interactionKinds)}`;
  return { ...refusedField('kind', kind, `one of ${interactionKinds.join(', ')}`), detail };
}

function badInstant(text: string): FoundRule {
  return refusedField('date', text, 'a date as 2026-11-30 18:00 or 2026-11-30T18:00:00Z');
}

type Figures = Pick<EventDraft, 'quantity' | 'amountMinor' | 'rating' | 'durationMs'>;

function figuresOf(row: RowReader, currency: string): Figures | FoundRule {
  const quantity = wholeNumber(row.get('quantity') || '1', 1, 1_000_000_000);
  if (quantity === null)
    return refusedField('quantity', row.get('quantity'), 'a whole number from 1');
  const rating = row.get('rating') === '' ? null : wholeNumber(row.get('rating'), 1, 5);
  if (rating === null && row.get('rating') !== '') {
    return refusedField('rating', row.get('rating'), 'a whole number from 1 to 5');
  }
  const durationMs =
    row.get('durationMs') === '' ? null : wholeNumber(row.get('durationMs'), 0, 2e9);
  if (durationMs === null && row.get('durationMs') !== '') {
    return refusedField('durationMs', row.get('durationMs'), 'a whole number of milliseconds');
  }
  const amount = row.get('amount');
  const money = amount === '' ? row.get('price') : amount;
  if (money === '') return { quantity, rating, durationMs, amountMinor: null };
  const minor = parseMoney(money, currency);
  if (minor === null) return refusedField('amount', money, `an amount of ${currency}`);
  const amountMinor = Math.abs(amount === '' ? minor * quantity : minor);
  return { quantity, rating, durationMs, amountMinor };
}

export function wholeNumber(text: string, least: number, most: number): number | null {
  if (!/^-?\d{1,15}$/.test(text)) return null;
  const number = Number(text);
  return number >= least && number <= most ? number : null;
}

function isYes(text: string): boolean {
  return ['true', 'yes', 'y', '1'].includes(text.toLowerCase());
}

/** What is the same when the same event comes again and it has no id of its own: all of it. */
export function eventText(event: EventDraft): string {
  const { customer, kind, sku, quantity, amountMinor, orderId, query, rating, occurredAt } = event;
  return JSON.stringify([
    ...[customer, kind, sku, quantity, amountMinor, orderId, query, rating, occurredAt],
    event.durationMs,
    // Only where there is one: what came before these were known has to stay the same.
    ...(event.hasPhoto || event.topic !== null ? [event.hasPhoto, event.topic] : []),
  ]);
}

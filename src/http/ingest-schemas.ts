import { z } from 'zod';
import type { CustomerDraft } from '../domain/behaviour/customer-draft.js';
import { isDay, isLocale, isTimezone } from '../domain/behaviour/customer-row.js';
import { canBeGuest, type EventDraft } from '../domain/behaviour/event.js';
import { instantReader } from '../domain/behaviour/instant-text.js';
import { type InteractionKind, interactionKinds } from '../domain/behaviour/interaction-kind.js';
import type { ProductDraft } from '../domain/behaviour/product-draft.js';
import type { ItemKind } from './item-batch.js';

const text = (most: number) => z.string().trim().min(1).max(most);
// A shop's own id is often a number.
const ownId = z.union([text(200), z.number().int()]).transform(String);
const whole = (least: number, most = 2_000_000_000) => z.number().int().min(least).max(most);
const minor = whole(0, Number.MAX_SAFE_INTEGER);

/** Optional keys that are absent stay absent, as exactOptionalPropertyTypes wants it. */
function present<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> };
}

const product = z.strictObject({
  sku: ownId,
  kind: z.enum(['product', 'content']).optional(),
  name: text(500).optional(),
  description: z.string().max(20_000).optional(),
  category: text(200).optional(),
  brand: text(200).optional(),
  tags: z.array(text(100)).max(100).optional(),
  priceMinor: minor.optional(),
  costMinor: minor.optional(),
  stock: whole(-2_000_000_000).optional(),
  imageUrl: z.url({ protocol: /^https?$/ }).optional(),
  url: z.url({ protocol: /^https?$/ }).optional(),
  active: z.boolean().optional(),
});

export const productItem: ItemKind<ProductDraft> = {
  name: 'products',
  keys: Object.keys(product.shape),
  schema: product.transform((found) => present(found) as ProductDraft),
};

const customer = z.strictObject({
  externalId: ownId,
  displayName: text(200).optional(),
  locale: z.string().refine(isLocale, 'is no language such as en or zh-CN').optional(),
  timezone: z.string().refine(isTimezone, 'is no zone such as Europe/London').optional(),
  birthday: z.string().refine(isDay, 'is no day such as 1990-02-28').optional(),
  memberTier: text(100).optional(),
  attributes: z
    .record(text(100), z.union([z.string().max(1_000), z.number(), z.boolean()]))
    .optional(),
});

export const customerItem: ItemKind<CustomerDraft> = {
  name: 'customers',
  keys: Object.keys(customer.shape),
  schema: customer.transform((found) => present(found) as CustomerDraft),
};

const instantOf = instantReader({ zone: 'UTC' });
const hasZone = /(Z|[+-]\d\d:?\d\d)$/;

const instant = z.union([z.string(), z.number()]).transform((value, context) => {
  const isMoment = typeof value === 'number' || hasZone.test(value);
  const at = isMoment ? instantOf(String(value)) : null;
  if (at !== null) return at;
  context.addIssue({
    code: 'custom',
    message: 'is no instant: write 2026-11-30T18:00:00Z, or epoch milliseconds',
  });
  return z.NEVER;
});

const aheadMs = 24 * 3_600_000;

const eventShape = z.strictObject({
  id: ownId.optional(),
  customer: ownId.nullish(),
  kind: z.enum(interactionKinds as [InteractionKind, ...InteractionKind[]]),
  occurredAt: instant.optional(),
  sku: ownId.optional(),
  quantity: whole(1).default(1),
  amountMinor: minor.optional(),
  orderId: ownId.optional(),
  query: text(1_000).optional(),
  rating: whole(1, 5).optional(),
  durationMs: whole(0).optional(),
  photo: z.boolean().default(false),
  topic: text(100).optional(),
});

/** @param now later than a day after this is a mistake, not a clock that runs ahead */
export function eventItem(now: number): ItemKind<EventDraft> {
  const schema = eventShape
    .superRefine((event, context) => {
      const complain = (path: string, message: string) =>
        context.addIssue({ code: 'custom', path: [path], message });
      if (event.id === undefined && event.occurredAt === undefined) {
        complain('occurredAt', 'is missing: without it and without an id, a repeat cannot be told');
      }
      if ((event.occurredAt ?? now) > now + aheadMs) complain('occurredAt', 'lies in the future');
      if (event.customer == null && !canBeGuest(event.kind, event.orderId ?? null)) {
        complain(
          'customer',
          'is missing: only a purchase or refund with an orderId may be a guest’s',
        );
      }
    })
    .transform(
      (event): EventDraft => ({
        customer: event.customer ?? null,
        kind: event.kind,
        sku: event.sku ?? null,
        quantity: event.quantity,
        amountMinor: event.amountMinor ?? null,
        orderId: event.orderId ?? null,
        query: event.query ?? null,
        rating: event.rating ?? null,
        durationMs: event.durationMs ?? null,
        hasPhoto: event.photo,
        topic: event.topic ?? null,
        occurredAt: event.occurredAt ?? now,
        id: event.id ?? null,
      }),
    );
  return { name: 'interactions', keys: Object.keys(eventShape.shape), schema };
}

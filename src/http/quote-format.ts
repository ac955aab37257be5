import { z } from 'zod';
import type { Parsed } from '../domain/problem.js';
import type { Cart } from '../domain/promotion/cart.js';
import type { QuoteContext } from '../domain/promotion/context.js';
import type { NearMiss } from '../domain/promotion/near-misses.js';
import type { Promotion } from '../domain/promotion/promotion.js';
import type { AppliedPromotion, Receipt } from '../domain/promotion/receipt.js';
import { unitDiscounts } from '../domain/promotion/unit-split.js';
import {
  cartLineKeys,
  codes,
  currency,
  minorUnits,
  pricedLine,
  repeatedIds,
  toCart,
} from './cart-format.js';
import { effectKeys } from './effect-format.js';
import { jsonProblems } from './json-problems.js';
import { promotionFormat, promotionKeys } from './promotion-format.js';
import { positive, scopeKeys } from './promotion-parts.js';

/** Everything that `hawker quote --json -` is told; nothing comes from a database. */
export interface QuoteDocument {
  readonly cart: Cart;
  readonly promotions: readonly Promotion[];
  readonly context: QuoteContext;
}

const ignored = z.unknown().optional();

const documentFormat = z.strictObject({
  cart: z
    .strictObject({
      lines: z.array(pricedLine).min(1, 'has no line').max(10_000),
      shipping: minorUnits.default(0),
      group_size: positive.optional(),
    })
    .superRefine(({ lines }, context) => {
      const ids = lines.flatMap(({ id, sku }) => id ?? sku ?? []);
      for (const id of repeatedIds(ids))
        context.addIssue({ code: 'custom', path: ['lines'], message: `has the id "${id}" twice` });
    }),
  currency: currency.default('USD'),
  now: z.iso
    .datetime({ offset: true, error: 'is not an instant (say 2026-11-30T09:00:00Z)' })
    .optional(),
  codes: codes.default([]),
  customer: z
    .strictObject({
      id: ignored,
      tags: z.array(z.string()).default([]),
      tier: z.string().nullable().optional(),
      segments: z.array(z.string()).default([]),
      /** Orders paid before this one. */
      orders: z.int().min(0).optional(),
      group_size: positive.optional(),
    })
    .default({ tags: [], segments: [] }),
  channel: z.string().min(1).optional(),
  /** People who buy together; a group's own document says it as its size. */
  group_size: positive.optional(),
  group: z.looseObject({ size: positive.optional() }).optional(),
  promotions: z
    .array(promotionFormat)
    .max(10_000)
    .superRefine((promotions, context) => {
      for (const id of repeatedIds(promotions.map((each) => each.id)))
        context.addIssue({ code: 'custom', path: [], message: `has the id "${id}" twice` });
    }),
  // What a vector says about itself.
  id: ignored,
  title: ignored,
  kinds: ignored,
  source: ignored,
  expect: ignored,
  note: ignored,
  peer_values: ignored,
});

const knownKeys = {
  'the body': [
    'cart',
    'currency',
    'now',
    'codes',
    'customer',
    'channel',
    'group_size',
    'promotions',
  ],
  cart: ['lines', 'shipping'],
  customer: ['id', 'tags', 'tier', 'segments', 'orders'],
  'cart.lines[]': cartLineKeys,
  'promotions[]': promotionKeys,
  'promotions[].effect': effectKeys,
  'promotions[].effect.table[]': ['at', 'amount', 'bps'],
  'promotions[].scope': scopeKeys,
  'promotions[].conditions[].scope': scopeKeys,
};

/** @param now for a document that names no instant */
export function parseQuoteDocument(input: unknown, now: number): Parsed<QuoteDocument> {
  const parsed = documentFormat.safeParse(input, { reportInput: true });
  if (!parsed.success)
    return { ok: false, problems: jsonProblems(parsed.error.issues, input, knownKeys) };
  const found = parsed.data;
  const { lines, shipping: shippingMinor } = found.cart;
  const { tags: customerTags, tier, segments, orders } = found.customer;
  const groupSize =
    found.group_size ?? found.group?.size ?? found.cart.group_size ?? found.customer.group_size;
  const context: QuoteContext = {
    at: found.now === undefined ? now : Date.parse(found.now),
    codes: found.codes,
    customerTags,
    segments,
    ...(tier !== undefined && { tier }),
    ...(orders !== undefined && { orderCount: orders }),
    ...(found.channel !== undefined && { channel: found.channel }),
    ...(groupSize !== undefined && { groupSize }),
  };
  const cart = toCart(lines, { currency: found.currency, shippingMinor });
  return { ok: true, value: { cart, promotions: found.promotions, context } };
}

/** A receipt in the words of the vectors' `expect`. */
export function receiptFormat(receipt: Receipt) {
  const byLine = <T>(of: (line: Receipt['lines'][number]) => T) =>
    Object.fromEntries(receipt.lines.map((line) => [line.lineId, of(line)]));
  const { applied } = receipt;
  const byApplied = <T>(of: (each: AppliedPromotion) => T | null) =>
    Object.fromEntries(
      applied.flatMap((each) => {
        const found = of(each);
        return found === null ? [] : [[each.id, found]];
      }),
    );
  return {
    line_discounts: byLine((line) => line.discountMinor),
    discount_total: receipt.discountMinor,
    payable: receipt.payableMinor,
    applied: applied.map(({ id }) => id),
    rejected: receipt.rejected.map(({ id, reason, missing, by }) => ({
      id,
      reason,
      ...(missing !== undefined && { missing }),
      ...(by !== undefined && { by }),
    })),
    by_promotion: Object.fromEntries(
      applied.map(({ id, lines }) => [
        id,
        Object.fromEntries(lines.map(({ lineId, discountMinor }) => [lineId, discountMinor])),
      ]),
    ),
    unit_discounts: byLine((line) => unitDiscounts(line.units)),
    shipping_discount: receipt.shippingDiscountMinor,
    gifts: applied.flatMap(({ gift }) =>
      gift === null ? [] : [{ sku: gift.sku, qty: gift.quantity, unit_value: gift.unitValueMinor }],
    ),
    funding: byApplied(({ funding }) =>
      funding.length === 0
        ? null
        : Object.fromEntries(funding.map(({ party, amountMinor }) => [party, amountMinor])),
    ),
    tender: byApplied(({ tendered }) =>
      tendered === null
        ? null
        : {
            ...(tendered.points !== null && { points: tendered.points }),
            amount: tendered.amountMinor,
          },
    ),
    points_back: byApplied(({ pointsBack }) => (pointsBack === 0 ? null : pointsBack)),
    due_now: receipt.dueNowMinor,
    deposits: byApplied(({ deposit }) =>
      deposit === null
        ? null
        : {
            amount: deposit.depositMinor,
            balance_from: new Date(deposit.balanceFromAt).toISOString(),
            balance_until: new Date(deposit.balanceUntilAt).toISOString(),
          },
    ),
  };
}

/** What little more would save, in the same words. */
export function nearMissFormat(found: readonly NearMiss[]) {
  return found.map(({ promotion, kind, missing, savesMinor }) => ({
    promotion,
    kind,
    missing,
    saves: savesMinor,
  }));
}

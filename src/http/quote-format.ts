import { z } from 'zod';
import type { Parsed } from '../domain/problem.js';
import type { Cart } from '../domain/promotion/cart.js';
import type { QuoteContext } from '../domain/promotion/gate.js';
import type { Promotion } from '../domain/promotion/promotion.js';
import type { Receipt } from '../domain/promotion/receipt.js';
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
import { jsonProblems } from './json-problems.js';
import { promotionFormat, promotionKeys, scopeKeys } from './promotion-format.js';

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
    .strictObject({ id: ignored, tags: z.array(z.string()).default([]) })
    .default({ tags: [] }),
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
  'the body': ['cart', 'currency', 'now', 'codes', 'customer', 'promotions'],
  cart: ['lines', 'shipping'],
  'cart.lines[]': cartLineKeys,
  'promotions[]': promotionKeys,
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
  const context = {
    at: found.now === undefined ? now : Date.parse(found.now),
    codes: found.codes,
    customerTags: found.customer.tags,
  };
  const cart = toCart(lines, { currency: found.currency, shippingMinor });
  return { ok: true, value: { cart, promotions: found.promotions, context } };
}

/** A receipt in the words of the vectors' `expect`. */
export function receiptFormat(receipt: Receipt) {
  const byLine = <T>(of: (line: Receipt['lines'][number]) => T) =>
    Object.fromEntries(receipt.lines.map((line) => [line.lineId, of(line)]));
  return {
    line_discounts: byLine((line) => line.discountMinor),
    discount_total: receipt.discountMinor,
    payable: receipt.payableMinor,
    applied: receipt.applied.map(({ id }) => id),
    rejected: receipt.rejected.map(({ id, reason, missing, by }) => ({
      id,
      reason,
      ...(missing !== undefined && { missing }),
      ...(by !== undefined && { by }),
    })),
    by_promotion: Object.fromEntries(
      receipt.applied.map(({ id, lines }) => [
        id,
        Object.fromEntries(lines.map(({ lineId, discountMinor }) => [lineId, discountMinor])),
      ]),
    ),
    unit_discounts: byLine((line) => unitDiscounts(line.units)),
    shipping_discount: 0,
  };
}

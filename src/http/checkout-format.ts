import { z } from 'zod';
import type { Parsed } from '../domain/problem.js';
import { guesserAddress } from '../domain/promotion/guess-lock.js';
import { reservationTtl } from '../services/checkout.js';
import { cartLineKeys, catalogueLine, minorUnits, repeatedIds } from './cart-format.js';
import { jsonProblems } from './json-problems.js';
import { instant } from './promotion-parts.js';

// What a shop's checkout sends; hawker quote --json has a format of its own that needs no database.

const reference = z.string().min(1, 'is empty').max(200);

/** Of whoever typed the codes, so that guessing is locked where it comes from. */
export const shopperAddress = z
  .string()
  .refine((text) => guesserAddress(text) !== null, 'is not an IP address');

export const cartBody = z.strictObject({
  cart: z
    .strictObject({
      lines: z.array(catalogueLine).min(1, 'has no line').max(1_000),
      shipping: minorUnits.default(0),
    })
    .superRefine(({ lines }, context) => {
      const ids = lines.flatMap(({ id, sku }) => id ?? sku ?? []);
      for (const id of repeatedIds(ids))
        context.addIssue({ code: 'custom', path: ['lines'], message: `has the id "${id}" twice` });
    }),
  codes: z.array(z.string().min(1).max(100)).max(20).default([]),
  customer: reference.nullable().optional(),
  channel: reference.optional(),
  /** Points that the customer pays with. */
  points: z
    .union([z.literal('all'), z.int().min(0).max(1e12)], {
      error: 'is not "all" or a whole number of points',
    })
    .optional(),
  order: reference.optional(),
  shopper_address: shopperAddress.optional(),
});

export type CartBody = z.output<typeof cartBody>;

export const cartKeys = {
  'the body': Object.keys(cartBody.shape),
  cart: ['lines', 'shipping'],
  'cart.lines[]': cartLineKeys,
};

const least = reservationTtl.leastMs / 1_000;
const most = reservationTtl.mostMs / 1_000;

export const reservationBody = z.strictObject({
  quote: reference,
  order: reference,
  ttl_seconds: z
    .int('is not a whole number of seconds')
    .min(least, `is less than ${least}`)
    .max(most, `is more than ${most}`)
    .optional(),
});

export const reservationKeys = { 'the body': Object.keys(reservationBody.shape) };

export const redemptionBody = z.strictObject({ quote: reference, order: reference });

export const redemptionKeys = { 'the body': Object.keys(redemptionBody.shape) };

/** All but who asks. */
export function quoteRequestOf({ cart, codes, order, channel, points }: CartBody) {
  const lines = cart.lines.map((line) => {
    const { id, sku, unit_price: unitPriceMinor, qty: quantity, min_unit_price: floor } = line;
    return {
      quantity,
      ...(id !== undefined && { id }),
      ...(sku !== undefined && { sku }),
      ...(unitPriceMinor !== undefined && { unitPriceMinor }),
      ...(floor !== undefined && { minUnitPriceMinor: floor }),
      ...(line.category !== undefined && { category: line.category }),
      ...(line.brand !== undefined && { brand: line.brand }),
      ...(line.tags !== undefined && { tags: line.tags }),
    };
  });
  return {
    lines,
    shippingMinor: cart.shipping,
    codes,
    ...(order !== undefined && { orderRef: order }),
    ...(channel !== undefined && { channel }),
    ...(points !== undefined && { points }),
  };
}

const explained = cartBody.omit({ shopper_address: true }).extend({
  /** As the API has it, or as `hawker quote` has it. */
  customer: z.union([reference.nullable(), z.looseObject({ id: reference.optional() })]).optional(),
  currency: z.string().optional(),
  now: instant.optional(),
});

/** A cart that `hawker promotions explain` tries the shop's own promotions on. */
export function parseCart(input: unknown): Parsed<z.output<typeof explained>> {
  const parsed = explained.safeParse(input, { reportInput: true });
  if (parsed.success) return { ok: true, value: parsed.data };
  const keys = { ...cartKeys, 'the body': Object.keys(explained.shape) };
  return { ok: false, problems: jsonProblems(parsed.error.issues, input, keys) };
}

import { z } from 'zod';
import { guesserAddress } from '../domain/promotion/guess-lock.js';
import { reservationTtl } from '../services/checkout.js';
import { cartLineKeys, catalogueLine, minorUnits, repeatedIds } from './cart-format.js';

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
  /** The group that the customer buys in. */
  group: reference.optional(),
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

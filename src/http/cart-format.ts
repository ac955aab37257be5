import { z } from 'zod';
import type { Cart, CartLine } from '../domain/promotion/cart.js';
import { foldCode } from '../domain/promotion/coupon-code.js';

// Carts and codes as a shop writes them: amounts are whole minor units.

export const minorUnits = z
  .int('is not a whole number of minor units')
  .min(0, 'is less than 0')
  .max(1e12, 'is more than 1000000000000');
const text = z.string().min(1).max(200);

/** What both a stored quote and `hawker quote` read of a line; the unit price may come from the catalogue. */
const lineShape = {
  id: text.optional(),
  sku: text.optional(),
  qty: z
    .int('is not a whole number')
    .min(1, 'is less than 1')
    .max(1_000_000, 'is more than 1000000'),
  min_unit_price: minorUnits.optional(),
  category: text.optional(),
  brand: text.optional(),
  tags: z.array(text).max(100).optional(),
};

export const pricedLine = z.strictObject({ ...lineShape, unit_price: minorUnits });
export const catalogueLine = z.strictObject({ ...lineShape, unit_price: minorUnits.optional() });

export const codes = z
  .array(z.string().min(1).max(100))
  .max(20)
  .transform((entered) => entered.map(foldCode));

export const currency = z
  .string()
  .refine((code) => Intl.supportedValuesOf('currency').includes(code), 'is not a currency code');

export const cartLineKeys = [...Object.keys(lineShape), 'unit_price'];

type PricedLine = z.output<typeof pricedLine>;

export function toCart(
  lines: readonly PricedLine[],
  cart: { readonly currency: string; readonly shippingMinor: number },
): Cart {
  return { ...cart, lines: lines.map(toLine) };
}

function toLine(line: PricedLine, index: number): CartLine {
  const { id, sku, unit_price: unitPriceMinor, qty: quantity, min_unit_price: floor } = line;
  const { category, brand, tags } = line;
  return {
    id: id ?? sku ?? `line-${index + 1}`,
    unitPriceMinor,
    quantity,
    ...(sku !== undefined && { sku }),
    ...(floor !== undefined && { minUnitPriceMinor: floor }),
    ...(category !== undefined && { category }),
    ...(brand !== undefined && { brand }),
    ...(tags !== undefined && { tags }),
  };
}

/** Says which line ids a cart has twice. */
export function repeatedIds(ids: readonly string[]): string[] {
  return [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))];
}

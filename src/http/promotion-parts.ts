import { z } from 'zod';
import type { Scope } from '../domain/promotion/scope.js';
import { minorUnits } from './cart-format.js';

// Pieces that effects and conditions share.

export const bps = z
  .int('is not a whole number of basis points')
  .min(0, 'is less than 0 basis points')
  .max(10_000, 'is more than 10000 basis points (100 %)');

export const basis = z.enum(['remaining', 'original']).default('remaining');

export const instant = z.iso
  .datetime({ offset: true, error: 'is not an instant (say 2026-11-30T09:00:00Z)' })
  .transform((text) => Date.parse(text));

export const positive = z
  .int('is not a whole number')
  .min(1, 'is less than 1')
  .max(1e12, 'is more than 1000000000000');

export const texts = z.array(z.string().min(1)).min(1);

export const scope = z
  .strictObject({
    lines: texts.optional(),
    skus: texts.optional(),
    categories: texts.optional(),
    brands: texts.optional(),
    tags: texts.optional(),
    unit_price_min: minorUnits.optional(),
    unit_price_max: minorUnits.optional(),
    exclude_discounted: z.boolean().optional(),
  })
  .transform(({ unit_price_min: min, unit_price_max: max, exclude_discounted: fresh, ...wire }) => {
    const { lines, skus, categories, brands, tags } = wire;
    return {
      ...(lines && { lines }),
      ...(skus && { skus }),
      ...(categories && { categories }),
      ...(brands && { brands }),
      ...(tags && { tags }),
      ...(min !== undefined && { minUnitPriceMinor: min }),
      ...(max !== undefined && { maxUnitPriceMinor: max }),
      ...(fresh !== undefined && { excludeDiscounted: fresh }),
    } satisfies Scope;
  });

/** What may stand in a scope. */
export const scopeKeys = Object.keys(scope.in.shape);

/** A kind that is not known is told beside those that are. */
export function unsupported(what: string, known: object) {
  return ({ input }: { readonly input?: unknown }) => {
    const isThere = (input as { type?: unknown } | undefined)?.type !== undefined;
    return `${isThere ? 'is not supported' : 'is missing'}; ${what}: ${Object.keys(known).join(', ')}`;
  };
}

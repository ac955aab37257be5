import type { Minor } from '../money.js';
import type { CartLine } from './cart.js';

/** Which lines of a cart are meant: those that fit every key given; an empty scope means all. */
export interface Scope {
  readonly lines?: readonly string[];
  readonly skus?: readonly string[];
  readonly categories?: readonly string[];
  readonly brands?: readonly string[];
  /** Any of these. */
  readonly tags?: readonly string[];
  /** The cart's own unit price, both ends included. */
  readonly minUnitPriceMinor?: Minor;
  readonly maxUnitPriceMinor?: Minor;
  /** Leaves out lines that something has already lowered. */
  readonly excludeDiscounted?: boolean;
}

export function isInScope(scope: Scope, line: CartLine, isDiscounted: boolean): boolean {
  return (
    holds(scope.lines, line.id) &&
    holds(scope.skus, line.sku) &&
    holds(scope.categories, line.category) &&
    holds(scope.brands, line.brand) &&
    (scope.tags === undefined || scope.tags.some((tag) => line.tags?.includes(tag))) &&
    line.unitPriceMinor >= (scope.minUnitPriceMinor ?? 0) &&
    line.unitPriceMinor <= (scope.maxUnitPriceMinor ?? Number.POSITIVE_INFINITY) &&
    !(scope.excludeDiscounted === true && isDiscounted)
  );
}

function holds(wanted: readonly string[] | undefined, found: string | undefined): boolean {
  return wanted === undefined || (found !== undefined && wanted.includes(found));
}

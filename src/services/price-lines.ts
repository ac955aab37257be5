import type { CartLine } from '../domain/promotion/cart.js';
import type { CheckoutStore, ProductFacts } from '../ports/checkout-store.js';

/** A line as a shop sends it; what is left out comes from the catalogue by its sku. */
export interface QuoteLine extends Omit<CartLine, 'id' | 'unitPriceMinor'> {
  readonly id?: string;
  readonly unitPriceMinor?: number;
}

export interface LineProblem {
  /** Index into `lines`. */
  readonly line: number;
  readonly message: string;
}

export type PricedLines =
  | { readonly kind: 'priced'; readonly lines: readonly CartLine[] }
  | { readonly kind: 'refused'; readonly problems: readonly LineProblem[] };

/** Fills in what the catalogue knows: price, category, brand, tags. */
export async function priceLines(
  checkout: Pick<CheckoutStore, 'products'>,
  lines: readonly QuoteLine[],
): Promise<PricedLines> {
  const skus = [...new Set(lines.flatMap(({ sku }) => sku ?? []))];
  const facts = new Map((await checkout.products(skus)).map((each) => [each.sku, each]));
  const priced = lines.map((line, index) => priceLine(line, index, facts));
  const problems = priced.flatMap((each) => ('message' in each ? [each] : []));
  if (problems.length > 0) return { kind: 'refused', problems };
  return { kind: 'priced', lines: priced.flatMap((each) => ('message' in each ? [] : [each])) };
}

function priceLine(
  line: QuoteLine,
  index: number,
  facts: ReadonlyMap<string, ProductFacts>,
): CartLine | LineProblem {
  const known = line.sku === undefined ? undefined : facts.get(line.sku);
  const unitPriceMinor = line.unitPriceMinor ?? known?.priceMinor;
  if (unitPriceMinor === undefined) {
    const message =
      line.sku === undefined
        ? 'needs a unit price or a sku'
        : `has no unit price, and the catalogue has no product "${line.sku}"`;
    return { line: index, message };
  }
  const category = line.category ?? known?.category ?? undefined;
  const brand = line.brand ?? known?.brand ?? undefined;
  return {
    ...line,
    id: line.id ?? line.sku ?? `line-${index + 1}`,
    unitPriceMinor,
    ...(category !== undefined && { category }),
    ...(brand !== undefined && { brand }),
    tags: line.tags ?? known?.tags ?? [],
  };
}

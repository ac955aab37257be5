import type { FollowUp, ProductFilter, Range } from '../domain/segment/rule.js';
import type { ComparisonFile, ConditionFile, FollowUpFile } from './segment-schema.js';

/** All values are whole, so "more than" is "at least one more". */
export function rangeOf(value: (key: keyof ComparisonFile) => number | undefined): Range {
  const is = value('is');
  const lows = [is, value('at_least'), plus(value('more_than'), 1)].filter(isNumber);
  const highs = [is, value('at_most'), plus(value('less_than'), -1)].filter(isNumber);
  return {
    ...(lows.length === 0 ? {} : { atLeast: Math.max(...lows) }),
    ...(highs.length === 0 ? {} : { atMost: Math.min(...highs) }),
  };
}

function plus(value: number | undefined, more: number): number | undefined {
  return value === undefined ? undefined : value + more;
}

function isNumber(value: number | undefined): value is number {
  return value !== undefined;
}

export function followUpOf(asked: FollowUpFile, isWanted: boolean): FollowUp {
  return {
    isWanted,
    did: asked.did,
    products: productsOf(asked),
    isSameProduct: asked.same === 'product',
    withinMs: asked.within ?? null,
  };
}

export function productsOf({
  category,
  brand,
  sku,
}: Pick<ConditionFile, 'category' | 'brand' | 'sku'>): ProductFilter | null {
  const lists = {
    ...(category === undefined ? {} : { categories: listOf(category) }),
    ...(brand === undefined ? {} : { brands: listOf(brand) }),
    ...(sku === undefined ? {} : { skus: listOf(sku) }),
  };
  return Object.keys(lists).length === 0 ? null : lists;
}

export function listOf<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}

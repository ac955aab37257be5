import type { Condition } from '../domain/promotion/condition.js';
import type { Scope } from '../domain/promotion/scope.js';
import type { PromotionValues } from './promotion-values.js';
import type { PromotionFile } from './promotions-schema.js';
import type { Path } from './yaml-positions.js';

/** Names that promotions may speak of; null where nobody knows which there are. */
export interface KnownNames {
  readonly segments: readonly string[] | null;
  readonly tiers: readonly string[] | null;
  readonly channels: readonly string[] | null;
}

/** When a promotion is good; all of them must hold. */
export function readConditions(
  file: PromotionFile,
  values: PromotionValues,
  at: Path,
  known: KnownNames,
): Condition[] {
  const { group, channels } = file;
  const found = values.names(
    channels,
    [...at, 'channels'],
    known.channels,
    'a channel of shop.yaml',
  );
  return [
    ...minimums(file, values, at),
    ...(group === undefined ? [] : [{ type: 'group_size_at_least' as const, size: group.size }]),
    ...customerConditions(file.customers, values, [...at, 'customers'], known),
    ...(found.length === 0 ? [] : [{ type: 'channel' as const, channels: found }]),
  ];
}

function minimums(file: PromotionFile, values: PromotionValues, at: Path): Condition[] {
  const { minimum_spend: spend, more_than_spend: above, minimum_quantity: quantity } = file;
  const scope = values.scope(file.minimum_on, [...at, 'minimum_on']);
  const basis = file.minimum_prices ?? 'remaining';
  const subtotal = (
    type: 'subtotal_at_least' | 'subtotal_more_than',
    written: number | string | undefined,
    key: string,
  ): Condition[] =>
    written === undefined
      ? []
      : [{ type, amountMinor: values.money(written, [...at, key]), scope, basis }];
  checkMinimums(file, values, at);
  return [
    ...subtotal('subtotal_at_least', spend, 'minimum_spend'),
    ...subtotal('subtotal_more_than', above, 'more_than_spend'),
    ...pieces(quantity, scope),
  ];
}

function pieces(quantity: number | undefined, scope: Scope): Condition[] {
  return quantity === undefined ? [] : [{ type: 'quantity_at_least', quantity, scope }];
}

function checkMinimums(file: PromotionFile, values: PromotionValues, at: Path): void {
  const { minimum_spend: spend, more_than_spend: above, minimum_quantity: quantity } = file;
  if (spend !== undefined && above !== undefined)
    values.complain(
      [...at, 'more_than_spend'],
      'stands beside minimum_spend; one of them is enough',
    );
  const hasSpend = spend !== undefined || above !== undefined;
  if (file.minimum_on !== undefined && !hasSpend && quantity === undefined)
    values.complain(
      [...at, 'minimum_on'],
      'needs a minimum: minimum_spend, more_than_spend or minimum_quantity',
    );
  if (file.minimum_prices !== undefined && !hasSpend)
    values.complain([...at, 'minimum_prices'], 'needs minimum_spend or more_than_spend');
}

function customerConditions(
  customers: PromotionFile['customers'],
  values: PromotionValues,
  at: Path,
  known: KnownNames,
): Condition[] {
  if (customers === undefined) return [];
  const { tag, tier, segment, order } = customers;
  if (Object.keys(customers).length === 0)
    values.complain(at, 'names nobody: needs tag, tier, segment or order');
  const tiers = values.names(tier, [...at, 'tier'], known.tiers, 'a tier of the shop’s membership');
  const segments = values.names(
    segment,
    [...at, 'segment'],
    known.segments,
    'a segment of segments.yaml',
  );
  return [
    ...values
      .names(tag, [...at, 'tag'], null, 'a tag')
      .map((each) => ({ type: 'customer_tag' as const, tag: each })),
    ...(tiers.length === 0 ? [] : [{ type: 'customer_tier' as const, tiers }]),
    ...segments.map((each) => ({ type: 'segment' as const, segment: each })),
    ...(order === undefined ? [] : [{ type: 'order_number' as const, ...order }]),
  ];
}

import { z } from 'zod';
import type { Condition } from '../domain/promotion/condition.js';
import { minorUnits } from './cart-format.js';
import { basis, positive, scope, texts, unsupported } from './promotion-parts.js';

// Conditions as machines write them.

type SubtotalType = 'subtotal_at_least' | 'subtotal_more_than';

function subtotal<Type extends SubtotalType>(type: Type) {
  const shape = { type: z.literal(type), amount: minorUnits, scope: scope.optional(), basis };
  return z.strictObject(shape).transform((wire): Condition => {
    const { amount: amountMinor, scope: held = {}, basis: of } = wire;
    return { type, amountMinor, scope: held, basis: of };
  });
}

const quantity = z
  .strictObject({
    type: z.literal('quantity_at_least'),
    qty: positive,
    scope: scope.optional(),
    basis: basis.optional(),
  })
  .transform(
    ({ type, qty, scope: held }): Condition => ({ type, quantity: qty, scope: held ?? {} }),
  );

const groupSize = z
  .strictObject({
    type: z.literal('group_size_at_least'),
    qty: positive.optional(),
    size: positive.optional(),
  })
  .refine(({ qty, size }) => (qty === undefined) !== (size === undefined), {
    error: 'needs qty: how many people',
  })
  .transform(({ type, qty, size }): Condition => ({ type, size: qty ?? size ?? 1 }));

const customerTag = z.strictObject({ type: z.literal('customer_tag'), tag: z.string().min(1) });

const customerTier = z
  .strictObject({ type: z.literal('customer_tier'), tiers: texts })
  .transform((wire): Condition => wire);

const segment = z.strictObject({ type: z.literal('segment'), segment: z.string().min(1) });

const orderNumber = z
  .strictObject({ type: z.literal('order_number'), from: positive, to: positive.optional() })
  .refine(({ from, to = from }) => to >= from, { path: ['to'], error: 'is less than from' })
  .transform(({ type, from, to }): Condition => ({ type, from, to: to ?? null }));

const channel = z
  .strictObject({ type: z.literal('channel'), channels: texts })
  .transform((wire): Condition => wire);

const conditions = {
  subtotal_at_least: subtotal('subtotal_at_least'),
  subtotal_more_than: subtotal('subtotal_more_than'),
  quantity_at_least: quantity,
  group_size_at_least: groupSize,
  customer_tag: customerTag,
  customer_tier: customerTier,
  segment,
  order_number: orderNumber,
  channel,
} satisfies Record<Condition['type'], z.ZodType<Condition>>;

export const conditionFormat = z.discriminatedUnion(
  'type',
  Object.values(conditions) as [typeof quantity, ...(typeof conditions)[keyof typeof conditions][]],
  { error: unsupported('conditions', conditions) },
);

import { z } from 'zod';
import { foldCode } from '../domain/promotion/coupon-code.js';
import {
  type Condition,
  type Effect,
  type Promotion,
  phases,
  promotionDefaults,
  type Stack,
} from '../domain/promotion/promotion.js';
import type { Scope } from '../domain/promotion/scope.js';
import { minorUnits } from './cart-format.js';

// Promotions as machines write them: `hawker quote --json`, and the vectors that prove the calculator.

const bps = z
  .int('is not a whole number of basis points')
  .min(0, 'is less than 0 basis points')
  .max(10_000, 'is more than 10000 basis points (100 %)');
const basis = z.enum(['remaining', 'original']).default('remaining');
const instant = z.iso
  .datetime({ offset: true, error: 'is not an instant (say 2026-11-30T09:00:00Z)' })
  .transform((text) => Date.parse(text));
const texts = z.array(z.string().min(1)).min(1);

const scope = z
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
  .transform(toScope);

const effects = {
  percent_off: z.strictObject({
    type: z.literal('percent_off'),
    bps,
    cap: minorUnits.optional(),
    rounding: z.enum(['line', 'unit']).default('line'),
    basis,
  }),
  amount_off: z.strictObject({
    type: z.literal('amount_off'),
    amount: minorUnits,
    per: z.enum(['order', 'line', 'unit']).default('order'),
  }),
};

const subtotal = { amount: minorUnits, scope: scope.optional(), basis };
const conditions = {
  subtotal_at_least: z.strictObject({ type: z.literal('subtotal_at_least'), ...subtotal }),
  subtotal_more_than: z.strictObject({ type: z.literal('subtotal_more_than'), ...subtotal }),
  quantity_at_least: z.strictObject({
    type: z.literal('quantity_at_least'),
    qty: z.int().min(1, 'is less than 1'),
    scope: scope.optional(),
  }),
  customer_tag: z.strictObject({ type: z.literal('customer_tag'), tag: z.string().min(1) }),
};

const effect = z
  .discriminatedUnion('type', [effects.percent_off, effects.amount_off], {
    error: unsupported('effects', effects),
  })
  .transform(toEffect);

const condition = z
  .discriminatedUnion(
    'type',
    [
      conditions.subtotal_at_least,
      conditions.subtotal_more_than,
      conditions.quantity_at_least,
      conditions.customer_tag,
    ],
    { error: unsupported('conditions', conditions) },
  )
  .transform(toCondition);

const stack = z
  .string()
  .regex(/^(combine|exclusive|best_of:.+)$/, 'is not combine, exclusive or best_of:GROUP')
  .transform(toStack);

export const promotionFormat = z
  .strictObject({
    id: z.string().min(1).max(100),
    phase: z.enum(phases, { error: () => `is not supported; phases: ${phases.join(', ')}` }),
    effect,
    conditions: z.array(condition).max(50).optional(),
    scope: scope.optional(),
    priority: z.int().min(-1e6).max(1e6).optional(),
    stack: stack.optional(),
    code: z.string().min(1).max(100).transform(foldCode).optional(),
    window: z.strictObject({ from: instant.optional(), until: instant.optional() }).optional(),
    budget: z.strictObject({ left: minorUnits, partial: z.boolean().default(false) }).optional(),
  })
  .transform(toPromotion);

/** What may stand in a promotion, and in its scopes. */
export const promotionKeys = Object.keys(promotionFormat.in.shape);
export const scopeKeys = Object.keys(scope.in.shape);

function unsupported(what: string, known: object) {
  return ({ input }: { readonly input?: unknown }) => {
    const isThere = (input as { type?: unknown } | undefined)?.type !== undefined;
    return `${isThere ? 'is not supported' : 'is missing'}; ${what}: ${Object.keys(known).join(', ')}`;
  };
}

function toPromotion(wire: {
  id: string;
  phase: Promotion['phase'];
  effect: Effect;
  conditions?: Condition[] | undefined;
  scope?: Scope | undefined;
  priority?: number | undefined;
  stack?: Stack | undefined;
  code?: string | undefined;
  window?: { from?: number | undefined; until?: number | undefined } | undefined;
  budget?: { left: number; partial: boolean } | undefined;
}): Promotion {
  const { id, phase, window, budget } = wire;
  return {
    id,
    phase,
    effect: wire.effect,
    conditions: wire.conditions ?? promotionDefaults.conditions,
    scope: wire.scope ?? promotionDefaults.scope,
    priority: wire.priority ?? promotionDefaults.priority,
    stack: wire.stack ?? promotionDefaults.stack,
    code: wire.code ?? promotionDefaults.code,
    window: { fromAt: window?.from ?? null, untilAt: window?.until ?? null },
    budget: budget ? { leftMinor: budget.left, partial: budget.partial } : null,
  };
}

function toScope(wire: {
  lines?: string[] | undefined;
  skus?: string[] | undefined;
  categories?: string[] | undefined;
  brands?: string[] | undefined;
  tags?: string[] | undefined;
  unit_price_min?: number | undefined;
  unit_price_max?: number | undefined;
  exclude_discounted?: boolean | undefined;
}): Scope {
  const { lines, skus, categories, brands, tags } = wire;
  const { unit_price_min: min, unit_price_max: max, exclude_discounted: fresh } = wire;
  return {
    ...(lines && { lines }),
    ...(skus && { skus }),
    ...(categories && { categories }),
    ...(brands && { brands }),
    ...(tags && { tags }),
    ...(min !== undefined && { minUnitPriceMinor: min }),
    ...(max !== undefined && { maxUnitPriceMinor: max }),
    ...(fresh !== undefined && { excludeDiscounted: fresh }),
  };
}

function toEffect(
  wire: z.output<typeof effects.percent_off> | z.output<typeof effects.amount_off>,
): Effect {
  if (wire.type === 'amount_off')
    return { type: wire.type, amountMinor: wire.amount, per: wire.per };
  const { type, rounding } = wire;
  return { type, bps: wire.bps, capMinor: wire.cap ?? null, rounding, basis: wire.basis };
}

function toCondition(
  wire: {
    [Type in keyof typeof conditions]: z.output<(typeof conditions)[Type]>;
  }[keyof typeof conditions],
): Condition {
  switch (wire.type) {
    case 'customer_tag':
      return { type: wire.type, tag: wire.tag };
    case 'quantity_at_least':
      return { type: wire.type, quantity: wire.qty, scope: wire.scope ?? {} };
    default:
      return {
        type: wire.type,
        amountMinor: wire.amount,
        scope: wire.scope ?? {},
        basis: wire.basis,
      };
  }
}

function toStack(text: string): Stack {
  if (text === 'combine' || text === 'exclusive') return { kind: text };
  return { kind: 'best_of', group: text.slice('best_of:'.length) };
}

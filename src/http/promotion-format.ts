import { z } from 'zod';
import { foldCode } from '../domain/promotion/coupon-code.js';
import { phasesOf } from '../domain/promotion/effect.js';
import { phases } from '../domain/promotion/phase.js';
import { type Promotion, promotionDefaults, type Stack } from '../domain/promotion/promotion.js';
import { minorUnits } from './cart-format.js';
import { conditionFormat } from './condition-format.js';
import { effectFormat } from './effect-format.js';
import { bps, instant, positive, scope } from './promotion-parts.js';

// Promotions as machines write them: `hawker quote --json`, and the vectors that prove the calculator.

const stack = z
  .string()
  .regex(/^(combine|exclusive|best_of:.+)$/, 'is not combine, exclusive or best_of:GROUP')
  .transform((text): Stack => {
    if (text === 'combine' || text === 'exclusive') return { kind: text };
    return { kind: 'best_of', group: text.slice('best_of:'.length) };
  });

const notATime = 'is not a time of day (say "20:00")';

function timeOfDay(pattern: RegExp) {
  return z
    .string({ error: notATime })
    .regex(pattern, notATime)
    .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));
}

const recurring = z
  .strictObject({
    tz: z.string().refine(isZone, 'is not a time zone (say Europe/London or Asia/Shanghai)'),
    days: z
      .array(
        z.int().min(1, 'is not an ISO weekday (1 to 7)').max(7, 'is not an ISO weekday (1 to 7)'),
      )
      .min(1)
      .default([1, 2, 3, 4, 5, 6, 7]),
    from: timeOfDay(/^([01]\d|2[0-3]):[0-5]\d$/),
    until: timeOfDay(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/),
  })
  .transform(({ tz, days, from, until }) => ({
    zone: tz,
    days,
    fromMinute: from,
    // Midnight as an end is the end of the day.
    untilMinute: until === 0 ? 1_440 : until,
  }));

const funding = z
  .array(z.strictObject({ party: z.string().min(1).max(100), bps }))
  .min(1)
  .max(20)
  .refine((shares) => shares.reduce((sum, { bps: share }) => sum + share, 0) === 10_000, {
    error: 'does not add up to 10000 basis points',
  })
  .refine((shares) => new Set(shares.map(({ party }) => party)).size === shares.length, {
    error: 'names a party twice',
  });

export const promotionFormat = z
  .strictObject({
    id: z.string().min(1).max(100),
    phase: z.enum(phases, { error: () => `is not a phase; phases: ${phases.join(', ')}` }),
    effect: effectFormat,
    conditions: z.array(conditionFormat).max(50).optional(),
    scope: scope.optional(),
    priority: z.int().min(-1e6).max(1e6).optional(),
    stack: stack.optional(),
    code: z.string().min(1).max(100).transform(foldCode).optional(),
    window: z.strictObject({ from: instant.optional(), until: instant.optional() }).optional(),
    recurring: recurring.optional(),
    budget: z.strictObject({ left: minorUnits, partial: z.boolean().default(false) }).optional(),
    units_left: minorUnits.optional(),
    funding: funding.optional(),
    version: positive.optional(),
  })
  .superRefine(({ phase, effect }, context) => {
    const allowed = phasesOf[effect.type];
    if (allowed.includes(phase)) return;
    const message = `does not go with ${effect.type}, which stands in ${allowed.join(', ')}`;
    context.addIssue({ code: 'custom', path: ['phase'], message, input: phase });
  })
  .transform((wire): Promotion => {
    const { id, phase, effect, window, budget, units_left: unitsLeft } = wire;
    return {
      id,
      phase,
      effect,
      version: wire.version ?? promotionDefaults.version,
      conditions: wire.conditions ?? promotionDefaults.conditions,
      scope: wire.scope ?? promotionDefaults.scope,
      priority: wire.priority ?? promotionDefaults.priority,
      stack: wire.stack ?? promotionDefaults.stack,
      code: wire.code ?? promotionDefaults.code,
      window: { fromAt: window?.from ?? null, untilAt: window?.until ?? null },
      recurring: wire.recurring ?? promotionDefaults.recurring,
      budget: budget ? { leftMinor: budget.left, partial: budget.partial } : null,
      unitsLeft: unitsLeft ?? promotionDefaults.unitsLeft,
      funding: wire.funding ?? promotionDefaults.funding,
    };
  });

/** What may stand in a promotion. */
export const promotionKeys = Object.keys(promotionFormat.in.shape);

function isZone(text: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).format(0) !== '';
  } catch {
    return false;
  }
}

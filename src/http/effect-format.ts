import { z } from 'zod';
import type { Effect, EffectType, Tier } from '../domain/promotion/effect.js';
import { minorUnits } from './cart-format.js';
import { basis, bps, instant, positive, scope, unsupported } from './promotion-parts.js';

// Effects as machines write them.

const times = positive.optional();
const optionalScope = scope.optional();

const percentOff = z
  .strictObject({
    type: z.literal('percent_off'),
    bps,
    cap: minorUnits.optional(),
    rounding: z.enum(['line', 'unit']).default('line'),
    basis,
  })
  .transform(({ cap, ...wire }): Effect => ({ ...wire, capMinor: cap ?? null }));

const amountOff = z
  .strictObject({
    type: z.literal('amount_off'),
    amount: minorUnits,
    per: z.enum(['order', 'line', 'unit']).default('order'),
    complete_groups_of: positive.optional(),
  })
  .refine(({ per, complete_groups_of: size }) => size === undefined || per === 'unit', {
    path: ['complete_groups_of'],
    error: 'goes with "per": "unit" only',
  })
  .transform(({ type, amount, per, complete_groups_of: size }): Effect => {
    const off = { type, amountMinor: amount, per };
    return size === undefined ? off : { ...off, completeGroupsOf: size };
  });

const tier = z
  .strictObject({ at: minorUnits, amount: minorUnits.optional(), bps: bps.optional() })
  .refine(({ amount, bps: share }) => (amount === undefined) !== (share === undefined), {
    error: 'needs either amount or bps',
  })
  .transform(
    ({ at, amount, bps: share }): Tier => ({
      at,
      gives:
        amount === undefined
          ? { kind: 'percent', bps: share ?? 0 }
          : { kind: 'amount', amountMinor: amount },
    }),
  );

const tiers = z
  .strictObject({
    type: z.literal('tiers'),
    by: z.enum(['subtotal', 'quantity']).default('subtotal'),
    table: z.array(tier).min(1, 'has no tier').max(100),
  })
  .transform((wire): Effect => ({ ...wire, table: wire.table.toSorted((a, b) => a.at - b.at) }));

const every = z
  .strictObject({
    type: z.literal('every'),
    step: positive,
    amount: minorUnits,
    max_times: times,
  })
  .transform(
    ({ type, step, amount, max_times: most }): Effect => ({
      type,
      stepMinor: step,
      amountMinor: amount,
      mostTimes: most ?? null,
    }),
  );

const pick = z.enum(['cheapest', 'dearest']);

const buyGet = z
  .strictObject({
    type: z.literal('buy_get'),
    buy: z.strictObject({ qty: positive, scope: optionalScope }),
    get: z.strictObject({
      qty: positive,
      bps: bps.default(10_000),
      scope: optionalScope,
      pick: pick.optional(),
    }),
    repeat: z.boolean().optional(),
    max_times: times,
    pick: pick.optional(),
  })
  .transform(({ type, buy, get, repeat, max_times: most, pick: chosen }): Effect => {
    const isRepeated = repeat ?? most !== undefined;
    return {
      type,
      buy: { quantity: buy.qty, scope: buy.scope ?? {} },
      get: { quantity: get.qty, bps: get.bps, scope: get.scope ?? {} },
      mostTimes: isRepeated ? (most ?? null) : 1,
      pick: chosen ?? get.pick ?? 'cheapest',
    };
  });

const setUnitPrice = z
  .strictObject({ type: z.literal('set_unit_price'), amount: minorUnits, max_units: times })
  .transform(
    ({ type, amount, max_units: most }): Effect => ({
      type,
      priceMinor: amount,
      mostUnits: most ?? null,
    }),
  );

const bundlePrice = z
  .strictObject({
    type: z.literal('bundle_price'),
    items: z
      .array(z.strictObject({ scope: optionalScope, qty: positive.default(1) }))
      .min(1, 'has no item')
      .max(20),
    price: minorUnits,
    max_times: times,
  })
  .transform(
    ({ type, items, price, max_times: most }): Effect => ({
      type,
      items: items.map(({ scope: held, qty }) => ({ scope: held ?? {}, quantity: qty })),
      priceMinor: price,
      mostTimes: most ?? null,
    }),
  );

const gift = z
  .strictObject({
    type: z.literal('gift'),
    sku: z.string().min(1).max(200),
    qty: positive.default(1),
    unit_value: minorUnits.default(0),
    per_qty: positive.optional(),
  })
  .transform(
    ({ type, sku, qty, unit_value: value, per_qty: per }): Effect => ({
      type,
      sku,
      quantity: qty,
      unitValueMinor: value,
      perQuantity: per ?? null,
    }),
  );

const presale = z
  .strictObject({
    type: z.literal('presale'),
    deposit: positive,
    worth: positive.optional(),
    balance_from: instant,
    balance_until: instant,
  })
  .refine(({ deposit, worth = deposit }) => worth >= deposit, {
    path: ['worth'],
    error: 'is less than the deposit',
  })
  .refine(({ balance_from: from, balance_until: until }) => from < until, {
    path: ['balance_until'],
    error: 'is not after balance_from',
  })
  .transform(
    ({ type, deposit, worth, balance_from: from, balance_until: until }): Effect => ({
      type,
      depositMinor: deposit,
      worthMinor: worth ?? deposit,
      balanceFromAt: from,
      balanceUntilAt: until,
    }),
  );

const shippingPercent = z
  .strictObject({ type: z.literal('shipping_percent'), bps })
  .transform((wire): Effect => wire);

const points = z
  .strictObject({
    type: z.literal('points'),
    available: minorUnits,
    minor_per_point: positive.default(1),
    max_share_bps: bps.default(10_000),
  })
  .transform(
    ({ type, available, minor_per_point: worth, max_share_bps: most }): Effect => ({
      type,
      available,
      minorPerPoint: worth,
      maxShareBps: most,
    }),
  );

const giftCard = z
  .strictObject({ type: z.literal('gift_card'), balance: minorUnits })
  .transform(({ type, balance }): Effect => ({ type, balanceMinor: balance }));

const pointsBack = z
  .strictObject({
    type: z.literal('points_back'),
    bps,
    minor_per_point: positive.default(1),
    max_points: positive.optional(),
  })
  .transform(
    ({ type, bps: share, minor_per_point: worth, max_points: most }): Effect => ({
      type,
      bps: share,
      minorPerPoint: worth,
      mostPoints: most ?? null,
    }),
  );

const effects = {
  percent_off: percentOff,
  amount_off: amountOff,
  tiers,
  every,
  buy_get: buyGet,
  set_unit_price: setUnitPrice,
  bundle_price: bundlePrice,
  gift,
  presale,
  shipping_percent: shippingPercent,
  points,
  gift_card: giftCard,
  points_back: pointsBack,
} satisfies Record<EffectType, z.ZodType<Effect>>;

export const effectFormat = z.discriminatedUnion(
  'type',
  Object.values(effects) as [typeof percentOff, ...(typeof effects)[EffectType][]],
  { error: unsupported('effects', effects) },
);

/** What may stand in an effect, whichever it is. */
export const effectKeys: readonly string[] = [
  ...new Set(Object.values(effects).flatMap(({ in: format }) => Object.keys(format.shape))),
];

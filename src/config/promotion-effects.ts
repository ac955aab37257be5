import type { Effect } from '../domain/promotion/effect.js';
import type { Phase } from '../domain/promotion/phase.js';
import { type Kind, kinds } from './promotion-kinds-schema.js';
import { readTiers } from './promotion-tiers.js';
import { instantAt, momentText, type PromotionValues } from './promotion-values.js';
import type { PromotionFile } from './promotions-schema.js';
import type { Path } from './yaml-positions.js';

/** What depends on more than the promotion itself. */
export interface EffectSurroundings {
  readonly zone: string;
  /** What a point is worth. */
  readonly minorPerPoint: number;
}

export interface ReadEffect {
  readonly kind: Kind;
  readonly effect: Effect;
  readonly phase: Phase;
}

interface Reading {
  readonly values: PromotionValues;
  readonly file: PromotionFile;
  readonly at: Path;
  readonly around: EffectSurroundings;
}

type Read<Wanted extends Kind> = (
  written: NonNullable<PromotionFile[Wanted]>,
  reading: Reading,
  path: Path,
) => Omit<ReadEffect, 'kind'>;

/** The one thing that a promotion gives; null, with a complaint, where it is none or several. */
export function readEffect(reading: Reading): ReadEffect | null {
  const { file, at, values } = reading;
  const [kind, ...others] = kinds.filter((each) => file[each] !== undefined);
  if (kind === undefined) {
    values.complain(at, `says nothing of what it gives: needs one of ${kinds.join(', ')}`);
    return null;
  }
  for (const other of others)
    values.complain([...at, other], `stands beside ${kind}; a promotion gives one thing`);
  const read = readers[kind] as Read<Kind>;
  const written = file[kind] as NonNullable<PromotionFile[Kind]>;
  return { kind, ...read(written, reading, [...at, kind]) };
}

const readers: { readonly [Each in Kind]: Read<Each> } = {
  percent: readPercent,
  amount: readAmount,
  tiers: (written, { file, values }, path) => ({
    effect: readTiers(written, values, path),
    phase: file.per === 'line' ? 'item' : 'order',
  }),
  every: readEvery,
  gift: readGift,
  buy: readBuy,
  bundle: readBundle,
  price: (written, { file, values }, path) =>
    unitPrice(values.money(written, path), file.most_pieces ?? null),
  presale: readPresale,
  sample: ({ price, pieces }, { values }, path) =>
    unitPrice(price === 'free' ? 0 : values.money(price, [...path, 'price']), pieces),
  cashback: ({ percent, most_points }, { values, around }, path) => ({
    effect: {
      type: 'points_back',
      bps: values.bps(percent, [...path, 'percent']),
      minorPerPoint: around.minorPerPoint,
      mostPoints: most_points ?? null,
    },
    phase: 'reward',
  }),
  gift_card: (written, { values }, path) => ({
    effect: { type: 'gift_card', balanceMinor: values.money(written, path) },
    phase: 'tender',
  }),
  shipping: readShipping,
};

function readPercent(
  percent: number,
  { file, values, at }: Reading,
  path: Path,
): Omit<ReadEffect, 'kind'> {
  const { cap, per, prices: basis = 'remaining' } = file;
  const capMinor = cap === undefined ? null : values.money(cap, [...at, 'cap']);
  const rounding = per === 'unit' ? 'unit' : 'line';
  const bps = values.bps(percent, path);
  return {
    effect: { type: 'percent_off', bps, capMinor, rounding, basis },
    phase: phaseOf(file),
  };
}

function readAmount(
  amount: number | string,
  { file, values, at }: Reading,
  path: Path,
): Omit<ReadEffect, 'kind'> {
  const { per = 'order', full_groups_of: size } = file;
  if (size !== undefined && per !== 'unit')
    values.complain([...at, 'full_groups_of'], 'goes with per: unit only');
  const amountMinor = values.money(amount, path);
  const groups = size === undefined || per !== 'unit' ? {} : { completeGroupsOf: size };
  return { effect: { type: 'amount_off', amountMinor, per, ...groups }, phase: phaseOf(file) };
}

function phaseOf({ base, per = 'order' }: PromotionFile): Phase {
  if (base === true) return 'base';
  return per === 'order' ? 'order' : 'item';
}

function readEvery(
  { spend, off, most_times }: NonNullable<PromotionFile['every']>,
  { values }: Reading,
  path: Path,
): Omit<ReadEffect, 'kind'> {
  const stepMinor = values.money(spend, [...path, 'spend']);
  const amountMinor = values.money(off, [...path, 'off']);
  if (stepMinor > 0 && amountMinor > stepMinor)
    values.complain([...path, 'off'], `${off} is more than the ${spend} that are spent for it`);
  const mostTimes = most_times ?? null;
  return { effect: { type: 'every', stepMinor, amountMinor, mostTimes }, phase: 'order' };
}

function readGift(
  { sku, pieces, worth, for_each_pieces }: NonNullable<PromotionFile['gift']>,
  { values }: Reading,
  path: Path,
): Omit<ReadEffect, 'kind'> {
  return {
    effect: {
      type: 'gift',
      sku,
      quantity: pieces,
      unitValueMinor: values.money(worth, [...path, 'worth']),
      perQuantity: for_each_pieces ?? null,
    },
    phase: 'order',
  };
}

function readBuy(
  written: NonNullable<PromotionFile['buy']>,
  { values }: Reading,
  path: Path,
): Omit<ReadEffect, 'kind'> {
  const { repeat, most_times: most, lowers: pick } = written;
  if (repeat === false && most !== undefined && most > 1)
    values.complain([...path, 'most_times'], `${most} does not go with repeat: false`);
  const isRepeated = repeat ?? most !== undefined;
  const buyScope = values.scope(written.only, [...path, 'only']);
  const getScope = values.scope(written.get_only, [...path, 'get_only']);
  if (pick === 'dearest' && written.get_only === undefined)
    values.complain([...path, 'lowers'], 'dearest needs get_only: products of their own');
  const bps = values.bps(written.percent, [...path, 'percent']);
  return {
    effect: {
      type: 'buy_get',
      buy: { quantity: written.pieces, scope: buyScope },
      get: { quantity: written.get, bps, scope: getScope },
      mostTimes: isRepeated ? (most ?? null) : 1,
      pick,
    },
    phase: 'item',
  };
}

function readBundle(
  { items, price, most_times }: NonNullable<PromotionFile['bundle']>,
  { values }: Reading,
  path: Path,
): Omit<ReadEffect, 'kind'> {
  return {
    effect: {
      type: 'bundle_price',
      items: items.map(({ only, pieces }, index) => ({
        scope: values.scope(only, [...path, 'items', index, 'only']),
        quantity: pieces,
      })),
      priceMinor: values.money(price, [...path, 'price']),
      mostTimes: most_times ?? null,
    },
    phase: 'item',
  };
}

function unitPrice(priceMinor: number, mostUnits: number | null): Omit<ReadEffect, 'kind'> {
  return { effect: { type: 'set_unit_price', priceMinor, mostUnits }, phase: 'base' };
}

function readPresale(
  { deposit, counts_for, balance }: NonNullable<PromotionFile['presale']>,
  { values, around }: Reading,
  path: Path,
): Omit<ReadEffect, 'kind'> {
  const depositMinor = values.money(deposit, [...path, 'deposit']);
  const worthMinor =
    counts_for === undefined ? depositMinor : values.money(counts_for, [...path, 'counts_for']);
  if (worthMinor > 0 && worthMinor < depositMinor)
    values.complain([...path, 'counts_for'], `${counts_for} is less than the deposit, ${deposit}`);
  const balanceFromAt = instantAt(balance.from, 'from', around.zone);
  const balanceUntilAt = instantAt(balance.until, 'until', around.zone);
  if (balanceUntilAt <= balanceFromAt) {
    const message = `${momentText(balance.until)} is not after its beginning, ${momentText(balance.from)}`;
    values.complain([...path, 'balance', 'until'], message);
  }
  const effect = { depositMinor, worthMinor, balanceFromAt, balanceUntilAt };
  return { effect: { type: 'presale', ...effect }, phase: 'item' };
}

function readShipping(
  written: NonNullable<PromotionFile['shipping']>,
  { values }: Reading,
  path: Path,
): Omit<ReadEffect, 'kind'> {
  const phase = 'shipping';
  if (written === 'free') return { effect: { type: 'shipping_percent', bps: 10_000 }, phase };
  const { percent, off } = written;
  if ((percent === undefined) === (off === undefined))
    values.complain(path, 'needs either percent or off');
  if (off !== undefined) {
    const amountMinor = values.money(off, [...path, 'off']);
    return { effect: { type: 'amount_off', amountMinor, per: 'order' }, phase };
  }
  const bps = values.bps(percent ?? 0, [...path, 'percent']);
  return { effect: { type: 'shipping_percent', bps }, phase };
}

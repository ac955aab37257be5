import type { CartLine } from '../../src/domain/promotion/cart.js';
import { instantOf } from '../../src/domain/time-zone.js';
import type { PageRow } from './page-examples.js';

// What the rows of a table on docs/promotions.md say: a cart, who fills it, and what is paid. A row of no known kind is a
// mistake of the page, so that none is passed over.

export interface PageCart {
  readonly lines: readonly CartLine[];
  readonly shippingMinor: number;
  readonly code: string | null;
  readonly at: number;
  readonly groupSize: number | null;
  readonly tier: string | null;
  readonly ordersBefore: number | null;
  readonly tags: readonly string[];
  readonly segments: readonly string[];
  readonly channel: string | null;
  readonly points: number;
  /** Of limits; null: nothing is used yet. */
  readonly stockLeft: number | null;
  readonly budgetLeft: number | null;
  readonly balanceLeft: number | null;
}

type Amounts = Readonly<Record<string, number>>;

/** Sums of the page, in pennies. */
export interface PageSums {
  readonly goodsMinor: number | null;
  readonly savesMinor: number;
  readonly savesBy: Amounts;
  readonly savesOn: Amounts;
  readonly paidMinor: number;
  readonly paidPoints: number | null;
  readonly payableMinor: number | null;
  readonly nowMinor: number | null;
  readonly laterMinor: number | null;
  readonly gifts: readonly string[];
  readonly pointsBack: number;
  readonly paidFor: Amounts;
  readonly reasons: readonly string[];
  readonly comesBack: {
    readonly pieces: ReadonlyMap<string, number>;
    readonly valueMinor: number;
  } | null;
}

export interface PageTable {
  readonly cart: PageCart;
  readonly sums: PageSums;
}

const zone = 'Europe/London';

type Row<Of> = (value: string, found: readonly string[], before: Of) => Partial<Of>;

const cartRows: readonly (readonly [RegExp, Row<PageCart>])[] = [
  [
    /^(\d+) × (\S+)(?: \(([^)]*)\))? at (\d+\.\d\d)$/,
    (value, found, { lines }) => ({ lines: [...lines, lineOf(value, found)] }),
  ],
  [/^Code$/, (code) => ({ code })],
  [/^When$/, (value) => ({ at: instant(value) })],
  [/^Group of$/, (value) => ({ groupSize: Number(value) })],
  [/^Member of$/, (tier) => ({ tier })],
  [/^Orders before$/, (value) => ({ ordersBefore: Number(value) })],
  [/^Tagged$/, (value, _, { tags }) => ({ tags: [...tags, value] })],
  [/^In the segment$/, (value, _, { segments }) => ({ segments: [...segments, value] })],
  [/^Channel$/, (channel) => ({ channel })],
  [/^Points to spend$/, (value) => ({ points: Number(value) })],
  [/^Left of the stock$/, (value) => ({ stockLeft: Number(value) })],
  [/^Left of the budget$/, (value) => ({ budgetLeft: minor(value) })],
  [/^Left on the card$/, (value) => ({ balanceLeft: minor(value) })],
  [/^Delivery$/, (value) => ({ shippingMinor: minor(value) })],
];

const sumRows: readonly (readonly [RegExp, Row<PageSums>])[] = [
  [/^Goods(?: and delivery)?$/, (value) => ({ goodsMinor: minor(value) })],
  [/^Saves$/, (value) => ({ savesMinor: minor(value) })],
  [
    /^Saves by (\S+)$/,
    (value, [id = ''], { savesBy, savesMinor }) => ({
      savesBy: { ...savesBy, [id]: minor(value) },
      savesMinor: savesMinor + minor(value),
    }),
  ],
  [
    /^Of it on (\S+)$/,
    (value, [sku = ''], { savesOn }) => ({ savesOn: { ...savesOn, [sku]: minor(value) } }),
  ],
  [/^Paid by the gift card$/, (value) => ({ paidMinor: minor(value) })],
  [
    /^Paid by (\d+) points$/,
    (value, [points]) => ({ paidMinor: minor(value), paidPoints: Number(points) }),
  ],
  [/^To pay$/, (value) => ({ payableMinor: minor(value) })],
  [/^Of it now$/, (value) => ({ nowMinor: minor(value) })],
  [/^Of it later$/, (value) => ({ laterMinor: minor(value) })],
  [/^Gift$/, (value, _, { gifts }) => ({ gifts: [...gifts, value] })],
  [/^Points back$/, (value) => ({ pointsBack: Number(value) })],
  [
    /^Paid for by (\S+)$/,
    (value, [who = ''], { paidFor }) => ({ paidFor: { ...paidFor, [who]: minor(value) } }),
  ],
  [
    /^(\d+) × (\S+) comes? back$/,
    (value, [count, sku = '']) => ({
      comesBack: { pieces: new Map([[sku, Number(count)]]), valueMinor: minor(value) },
    }),
  ],
];

/** @throws Error for a row of no known kind */
export function readTable(rows: readonly PageRow[]): PageTable {
  return rows.reduce(withRow, { cart: emptyCart, sums: noSums });
}

function withRow({ cart, sums }: PageTable, { label, value }: PageRow): PageTable {
  const inCart = patchOf(cartRows, cart, { label, value });
  if (inCart !== null) return { cart: { ...cart, ...inCart }, sums };
  // What stands behind is the sum in words, perhaps with the reason why a promotion gives nothing.
  const inSums = patchOf(sumRows, sums, { label: label.split(/[:;,] /)[0] ?? '', value });
  if (inSums === null) throw new Error(`a row of no known kind: ${label}`);
  const reasons = [...label.matchAll(/`([A-Z_]+)`/g)].map(([, reason = '']) => reason);
  return { cart, sums: { ...sums, ...inSums, reasons: [...sums.reasons, ...reasons] } };
}

function patchOf<Of>(
  rows: readonly (readonly [RegExp, Row<Of>])[],
  before: Of,
  { label, value }: PageRow,
): Partial<Of> | null {
  for (const [pattern, read] of rows) {
    const found = pattern.exec(label);
    if (found !== null) return read(value, found.slice(1), before);
  }
  return null;
}

function lineOf(value: string, found: readonly string[]): CartLine {
  const [count, sku = '', traits = '', price = ''] = found;
  const line = { id: sku, sku, quantity: Number(count), unitPriceMinor: minor(price) };
  if (line.quantity * line.unitPriceMinor !== minor(value))
    throw new Error(`${count} × ${sku} at ${price} is not ${value}`);
  const names = (traits ?? '').split(', ').filter((each) => each !== '');
  const brand = names.find((each) => each.startsWith('brand '))?.slice('brand '.length);
  const category = names.find((each) => !each.includes(' '));
  return {
    ...line,
    ...(brand !== undefined && { brand }),
    ...(category !== undefined && { category }),
  };
}

const emptyCart: PageCart = {
  lines: [],
  shippingMinor: 0,
  code: null,
  at: instant('2026-11-30 12:00'),
  groupSize: null,
  tier: null,
  ordersBefore: null,
  tags: [],
  segments: [],
  channel: null,
  points: 0,
  stockLeft: null,
  budgetLeft: null,
  balanceLeft: null,
};

const noSums: PageSums = {
  goodsMinor: null,
  savesMinor: 0,
  savesBy: {},
  savesOn: {},
  paidMinor: 0,
  paidPoints: null,
  payableMinor: null,
  nowMinor: null,
  laterMinor: null,
  gifts: [],
  pointsBack: 0,
  paidFor: {},
  reasons: [],
  comesBack: null,
};

/** Of `12.00` or `−12.00`: a saving is written as what it takes off. */
function minor(text: string): number {
  const [, pounds, pence] = /^−?(\d+)\.(\d\d)$/.exec(text) ?? [];
  if (pounds === undefined) throw new Error(`"${text}" is no amount`);
  return Number(pounds) * 100 + Number(pence);
}

function instant(text: string): number {
  const [, date = '', hour, minute] = /^(\S+) (\d\d):(\d\d)$/.exec(text) ?? [];
  return instantOf(date, Number(hour) * 60 + Number(minute), zone);
}

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { editorSchemas } from '../../src/config/editor-schemas.js';
import type { PromotionDefinition } from '../../src/domain/promotion/offer.js';
import type { Receipt } from '../../src/domain/promotion/receipt.js';
import { type PageSums, readTable } from './page-cart.js';
import { anchorOf, readPage } from './page-examples.js';
import { pagePromotions, pageShop, returned, ringUp } from './page-till.js';

// The figures of docs/promotions.md are sums made by hand; here the calculator has to agree with them.

const text = readFileSync(new URL('../../docs/promotions.md', import.meta.url), 'utf8');
const page = readPage(text);
const membership = page.blocks.find((block) => block.text.startsWith('membership:'));
const shop = pageShop(membership?.text ?? '');
const promotionsOf = (yaml: string) =>
  yaml.startsWith('membership:') ? [] : pagePromotions(yaml, shop);
const blocks = page.blocks.filter((block) => block.text.startsWith('promotions:'));
const exemplified = () => page.examples.flatMap(({ yaml }) => promotionsOf(yaml));

it('every promotion of the page is one that hawker check accepts', () => {
  expect(blocks.length).toBeGreaterThan(30);
  for (const { text: yaml } of blocks) expect(pagePromotions(yaml, shop)).not.toEqual([]);
});

describe('every cart of the page costs what the page says', () => {
  it.each(page.examples)('$heading, line $line', async ({ yaml, rows }) => {
    const { cart, sums } = readTable(rows);
    const definitions = promotionsOf(yaml);
    const rung = await ringUp(definitions, cart, shop);
    expect(sumsOf(rung.receipt, sums)).toEqual(wantedOf(sums));
    for (const reason of sums.reasons)
      expect(rung.receipt.rejected.map((each) => each.reason)).toContain(reason);
    if (sums.comesBack !== null && definitions[0] !== undefined)
      expect(returned(rung, sums.comesBack.pieces, definitions[0])).toBe(sums.comesBack.valueMinor);
  });
});

/** What the receipt has to say to each row. */
function sumsOf(receipt: Receipt, sums: PageSums) {
  const { applied } = receipt;
  const keyed = (keys: object, found: (key: string) => number | undefined) =>
    Object.fromEntries(Object.keys(keys).map((key) => [key, found(key)]));
  return {
    goods: receipt.subtotalMinor + receipt.shippingMinor,
    saves: receipt.discountMinor,
    savesBy: keyed(sums.savesBy, (id) => applied.find((each) => each.id === id)?.discountMinor),
    savesOn: keyed(
      sums.savesOn,
      (id) => receipt.lines.find((each) => each.lineId === id)?.discountMinor,
    ),
    paid: receipt.tenderMinor,
    paidPoints: applied.find((each) => each.tendered !== null)?.tendered?.points ?? null,
    payable: receipt.payableMinor,
    now: receipt.dueNowMinor,
    gifts: applied.flatMap(({ gift }) => (gift === null ? [] : [`${gift.quantity} × ${gift.sku}`])),
    pointsBack: applied.reduce((sum, each) => sum + each.pointsBack, 0),
    paidFor: Object.fromEntries(
      applied.flatMap(({ funding }) => funding.map((part) => [part.party, part.amountMinor])),
    ),
  };
}

// What the page does not mention is nothing: no saving, no gift, no deposit.
function wantedOf(sums: PageSums) {
  const { goodsMinor, savesMinor, savesBy, savesOn, paidMinor, paidPoints, gifts } = sums;
  const payable = sums.payableMinor ?? Number.NaN;
  const now = sums.nowMinor ?? payable;
  if (sums.laterMinor !== null) expect(now + sums.laterMinor).toBe(payable);
  const goods = goodsMinor ?? savesMinor + paidMinor + payable;
  const { pointsBack, paidFor } = sums;
  return {
    ...{ goods, saves: savesMinor, savesBy, savesOn, paid: paidMinor, paidPoints },
    ...{ payable, now, gifts, pointsBack, paidFor },
  };
}

type Holds = (definition: PromotionDefinition) => boolean;

const effectIs =
  (type: string, also: Holds = () => true): Holds =>
  (each) =>
    each.promotion.effect.type === type && also(each);
const effectHas = (type: string, wanted: object): Holds =>
  effectIs(type, ({ promotion }) =>
    Object.entries(wanted).every(([key, value]) => Reflect.get(promotion.effect, key) === value),
  );
const phaseIs =
  (phase: string): Holds =>
  ({ promotion }) =>
    promotion.phase === phase;

describe('every kind has an example', () => {
  it.each<{ kind: string; holds: Holds }>([
    { kind: 'percent of the order', holds: effectIs('percent_off', phaseIs('order')) },
    {
      kind: 'percent of a line',
      holds: (each) =>
        effectHas('percent_off', { rounding: 'line' })(each) && phaseIs('item')(each),
    },
    { kind: 'percent of a piece', holds: effectHas('percent_off', { rounding: 'unit' }) },
    { kind: 'percent with a cap', holds: effectHas('percent_off', { capMinor: 3_000 }) },
    { kind: 'amount off the order', holds: effectHas('amount_off', { per: 'order' }) },
    { kind: 'amount off a line', holds: effectHas('amount_off', { per: 'line' }) },
    { kind: 'amount off a piece', holds: effectHas('amount_off', { per: 'unit' }) },
    { kind: 'spend tiers', holds: effectHas('tiers', { by: 'subtotal' }) },
    { kind: 'quantity tiers', holds: effectHas('tiers', { by: 'quantity' }) },
    { kind: 'every 200 get 30', holds: effectIs('every') },
    { kind: 'gift with purchase', holds: effectHas('gift', { perQuantity: null }) },
    { kind: 'gift for each so many', holds: effectHas('gift', { perQuantity: 2 }) },
    { kind: 'buy X get Y', holds: effectIs('buy_get') },
    { kind: 'bundle price', holds: effectIs('bundle_price') },
    {
      kind: 'flash sale with stock and per-person cap',
      holds: ({ limits, promotion }) =>
        promotion.effect.type === 'set_unit_price' &&
        limits.stock !== null &&
        limits.unitsPerCustomer !== null,
    },
    { kind: 'group price', holds: ({ groupBuy }) => groupBuy !== null },
    {
      kind: 'member price',
      holds: ({ promotion: { phase, conditions } }) =>
        phase === 'base' && conditions.some(({ type }) => type === 'customer_tier'),
    },
    { kind: 'free shipping', holds: effectHas('shipping_percent', { bps: 10_000 }) },
    { kind: 'reduced shipping', holds: effectHas('shipping_percent', { bps: 5_000 }) },
    { kind: 'an amount off shipping', holds: effectIs('amount_off', phaseIs('shipping')) },
    { kind: 'joint funding', holds: ({ promotion }) => promotion.funding.length > 1 },
    { kind: 'presale with deposit', holds: effectIs('presale') },
    { kind: 'free sample', holds: effectHas('set_unit_price', { priceMinor: 0 }) },
    { kind: 'cashback as points', holds: effectIs('points_back') },
    { kind: 'gift card', holds: effectIs('gift_card') },
    { kind: 'instalments as a text', holds: ({ notes }) => /instalments/.test(notes['en'] ?? '') },
    { kind: 'alone', holds: ({ promotion }) => promotion.stack.kind === 'exclusive' },
    { kind: 'best of a group', holds: ({ promotion }) => promotion.stack.kind === 'best_of' },
    { kind: 'priority', holds: ({ promotion }) => promotion.priority !== 0 },
    {
      kind: 'budget, whole',
      holds: ({ limits }) => limits.budgetMinor !== null && !limits.partialBudget,
    },
    { kind: 'budget, partial', holds: ({ limits }) => limits.partialBudget },
    { kind: 'reevaluated refund', holds: ({ refundPolicy }) => refundPolicy === 'reevaluate' },
    { kind: 'hours', holds: ({ promotion }) => promotion.recurring !== null },
  ])('$kind', ({ holds }) => {
    expect(exemplified().some(holds)).toBe(true);
  });

  it('points as tender, by the terms of shop.yaml', () => {
    const tables = page.examples.filter(({ yaml }) => yaml.startsWith('membership:'));
    expect(tables.map(({ rows }) => readTable(rows).sums.paidPoints)).toEqual([1397]);
  });
});

describe('the page names', () => {
  it('every key that promotions.yaml takes', () => {
    const schema: unknown = JSON.parse(editorSchemas()['promotions.schema.json'] ?? '');
    const keys = [...keysIn(schema)].filter((key) => key !== 'promotions');
    expect(keys).toContain('for_each_pieces');
    const table = text.slice(text.indexOf('## Every key'));
    expect(keys.filter((key) => !table.includes(`\`${key}\``))).toEqual([]);
  });

  it('only headings of its own in its links', () => {
    const anchors = page.headings.map(anchorOf);
    const links = [...text.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor = '']) => anchor);
    expect(links.length).toBeGreaterThan(20);
    expect(links.filter((link) => !anchors.includes(link))).toEqual([]);
  });
});

function keysIn(schema: unknown): Set<string> {
  if (typeof schema !== 'object' || schema === null) return new Set();
  const own =
    'properties' in schema && typeof schema.properties === 'object' && schema.properties !== null
      ? Object.keys(schema.properties)
      : [];
  return new Set([...own, ...Object.values(schema).flatMap((each) => [...keysIn(each)])]);
}

import type { ReadEffect } from './promotion-effects.js';
import type { Kind } from './promotion-kinds-schema.js';
import type { PromotionValues } from './promotion-values.js';
import type { PromotionFile } from './promotions-schema.js';
import type { Path } from './yaml-positions.js';

type Companion = 'cap' | 'per' | 'base' | 'full_groups_of' | 'prices' | 'most_pieces' | 'group';

/** With which kinds each of these keys says something. */
const goesWith: { readonly [Key in Companion]: readonly Kind[] } = {
  cap: ['percent'],
  per: ['percent', 'amount', 'tiers'],
  base: ['percent', 'amount'],
  full_groups_of: ['amount'],
  prices: ['percent'],
  most_pieces: ['price'],
  group: ['price', 'percent', 'amount'],
};

/** Kinds that lower or give pieces one can count. */
const countsPieces: readonly Kind[] = ['price', 'sample', 'gift', 'presale'];

/** Complains of what does not go with the kind, and of what the kind cannot do without. */
export function checkCompany(
  found: ReadEffect,
  file: PromotionFile,
  values: PromotionValues,
  at: Path,
): void {
  const { kind } = found;
  for (const [key, kinds] of Object.entries(goesWith))
    if (file[key as Companion] !== undefined && !kinds.includes(kind))
      values.complain([...at, key], `goes with ${orList(kinds)} only`);
  checkPer(kind, file, values, at);
  checkPieces(found, file, values, at);
  checkNeeds(kind, file, values, at);
}

function checkPer(kind: Kind, file: PromotionFile, values: PromotionValues, at: Path): void {
  if (file.per === undefined) return;
  if (file.base === true)
    values.complain(
      [...at, 'per'],
      'says nothing beside base, which lowers the price of each piece',
    );
  if (kind === 'tiers' && file.per === 'unit')
    values.complain([...at, 'per'], 'unit does not go with tiers: say order or line');
}

function checkPieces(
  { kind, phase }: ReadEffect,
  { limit }: PromotionFile,
  values: PromotionValues,
  at: Path,
): void {
  if (countsPieces.includes(kind) || phase === 'base') return;
  const which = `${orList(countsPieces)}, or with base: true,`;
  for (const key of ['stock', 'pieces_per_customer'] as const)
    if (limit?.[key] !== undefined)
      values.complain([...at, 'limit', key], `goes with ${which} only; uses counts orders`);
}

function checkNeeds(kind: Kind, file: PromotionFile, values: PromotionValues, at: Path): void {
  const needs = (holds: boolean, what: string) => {
    if (!holds) values.complain([...at, kind], `needs ${what}`);
  };
  if (kind === 'price' || kind === 'presale')
    needs(file.only !== undefined, 'only: which products it is for');
  if (kind === 'sample') {
    needs(file.only?.sku !== undefined, 'only: { sku: … }: what there is to try');
    const { per_customer: uses, pieces_per_customer: pieces } = file.limit ?? {};
    needs(uses !== undefined || pieces !== undefined, 'limit: { per_customer: 1 }');
  }
  if (kind === 'gift_card') {
    const hasCoupon = file.code === undefined && !file.automatic;
    needs(hasCoupon, 'a code of its own for each card: leave out code and automatic');
  }
}

function orList(names: readonly string[]): string {
  const [last = '', ...others] = [...names].reverse();
  return others.length === 0 ? last : `${others.reverse().join(', ')} or ${last}`;
}

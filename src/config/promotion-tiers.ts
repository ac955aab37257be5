import type { Tier, Tiers } from '../domain/promotion/effect.js';
import type { PromotionValues } from './promotion-values.js';
import type { PromotionFile } from './promotions-schema.js';
import type { Path } from './yaml-positions.js';

type TierFile = NonNullable<PromotionFile['tiers']>[number];

/** Tiers all by money or all by pieces, rising, each giving more than the one before. */
export function readTiers(
  written: readonly TierFile[],
  values: PromotionValues,
  path: Path,
): Tiers {
  const by = written[0]?.pieces === undefined ? 'subtotal' : 'quantity';
  const table = written.map((tier, index) => readTier(tier, by, values, [...path, index]));
  for (const [index, tier] of table.entries()) {
    const [before, own] = [table[index - 1], written[index]];
    if (before !== undefined && own !== undefined)
      checkRise([before, tier], own, values, [...path, index]);
  }
  return { type: 'tiers', by, table };
}

function readTier(
  { from, pieces, off, percent }: TierFile,
  by: Tiers['by'],
  values: PromotionValues,
  path: Path,
): Tier {
  const [wanted, other] = by === 'subtotal' ? ['from', 'pieces'] : ['pieces', 'from'];
  if ((by === 'subtotal' ? from : pieces) === undefined)
    values.complain(path, `needs ${wanted}, as the first tier has`);
  else if ((by === 'subtotal' ? pieces : from) !== undefined)
    values.complain([...path, other ?? ''], `stands beside ${wanted}; tiers go by one of the two`);
  if ((off === undefined) === (percent === undefined))
    values.complain(path, 'needs either off or percent');
  const spendMinor = from === undefined ? 0 : values.money(from, [...path, 'from']);
  const at = by === 'quantity' ? (pieces ?? 0) : spendMinor;
  const gives: Tier['gives'] =
    off === undefined
      ? { kind: 'percent', bps: values.bps(percent ?? 0, [...path, 'percent']) }
      : { kind: 'amount', amountMinor: values.money(off, [...path, 'off']) };
  return { at, gives };
}

function checkRise(
  [before, tier]: readonly [Tier, Tier],
  written: TierFile,
  values: PromotionValues,
  path: Path,
): void {
  const key = written.pieces === undefined ? 'from' : 'pieces';
  if (tier.at <= before.at && tier.at > 0)
    values.complain([...path, key], `${written[key]} is not more than the tier before it`);
  const [own, last] = [worthOf(tier, before.gives.kind), worthOf(before, tier.gives.kind)];
  if (own === null || last === null || own > last) return;
  const gives = written.off === undefined ? 'percent' : 'off';
  values.complain([...path, gives], `${written[gives]} is not more than the tier before it gives`);
}

/** Null where the two cannot be compared. */
function worthOf({ gives }: Tier, other: Tier['gives']['kind']): number | null {
  if (gives.kind !== other) return null;
  return gives.kind === 'percent' ? gives.bps : gives.amountMinor;
}

import type { Every, Gift, Tiers } from '../effect.js';
import { type Given, type Giving, otherwise } from '../giving.js';
import { type Counter, overLines, percentOfLines } from './lines.js';

/** Only the highest tier that is reached. */
export function tiers({ by, table }: Tiers, counter: Counter): Given {
  const found = by === 'subtotal' ? remainingIn(counter) : quantityIn(counter);
  const reached = table.filter(({ at }) => found >= at).at(-1);
  if (reached === undefined) {
    const reason = by === 'subtotal' ? 'SUBTOTAL_TOO_LOW' : 'QUANTITY_TOO_LOW';
    return { reason, missing: (table[0]?.at ?? 0) - found };
  }
  const { gives } = reached;
  if (gives.kind === 'amount') return overLines(counter, gives.amountMinor);
  return percentOfLines({ bps: gives.bps, rounding: 'line', basis: 'remaining' }, counter);
}

/** The amount as often as the step fits. */
export function every({ stepMinor, amountMinor, mostTimes }: Every, counter: Counter): Given {
  const found = remainingIn(counter);
  const times = Math.min(Math.floor(found / stepMinor), mostTimes ?? Number.POSITIVE_INFINITY);
  if (times === 0) return { reason: 'SUBTOTAL_TOO_LOW', missing: stepMinor - found };
  return overLines(counter, times * amountMinor);
}

/** Something added for nothing: once, or for each so many units in scope. */
export function gift(effect: Gift, counter: Counter): Given {
  const units = quantityIn(counter);
  const { perQuantity } = effect;
  if (perQuantity !== null && units < perQuantity)
    return { reason: 'QUANTITY_TOO_LOW', missing: perQuantity - units };
  if (units === 0) return { reason: 'QUANTITY_TOO_LOW', missing: 1 };
  const times = perQuantity === null ? 1 : Math.floor(units / perQuantity);
  const most = counter.unitsLeft ?? Number.POSITIVE_INFINITY;
  return gifts(effect, Math.min(times * effect.quantity, most));
}

function gifts(effect: Gift, quantity: number): Giving {
  const { sku, unitValueMinor } = effect;
  const found = { gift: quantity === 0 ? null : { sku, quantity, unitValueMinor } };
  return otherwise(found, (limit) =>
    gifts(effect, unitValueMinor === 0 ? quantity : Math.floor(limit / unitValueMinor)),
  );
}

function remainingIn({ till, eligible }: Counter): number {
  return till.lines.reduce((sum, line, i) => sum + (eligible[i] ? line.remainingMinor : 0), 0);
}

function quantityIn({ till, eligible }: Counter): number {
  return till.lines.reduce((sum, { line }, i) => sum + (eligible[i] ? line.quantity : 0), 0);
}

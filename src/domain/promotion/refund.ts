import { allocate, type Minor } from '../money.js';
import { sumOf } from './allocation.js';
import type { Receipt, ReceiptLine } from './receipt.js';

/** A paid order, and what of it has been given back. */
export interface PaidOrder {
  readonly receipt: Receipt;
  readonly promotions: readonly { readonly id: string; readonly unitCount: number }[];
  /** Pieces given back before, by line. */
  readonly returned: ReadonlyMap<string, number>;
  /** Given back before, by its worth: money, points and gift cards together. */
  readonly refundedMinor: Minor;
}

/** What of a promotion holds for the pieces that are kept. */
export interface KeptDiscount {
  readonly id: string;
  readonly applies: boolean;
  readonly discountMinor: Minor;
  /** Pieces that it lowers. */
  readonly pieces: number;
}

export interface Return {
  /** Given back now, by its worth. */
  readonly valueMinor: Minor;
  /** What discounts that no longer hold took off it. */
  readonly clawbackMinor: Minor;
  readonly promotions: readonly KeptDiscount[];
}

export type Pieces = ReadonlyMap<string, number>;

/** Why pieces cannot be given back; null where they can. */
export function refusalOf(
  { receipt, returned }: PaidOrder,
  pieces: Pieces,
): 'LINE_UNKNOWN' | 'TOO_MANY_PIECES' | null {
  const quantityOf = new Map(receipt.lines.map((line) => [line.lineId, line.quantity]));
  for (const [lineId, count] of pieces) {
    const quantity = quantityOf.get(lineId);
    if (quantity === undefined) return 'LINE_UNKNOWN';
    if ((returned.get(lineId) ?? 0) + count > quantity) return 'TOO_MANY_PIECES';
  }
  return null;
}

/** Every piece that is not given back yet. */
export function piecesLeft({ receipt, returned }: PaidOrder): Pieces {
  return new Map(
    receipt.lines
      .map(({ lineId, quantity }) => [lineId, quantity - (returned.get(lineId) ?? 0)] as const)
      .filter(([, left]) => left > 0),
  );
}

/**
 * What was paid for the pieces: their price less what each of them was lowered by, taken from the end of the line. However
 * a line is given back piece by piece, it adds up to what was paid for it.
 */
export function returnInProportion(order: PaidOrder, pieces: Pieces): Return {
  const { receipt } = order;
  const after = together(order.returned, pieces);
  return {
    valueMinor: Math.min(worthOf(order, pieces), leftOf(order)),
    clawbackMinor: 0,
    promotions: order.promotions.map(({ id, unitCount }) => ({
      id,
      applies: true,
      discountMinor: keptDiscount(receipt, id, after),
      pieces: keptPieces(receipt, { id, unitCount }, after),
    })),
  };
}

/**
 * What was paid less what the kept pieces cost by themselves; never less than nothing.
 *
 * @param kept the order counted again without all pieces that are given back, with the same promotions at the same instant
 */
export function returnReevaluated(order: PaidOrder, pieces: Pieces, kept: Receipt): Return {
  const after = together(order.returned, pieces);
  const valueMinor = Math.max(0, leftOf(order) - costOf(kept));
  return {
    valueMinor,
    clawbackMinor: Math.max(0, worthOf(order, pieces) - valueMinor),
    promotions: order.promotions.map(({ id, unitCount }) => {
      const found = kept.applied.find((each) => each.id === id);
      const lowered = keptPieces(order.receipt, { id, unitCount }, after);
      return {
        id,
        applies: found !== undefined,
        discountMinor: found?.discountMinor ?? 0,
        pieces: found === undefined ? 0 : lowered,
      };
    }),
  };
}

/** All that is left of it, what was paid for shipping included. */
export function returnAll(order: PaidOrder): Return {
  const promotions = order.promotions.map(({ id }) => ({
    id,
    applies: false,
    discountMinor: 0,
    pieces: 0,
  }));
  return { valueMinor: leftOf(order), clawbackMinor: 0, promotions };
}

/** Splits what is given back over the ways it was paid, by what each of them still has to give back. */
export function splitOverPayments(valueMinor: Minor, left: readonly Minor[]): Minor[] {
  return allocate(Math.min(valueMinor, sumOf(left)), left);
}

function leftOf({ receipt, refundedMinor }: PaidOrder): Minor {
  return costOf(receipt) - refundedMinor;
}

// Before points and gift cards pay a part of it.
function costOf({ payableMinor, tenderMinor }: Receipt): Minor {
  return payableMinor + tenderMinor;
}

function together(returned: Pieces, pieces: Pieces): Pieces {
  const all = new Map(returned);
  for (const [lineId, count] of pieces) all.set(lineId, (all.get(lineId) ?? 0) + count);
  return all;
}

function worthOf({ receipt, returned }: PaidOrder, pieces: Pieces): Minor {
  return sumOf(
    receipt.lines.map((line) => {
      const before = returned.get(line.lineId) ?? 0;
      const after = before + (pieces.get(line.lineId) ?? 0);
      return paidForLast(line, after) - paidForLast(line, before);
    }),
  );
}

function paidForLast(line: ReceiptLine, count: number): Minor {
  return count * line.unitPriceMinor - sumOf(discountsOfLast(line, count));
}

/** Of each of the last pieces, the last first. */
function discountsOfLast({ units }: ReceiptLine, count: number): Minor[] {
  const found: Minor[] = [];
  for (const run of units.toReversed())
    for (let i = 0; i < run.count && found.length < count; i++) found.push(run.discountMinor);
  return found;
}

function keptDiscount(receipt: Receipt, id: string, returned: Pieces): Minor {
  const applied = receipt.applied.find((each) => each.id === id);
  if (applied === undefined) return 0;
  const back = applied.lines.map(({ lineId }) => {
    const line = receipt.lines.find((each) => each.lineId === lineId);
    const count = returned.get(lineId) ?? 0;
    return line === undefined || count === 0 ? 0 : discountBack(receipt, line, { id, count });
  });
  return applied.discountMinor - sumOf(back);
}

// Piece by piece from the end, so that it does not matter in how many refunds they come back. What a piece was lowered by
// is split over its promotions by what each of them still has on the line.
function discountBack(
  receipt: Receipt,
  line: ReceiptLine,
  { id, count }: { readonly id: string; readonly count: number },
): Minor {
  const shares = receipt.applied.flatMap((each) =>
    each.lines
      .filter(({ lineId }) => lineId === line.lineId)
      .map(({ discountMinor }) => ({ id: each.id, left: discountMinor })),
  );
  for (const discountMinor of discountsOfLast(line, count)) {
    const parts = allocate(
      discountMinor,
      shares.map(({ left }) => left),
    );
    for (const [i, share] of shares.entries()) share.left -= parts[i] ?? 0;
  }
  const own = shares.find((share) => share.id === id);
  const before = receipt.applied
    .find((each) => each.id === id)
    ?.lines.find(({ lineId }) => lineId === line.lineId)?.discountMinor;
  return (before ?? 0) - (own?.left ?? 0);
}

// A promotion lowers the first pieces in cart order; given back are the last of a line.
function keptPieces(
  receipt: Receipt,
  { id, unitCount }: { readonly id: string; readonly unitCount: number },
  returned: Pieces,
): number {
  const lines = receipt.applied.find((each) => each.id === id)?.lines ?? [];
  // What it gave beside the cart stays with the customer.
  if (lines.length === 0) return unitCount;
  let left = unitCount;
  let kept = 0;
  for (const { lineId } of lines) {
    const quantity = receipt.lines.find((line) => line.lineId === lineId)?.quantity ?? 0;
    const lowered = Math.min(left, quantity);
    left -= lowered;
    kept += Math.min(lowered, quantity - (returned.get(lineId) ?? 0));
  }
  return kept;
}

import type { Minor } from '../money.js';
import { sumOf } from './allocation.js';
import { bestOf } from './best-of.js';
import type { Cart } from './cart.js';
import type { QuoteContext } from './gate.js';
import { type Promotion, phases } from './promotion.js';
import type { AppliedLine, AppliedPromotion, Receipt, RejectedPromotion } from './receipt.js';
import { Till } from './till.js';
import { type Trial, tryOn } from './trial.js';

/**
 * What a cart costs. Phases in their order; inside a phase the higher priority first, then the order of `promotions`.
 * Each promotion sees what those before it left over, unless its basis is `original`. Pure: the same inputs give the same
 * receipt.
 */
export function quote(
  cart: Cart,
  promotions: readonly Promotion[],
  context: QuoteContext,
): Receipt {
  const counter = new Counter(cart, context);
  const tried = inOrder(promotions);
  const alone = byPriority(promotions).find(
    (each) => each.stack.kind === 'exclusive' && counter.look(each).kind === 'gives',
  );
  if (alone === undefined) counter.applyAll(tried);
  else counter.applyAlone(alone, tried);
  return counter.receipt();
}

/** The order in which promotions apply. */
function inOrder(promotions: readonly Promotion[]): Promotion[] {
  return byPriority(promotions).sort((a, b) => phases.indexOf(a.phase) - phases.indexOf(b.phase));
}

// Sorting is stable, so that equals keep the order they came in.
function byPriority(promotions: readonly Promotion[]): Promotion[] {
  return [...promotions].sort((a, b) => b.priority - a.priority);
}

class Counter {
  readonly #till: Till;
  readonly #context: QuoteContext;
  readonly #applied: AppliedPromotion[] = [];
  readonly #rejected: RejectedPromotion[] = [];

  constructor(cart: Cart, context: QuoteContext) {
    this.#till = new Till(cart);
    this.#context = context;
  }

  look(promotion: Promotion): Trial {
    return tryOn(promotion, this.#till, this.#context);
  }

  applyAll(tried: readonly Promotion[]): void {
    const settled = new Set<Promotion>();
    for (const promotion of tried) {
      if (settled.has(promotion)) continue;
      const rivals = rivalsOf(promotion, tried);
      const open = rivals.length === 1 ? rivals : rivals.filter((each) => !settled.has(each));
      for (const done of this.#settle(promotion, open)) settled.add(done);
    }
  }

  applyAlone(alone: Promotion, tried: readonly Promotion[]): void {
    for (const other of tried.filter((each) => each !== alone)) {
      const trial = this.look(other);
      this.#rejected.push(
        trial.kind === 'refused'
          ? trial.rejection
          : { id: other.id, reason: 'EXCLUDED_BY', by: alone.id, conditions: trial.conditions },
      );
    }
    this.#take(this.look(alone));
  }

  /** @returns the promotions that need no further look */
  #settle(promotion: Promotion, rivals: readonly Promotion[]): readonly Promotion[] {
    const own = this.look(promotion);
    // A group is decided at the turn of its first member that gives something: one that may not apply moves nothing.
    if (own.kind === 'refused' || rivals.length === 1) {
      this.#take(own);
      return [promotion];
    }
    const trials = rivals.map((each) => this.look(each));
    for (const trial of trials) if (trial.kind === 'refused') this.#take(trial);
    const { winners, rejected } = bestOf(trials.filter((trial) => trial.kind === 'gives'));
    this.#rejected.push(...rejected);
    // A winner of a later phase waits for its turn, and is looked at again then.
    const waiting = winners.filter((each) => each.promotion.phase !== promotion.phase);
    for (const winner of winners) if (!waiting.includes(winner)) this.#take(winner);
    return rivals.filter((each) => waiting.every((winner) => winner.promotion !== each));
  }

  #take(trial: Trial): void {
    if (trial.kind === 'refused') {
      this.#rejected.push(trial.rejection);
      return;
    }
    const { promotion, discounts, conditions } = trial;
    const lines: AppliedLine[] = [];
    for (const [i, { line, remainingMinor: beforeMinor }] of this.#till.lines.entries()) {
      const discountMinor = discounts[i] ?? 0;
      if (discountMinor === 0) continue;
      const afterMinor = beforeMinor - discountMinor;
      lines.push({ lineId: line.id, beforeMinor, discountMinor, afterMinor });
    }
    this.#till.take(discounts);
    const discountMinor = sumOf(discounts);
    this.#applied.push({ id: promotion.id, discountMinor, lines, conditions });
  }

  receipt(): Receipt {
    const { lines, currency, shippingMinor } = this.#till;
    const subtotalMinor = sumOf(lines.map((each) => each.originalMinor));
    const remainingMinor: Minor = sumOf(lines.map((each) => each.remainingMinor));
    return {
      currency,
      at: this.#context.at,
      lines: lines.map(({ line, originalMinor, remainingMinor: totalMinor, units }) => ({
        lineId: line.id,
        quantity: line.quantity,
        unitPriceMinor: line.unitPriceMinor,
        subtotalMinor: originalMinor,
        discountMinor: originalMinor - totalMinor,
        totalMinor,
        units,
      })),
      applied: this.#applied,
      rejected: this.#rejected,
      subtotalMinor,
      shippingMinor,
      discountMinor: subtotalMinor - remainingMinor,
      payableMinor: remainingMinor + shippingMinor,
    };
  }
}

function rivalsOf(promotion: Promotion, tried: readonly Promotion[]): readonly Promotion[] {
  const { stack } = promotion;
  if (stack.kind !== 'best_of') return [promotion];
  return tried.filter((each) => each.stack.kind === 'best_of' && each.stack.group === stack.group);
}

import { allocate, type Minor } from '../money.js';
import { sumOf } from './allocation.js';
import { basePrices } from './base-prices.js';
import { bestOf } from './best-of.js';
import type { Cart } from './cart.js';
import type { QuoteContext } from './context.js';
import { discountOf, givenMinor } from './giving.js';
import { phases } from './phase.js';
import type { Promotion } from './promotion.js';
import type { AppliedLine, AppliedPromotion, Receipt, RejectedPromotion } from './receipt.js';
import { unitsTaken } from './taken-units.js';
import { Till } from './till.js';
import { type Entry, examine, settle, type Trial, tryOn } from './trial.js';

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
    this.#applyBase(tried, settled);
    for (const promotion of tried) {
      if (settled.has(promotion)) continue;
      const rivals = rivalsOf(promotion, tried);
      const open = rivals.length === 1 ? rivals : rivals.filter((each) => !settled.has(each));
      for (const done of this.#settle(promotion, open)) settled.add(done);
    }
  }

  applyAlone(alone: Promotion, tried: readonly Promotion[]): void {
    for (const other of tried) {
      // What customers pay with is their own: it goes with everything.
      if (other === alone || other.effect.type === 'gift_card') continue;
      const trial = this.look(other);
      this.#rejected.push(
        trial.kind === 'refused'
          ? trial.rejection
          : {
              id: other.id,
              version: other.version,
              reason: 'EXCLUDED_BY',
              by: alone.id,
              conditions: trial.conditions,
            },
      );
    }
    this.#take(this.look(alone));
    for (const own of tried.filter((each) => each !== alone && each.effect.type === 'gift_card'))
      this.#take(this.look(own));
  }

  // Base prices are found together, unit by unit; a group that one of them shares is decided before.
  #applyBase(tried: readonly Promotion[], settled: Set<Promotion>): void {
    const round: Entry[] = [];
    for (const promotion of tried) {
      if (promotion.phase !== 'base') break;
      if (settled.has(promotion)) continue;
      const entry = examine(promotion, this.#till, this.#context);
      if (entry.kind === 'refused') {
        this.#take(entry);
        settled.add(promotion);
        continue;
      }
      const rivals = rivalsOf(promotion, tried).filter((each) => !settled.has(each));
      const losers = rivals.length > 1 ? this.#contest(rivals) : [];
      for (const loser of losers) settled.add(loser);
      if (!settled.has(promotion)) round.push(entry);
    }
    for (const { promotion } of round) settled.add(promotion);
    this.#takeBase(round);
  }

  /** @returns those that lost or may not apply, written down as such */
  #contest(rivals: readonly Promotion[]): Promotion[] {
    const trials = rivals.map((each) => this.look(each));
    for (const trial of trials) if (trial.kind === 'refused') this.#take(trial);
    const { winners, rejected } = bestOf(trials.filter((trial) => trial.kind === 'gives'));
    this.#rejected.push(...rejected);
    return rivals.filter((each) => winners.every(({ promotion }) => promotion !== each));
  }

  // Whose budget does not reach leaves the contest, and the others share its units.
  #takeBase(round: readonly Entry[]): void {
    if (round.length === 0) return;
    const prices = basePrices(
      round.map(({ promotion }) => promotion),
      this.#till,
    );
    const trials = round.map((entry, i) => {
      const price = prices[i];
      if (price === undefined) throw new Error('a base price is missing');
      return settle(entry, price.giving, price.beatenBy);
    });
    const isOut = (trial: Trial) =>
      trial.kind === 'refused' && trial.rejection.reason === 'BUDGET_EXCEEDED';
    if (trials.some(isOut)) {
      for (const trial of trials.filter(isOut)) this.#take(trial);
      this.#takeBase(round.filter((_, i) => !isOut(trials[i] as Trial)));
      return;
    }
    for (const trial of trials) this.#take(trial);
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
    const { promotion, giving, conditions } = trial;
    const { id, version, phase, funding } = promotion;
    const { gift, points, tenderMinor, deposit } = giving;
    this.#applied.push({
      id,
      version,
      phase,
      discountMinor: discountOf(giving),
      lines: this.#linesOf(giving.discounts),
      shippingDiscountMinor: giving.shippingMinor,
      unitCount: unitsTaken(giving, this.#till),
      tendered: tenderMinor === 0 ? null : { amountMinor: tenderMinor, points },
      gift: gift === null ? null : { promotion: id, ...gift },
      pointsBack: giving.pointsBack,
      deposit: deposit === null ? null : { promotion: id, ...deposit },
      funding: funding.length === 0 ? [] : fundedParts(funding, givenMinor(giving)),
      conditions,
    });
    this.#till.take(giving);
  }

  #linesOf(discounts: readonly Minor[]): AppliedLine[] {
    const lines: AppliedLine[] = [];
    const all = this.#till.lines;
    for (let i = 0; i < discounts.length; i++) {
      const discountMinor = discounts[i] ?? 0;
      const before = all[i];
      if (discountMinor === 0 || before === undefined) continue;
      const { line, remainingMinor: beforeMinor } = before;
      const afterMinor = beforeMinor - discountMinor;
      lines.push({ lineId: line.id, beforeMinor, discountMinor, afterMinor });
    }
    return lines;
  }

  receipt(): Receipt {
    const { lines, currency, shippingMinor, shippingLeftMinor, tenderMinor } = this.#till;
    const subtotalMinor = sumOf(lines.map((each) => each.originalMinor));
    const remainingMinor: Minor = sumOf(lines.map((each) => each.remainingMinor));
    const shippingDiscountMinor = shippingMinor - shippingLeftMinor;
    const payableMinor = this.#till.leftToPayMinor;
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
      shippingDiscountMinor,
      discountMinor: subtotalMinor - remainingMinor + shippingDiscountMinor,
      tenderMinor,
      payableMinor,
      dueNowMinor: this.#dueNow(payableMinor),
    };
  }

  // Of a line under a presale only the deposit is due now; what pays otherwise pays the deposit first.
  #dueNow(payableMinor: Minor): Minor {
    const deposits = this.#applied.filter(({ deposit }) => deposit !== null);
    if (deposits.length === 0) return payableMinor;
    const ids = new Set(deposits.flatMap(({ lines }) => lines.map(({ lineId }) => lineId)));
    const inPresale = this.#till.lines.filter(({ line }) => ids.has(line.id));
    const full = sumOf(inPresale.map(({ remainingMinor }) => remainingMinor));
    const due = sumOf(deposits.map(({ deposit }) => deposit?.depositMinor ?? 0));
    return Math.max(0, payableMinor - Math.max(0, full - due));
  }
}

function fundedParts(funding: Promotion['funding'], givenAwayMinor: Minor) {
  const amounts = allocate(
    givenAwayMinor,
    funding.map(({ bps }) => bps),
  );
  return funding.map(({ party }, i) => ({ party, amountMinor: amounts[i] ?? 0 }));
}

function rivalsOf(promotion: Promotion, tried: readonly Promotion[]): readonly Promotion[] {
  const { stack } = promotion;
  if (stack.kind !== 'best_of') return [promotion];
  return tried.filter((each) => each.stack.kind === 'best_of' && each.stack.group === stack.group);
}

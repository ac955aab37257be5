import type { Minor } from '../../money.js';
import type { LocalDate } from '../../time-zone.js';
import type { ReplayCodes } from './scenario.js';

/** What promotions would have done to past orders, and what those in force now would have. */
export interface ReplayReport {
  readonly currency: string;
  readonly timezone: string;
  readonly from: number;
  /** Exclusive. */
  readonly until: number;
  readonly codes: ReplayCodes;
  readonly orders: number;
  readonly guestOrders: number;
  readonly lines: number;
  readonly linesWithoutCost: number;
  /** Goods as they were sold, before what is replayed. */
  readonly goodsMinor: Minor;
  readonly draft: ScenarioFigures;
  readonly now: ScenarioFigures;
  /** Of lines whose cost is known, at the prices they were sold for. */
  readonly marginBeforeMinor: Minor;
  /** By their cost, the dearest first. */
  readonly promotions: readonly PromotionComparison[];
  /** Of the draft, by how often. */
  readonly overlaps: readonly Overlap[];
  /** Of the draft: the ten orders that cost most. */
  readonly dearest: readonly DearOrder[];
  /** Weeks from their Monday, in order; none is left out. */
  readonly weeks: readonly WeekFigures[];
  /** Of the draft: orders by the share of their value that was given away; those that got nothing are left out. */
  readonly shares: readonly ShareBand[];
}

export interface ScenarioFigures {
  /** Orders in which anything was given. */
  readonly touched: number;
  readonly givenMinor: Minor;
  /** Of lines whose cost is known, less discounts on them and the cost of gifts. */
  readonly marginMinor: Minor;
}

export interface PromotionFigures {
  readonly orders: number;
  readonly givenMinor: Minor;
}

export interface PromotionComparison {
  readonly id: string;
  /** Null where the draft has no such promotion. */
  readonly draft: PromotionFigures | null;
  /** Null where it is not in force now. */
  readonly now: PromotionFigures | null;
  readonly justShort: ShortOrders;
  /** Orders that the draft's limits of uses, money or stock refused. */
  readonly refusedByLimit: number;
}

/** Orders within a tenth below a threshold of the draft, or one piece short of it. */
export interface ShortOrders {
  readonly byMoney: number;
  /** What they lacked in all. */
  readonly missingMinor: Minor;
  readonly byPiece: number;
}

export interface Overlap {
  readonly pair: readonly [string, string];
  readonly orders: number;
  /** What the two gave in those orders. */
  readonly givenMinor: Minor;
}

export interface DearOrder {
  readonly ref: string;
  readonly at: number;
  readonly valueMinor: Minor;
  readonly givenMinor: Minor;
  readonly by: readonly string[];
}

export interface WeekFigures {
  readonly monday: LocalDate;
  readonly orders: number;
  readonly draftMinor: Minor;
  readonly nowMinor: Minor;
}

export interface ShareBand {
  /** Percent, included, and up to the next band; the last has no end. */
  readonly fromPercent: number;
  readonly orders: number;
}

import type { Minor } from '../../money.js';
import { addDays, type LocalDate, localTime } from '../../time-zone.js';
import type { PromotionDefinition } from '../offer.js';
import type { Receipt } from '../receipt.js';
import type { RejectionReason } from '../rejection-reason.js';
import { justShortOf } from './just-short.js';
import type { PastOrder } from './past-order.js';
import type {
  DearOrder,
  Overlap,
  PromotionComparison,
  PromotionFigures,
  ReplayReport,
  ShareBand,
  ShortOrders,
  WeekFigures,
} from './replay-report.js';
import { type ReplayCodes, type Replayed, Scenario } from './scenario.js';

export interface ReplayPlan {
  readonly currency: string;
  readonly timezone: string;
  readonly from: number;
  readonly until: number;
  readonly codes: ReplayCodes;
  readonly draft: readonly PromotionDefinition[];
  /** Those in force now. */
  readonly now: readonly PromotionDefinition[];
}

const bandPercent = 5;
const lastBand = 50;
const dearestKept = 10;

/** Takes past orders one by one, in the order of time, and keeps figures only. */
export class ReplayTally {
  readonly #plan: ReplayPlan;
  readonly #draft: ScenarioTally;
  readonly #now: ScenarioTally;
  readonly #promotionOf: ReadonlyMap<string, PromotionDefinition['promotion']>;
  readonly #justShort = new Map<string, ShortOrders>();
  readonly #refused = new Map<string, number>();
  readonly #overlaps = new Map<string, Overlap>();
  readonly #weeks = new Map<LocalDate, WeekFigures>();
  readonly #bands = new Map<number, number>();
  #dearest: readonly DearOrder[] = [];
  #orders = 0;
  #guestOrders = 0;
  #lines = 0;
  #linesWithoutCost = 0;
  #goodsMinor = 0;
  #marginBeforeMinor = 0;

  constructor(plan: ReplayPlan) {
    this.#plan = plan;
    this.#draft = new ScenarioTally(new Scenario(plan.draft, plan));
    this.#now = new ScenarioTally(new Scenario(plan.now, plan));
    this.#promotionOf = new Map(plan.draft.map(({ promotion }) => [promotion.id, promotion]));
  }

  take(order: PastOrder): void {
    const draft = this.#draft.take(order);
    const now = this.#now.take(order);
    this.#orders++;
    if (order.customerId === null) this.#guestOrders++;
    this.#lines += order.lines.length;
    for (const { costMinor, quantity, unitPriceMinor } of order.lines) {
      this.#goodsMinor += quantity * unitPriceMinor;
      if (costMinor === null) this.#linesWithoutCost++;
      else this.#marginBeforeMinor += quantity * (unitPriceMinor - costMinor);
    }
    this.#takeJustShort(draft.receipt);
    this.#takeRefused(draft.receipt);
    this.#takeOverlaps(draft);
    this.#takeWeek(order.at, draft.givenMinor, now.givenMinor);
    if (draft.givenMinor > 0) this.#takeGiven(order, draft);
  }

  report(): ReplayReport {
    const { currency, timezone, from, until, codes } = this.#plan;
    return {
      currency,
      timezone,
      from,
      until,
      codes,
      orders: this.#orders,
      guestOrders: this.#guestOrders,
      lines: this.#lines,
      linesWithoutCost: this.#linesWithoutCost,
      goodsMinor: this.#goodsMinor,
      draft: this.#draft.figures,
      now: this.#now.figures,
      marginBeforeMinor: this.#marginBeforeMinor,
      promotions: this.#comparisons(),
      overlaps: [...this.#overlaps.values()].sort(
        (a, b) => b.orders - a.orders || b.givenMinor - a.givenMinor,
      ),
      dearest: this.#dearest,
      weeks: this.#allWeeks(),
      shares: this.#allBands(),
    };
  }

  #takeJustShort({ rejected }: Receipt): void {
    for (const each of rejected) {
      const promotion = this.#promotionOf.get(each.id);
      const short = promotion === undefined ? null : justShortOf(each, promotion);
      if (short === null) continue;
      const so = this.#justShort.get(each.id) ?? noneShort;
      this.#justShort.set(
        each.id,
        short.kind === 'pieces'
          ? { ...so, byPiece: so.byPiece + 1 }
          : {
              ...so,
              byMoney: so.byMoney + 1,
              missingMinor: so.missingMinor + short.missingMinor,
            },
      );
    }
  }

  #takeRefused({ rejected }: Receipt): void {
    for (const { id, reason } of rejected)
      if (isUsedUp(reason)) this.#refused.set(id, (this.#refused.get(id) ?? 0) + 1);
  }

  #takeOverlaps({ given }: Replayed): void {
    const giving = given.filter(({ minor }) => minor > 0);
    for (const [i, one] of giving.entries())
      for (const other of giving.slice(i + 1)) {
        const pair: readonly [string, string] =
          one.id < other.id ? [one.id, other.id] : [other.id, one.id];
        const key = pair.join(' ');
        const so = this.#overlaps.get(key) ?? { pair, orders: 0, givenMinor: 0 };
        const givenMinor = so.givenMinor + one.minor + other.minor;
        this.#overlaps.set(key, { pair, orders: so.orders + 1, givenMinor });
      }
  }

  #takeWeek(at: number, draftMinor: Minor, nowMinor: Minor): void {
    const monday = mondayOf(localTime(at, this.#plan.timezone).date);
    const so = this.#weeks.get(monday) ?? { monday, orders: 0, draftMinor: 0, nowMinor: 0 };
    this.#weeks.set(monday, {
      monday,
      orders: so.orders + 1,
      draftMinor: so.draftMinor + draftMinor,
      nowMinor: so.nowMinor + nowMinor,
    });
  }

  #takeGiven({ ref, at }: PastOrder, { receipt, given, givenMinor }: Replayed): void {
    const valueMinor = receipt.subtotalMinor + receipt.shippingMinor;
    const percent = valueMinor === 0 ? 0 : (givenMinor * 100) / valueMinor;
    const band = Math.min(lastBand, Math.floor(percent / bandPercent) * bandPercent);
    this.#bands.set(band, (this.#bands.get(band) ?? 0) + 1);
    const least = this.#dearest.at(-1);
    if (this.#dearest.length === dearestKept && givenMinor <= (least?.givenMinor ?? 0)) return;
    const by = given.filter(({ minor }) => minor > 0).map(({ id }) => id);
    this.#dearest = [...this.#dearest, { ref, at, valueMinor, givenMinor, by }]
      .sort((a, b) => b.givenMinor - a.givenMinor)
      .slice(0, dearestKept);
  }

  #comparisons(): PromotionComparison[] {
    const draftIds = this.#plan.draft.map(({ promotion }) => promotion.id);
    const nowIds = this.#plan.now.map(({ promotion }) => promotion.id);
    const cost = ({ draft, now }: PromotionComparison) => (draft ?? now)?.givenMinor ?? 0;
    return [...new Set([...draftIds, ...nowIds])]
      .map((id) => ({
        id,
        draft: draftIds.includes(id) ? this.#draft.of(id) : null,
        now: nowIds.includes(id) ? this.#now.of(id) : null,
        justShort: this.#justShort.get(id) ?? noneShort,
        refusedByLimit: this.#refused.get(id) ?? 0,
      }))
      .sort((a, b) => cost(b) - cost(a));
  }

  #allWeeks(): WeekFigures[] {
    const mondays = [...this.#weeks.keys()].sort();
    const [first, last] = [mondays[0], mondays.at(-1)];
    if (first === undefined || last === undefined) return [];
    const weeks: WeekFigures[] = [];
    for (let monday = first; monday <= last; monday = addDays(monday, 7))
      weeks.push(this.#weeks.get(monday) ?? { monday, orders: 0, draftMinor: 0, nowMinor: 0 });
    return weeks;
  }

  #allBands(): ShareBand[] {
    const highest = Math.max(-bandPercent, ...this.#bands.keys());
    return Array.from({ length: highest / bandPercent + 1 }, (_, i) => ({
      fromPercent: i * bandPercent,
      orders: this.#bands.get(i * bandPercent) ?? 0,
    }));
  }
}

function isUsedUp(reason: RejectionReason): boolean {
  return reason === 'LIMIT_REACHED' || reason === 'BUDGET_EXCEEDED' || reason === 'SOLD_OUT';
}

const noneShort: ShortOrders = { byMoney: 0, missingMinor: 0, byPiece: 0 };
const noFigures: PromotionFigures = { orders: 0, givenMinor: 0 };

class ScenarioTally {
  readonly #scenario: Scenario;
  readonly #byId = new Map<string, PromotionFigures>();
  #touched = 0;
  #givenMinor = 0;
  #marginMinor = 0;

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
  }

  get figures() {
    return {
      touched: this.#touched,
      givenMinor: this.#givenMinor,
      marginMinor: this.#marginMinor,
    };
  }

  of(id: string): PromotionFigures {
    return this.#byId.get(id) ?? noFigures;
  }

  take(order: PastOrder): Replayed {
    const replayed = this.#scenario.replay(order);
    this.#givenMinor += replayed.givenMinor;
    if (replayed.givenMinor > 0) this.#touched++;
    for (const { id, minor } of replayed.given) {
      if (minor === 0) continue;
      const so = this.of(id);
      this.#byId.set(id, { orders: so.orders + 1, givenMinor: so.givenMinor + minor });
    }
    this.#marginMinor += marginOf(order, replayed);
    return replayed;
  }
}

/** Lines of a known cost as they would have been paid, less gifts, points and shipping given, which lower no line. */
function marginOf({ lines }: PastOrder, { receipt, givenMinor }: Replayed): Minor {
  const { discountMinor, shippingDiscountMinor } = receipt;
  let margin = discountMinor - shippingDiscountMinor - givenMinor;
  for (const [i, { costMinor, quantity }] of lines.entries())
    if (costMinor !== null) margin += (receipt.lines[i]?.totalMinor ?? 0) - quantity * costMinor;
  return margin;
}

/** @param date local */
function mondayOf(date: LocalDate): LocalDate {
  const day = (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7;
  return addDays(date, -day);
}

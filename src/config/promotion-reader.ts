import type { Shop } from '../domain/campaign/shop.js';
import type { Problem } from '../domain/problem.js';
import { foldCode, isCodePrefix } from '../domain/promotion/coupon-code.js';
import {
  definitionDefaults,
  type PromotionDefinition,
  type PromotionLimits,
  type Trigger,
} from '../domain/promotion/offer.js';
import {
  type FundingShare,
  type Promotion,
  promotionDefaults,
  type Stack,
  type Window,
} from '../domain/promotion/promotion.js';
import type { Recurring } from '../domain/promotion/recurring.js';
import { checkCompany } from './promotion-company.js';
import { type KnownNames, readConditions } from './promotion-conditions.js';
import { type ReadEffect, readEffect } from './promotion-effects.js';
import { instantAt, momentText, PromotionValues } from './promotion-values.js';
import type { PromotionFile } from './promotions-schema.js';
import type { Path, YamlDocument } from './yaml-positions.js';

export interface PromotionsContext extends Pick<Shop, 'currency' | 'timezone' | 'locales'> {
  readonly known?: KnownNames;
  /** What a point of the shop's membership is worth; 1 unless given. */
  readonly minorPerPoint?: number;
}

const isoWeekdays = { mon: 1, tue: 2, wed: 3, thu: 4, fri: 5, sat: 6, sun: 7 } as const;
const nothingKnown: KnownNames = { segments: null, tiers: null, channels: null };

// Where the file is wrong anyway: nothing of it is used.
const unreadable: Pick<ReadEffect, 'effect' | 'phase'> = {
  effect: { type: 'amount_off', amountMinor: 0, per: 'order' },
  phase: 'order',
};

/** Turns what the file says into promotions, and gathers what is wrong with it. */
export class PromotionReader {
  readonly #context: PromotionsContext;
  readonly #values: PromotionValues;
  readonly #codes = new Map<string, string>();

  constructor(context: PromotionsContext, document: YamlDocument) {
    this.#context = context;
    this.#values = new PromotionValues(context.currency, document);
  }

  get problems(): readonly Problem[] {
    return this.#values.problems;
  }

  read(id: string, file: PromotionFile): PromotionDefinition {
    const at: Path = ['promotions', id];
    const { timezone, minorPerPoint = 1, known = nothingKnown } = this.#context;
    const [values, zone] = [this.#values, file.timezone ?? timezone];
    const found = readEffect({ values, file, at, around: { zone, minorPerPoint } });
    if (found !== null) checkCompany(found, file, values, at);
    const { effect, phase } = found ?? unreadable;
    const promotion: Promotion = {
      ...promotionDefaults,
      id,
      phase,
      effect,
      conditions: readConditions(file, values, at, known),
      scope: values.scope(file.only, [...at, 'only']),
      priority: file.priority,
      stack: stackOf(file.combine),
      code: this.#code(file, id, at),
      window: this.#window(file.valid, [...at, 'valid'], zone),
      recurring: hoursOf(file.hours, zone),
      funding: this.#funding(file.funding, [...at, 'funding']),
    };
    this.#checkLocales(file, at);
    const { group } = file;
    return {
      ...definitionDefaults,
      promotion,
      trigger: this.#trigger(file, at),
      codePrefix: this.#prefix(file, at),
      limits: this.#limits(file.limit, [...at, 'limit']),
      names: file.name,
      notes: file.note ?? {},
      groupBuy: group === undefined ? null : { seats: group.size, openForMs: group.within },
      refundPolicy: file.refunds,
      isReusable: file.reusable_after_cancel,
    };
  }

  #window(valid: PromotionFile['valid'], at: Path, zone: string): Window {
    const { from, until } = valid ?? {};
    const fromAt = from === undefined ? null : instantAt(from, 'from', zone);
    const untilAt = until === undefined ? null : instantAt(until, 'until', zone);
    if (from && until && fromAt !== null && untilAt !== null && untilAt <= fromAt) {
      const message = `${momentText(until)} is before its beginning, ${momentText(from)}`;
      this.#values.complain([...at, 'until'], message);
    }
    return { fromAt, untilAt };
  }

  #limits(limit: PromotionFile['limit'], at: Path): PromotionLimits {
    const budget = limit?.budget;
    return {
      uses: limit?.uses ?? null,
      perCustomer: limit?.per_customer ?? null,
      budgetMinor: budget === undefined ? null : this.#values.money(budget, [...at, 'budget']),
      partialBudget: limit?.last_of_budget === 'give',
      stock: limit?.stock ?? null,
      unitsPerCustomer: limit?.pieces_per_customer ?? null,
    };
  }

  #funding(funding: PromotionFile['funding'], at: Path): FundingShare[] {
    const shares = Object.entries(funding ?? {}).map(([party, bps]) => ({ party, bps }));
    for (const { party, bps } of shares)
      if (bps === 0) this.#values.complain([...at, party], 'is not more than 0 %');
    const sum = shares.reduce((all, { bps }) => all + bps, 0);
    if (funding !== undefined && sum !== 10_000)
      this.#values.complain(at, `adds up to ${sum / 100} %, not 100 %`);
    return shares;
  }

  #trigger(file: PromotionFile, at: Path): Trigger {
    if (file.automatic && file.code !== undefined)
      this.#values.complain(
        [...at, 'automatic'],
        'needs no code: give it a code, or make it automatic',
      );
    if (file.code !== undefined) return 'code';
    // Who is in a group needs no coupon besides.
    return file.automatic || file.group !== undefined ? 'automatic' : 'coupon';
  }

  #code({ code }: PromotionFile, id: string, at: Path): string | null {
    if (code === undefined) return null;
    const folded = foldCode(code);
    const twin = this.#codes.get(folded);
    if (twin !== undefined)
      this.#values.complain([...at, 'code'], `"${code}" reads the same as the code of ${twin}`);
    this.#codes.set(folded, id);
    return folded;
  }

  #prefix({ code_prefix: prefix = '' }: PromotionFile, at: Path): string {
    const upper = prefix.toUpperCase();
    if (isCodePrefix(upper)) return upper;
    const message = `"${prefix}" is no prefix (at most 8 letters and digits, none of I, L, O, U)`;
    this.#values.complain([...at, 'code_prefix'], message);
    return '';
  }

  #checkLocales({ name, note }: PromotionFile, at: Path): void {
    for (const [key, text] of Object.entries({ name, note })) {
      const missing = this.#context.locales.filter((each) => text?.[each] === undefined);
      if (text === undefined || missing.length === 0) continue;
      const message = `has no text for ${missing.join(', ')}, which the shop speaks`;
      this.#values.complain([...at, key], message);
    }
  }
}

function stackOf(combine: PromotionFile['combine']): Stack {
  if (typeof combine === 'object') return { kind: 'best_of', group: combine.best_of };
  return { kind: combine ? 'combine' : 'exclusive' };
}

function hoursOf(hours: PromotionFile['hours'], zone: string): Recurring | null {
  if (hours === undefined) return null;
  const days = [...new Set(hours.days.map((day) => isoWeekdays[day]))].sort((a, b) => a - b);
  // Midnight as an end is the end of the day.
  const untilMinute = hours.until === 0 ? 1_440 : hours.until;
  return { zone, days, fromMinute: hours.from, untilMinute };
}

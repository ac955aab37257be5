import type { Shop } from '../domain/campaign/shop.js';
import { minorDigits, parseMoney } from '../domain/money.js';
import type { Problem } from '../domain/problem.js';
import type { Condition } from '../domain/promotion/condition.js';
import { foldCode, isCodePrefix } from '../domain/promotion/coupon-code.js';
import type { Effect } from '../domain/promotion/effect.js';
import {
  definitionDefaults,
  noLimits,
  type PromotionDefinition,
  type PromotionLimits,
  type Trigger,
} from '../domain/promotion/offer.js';
import {
  type Promotion,
  promotionDefaults,
  type Stack,
  type Window,
} from '../domain/promotion/promotion.js';
import type { Scope } from '../domain/promotion/scope.js';
import { addDays, instantOf } from '../domain/time-zone.js';
import type { PromotionFile } from './promotions-schema.js';
import type { Path, YamlDocument } from './yaml-positions.js';

export type PromotionsContext = Pick<Shop, 'currency' | 'timezone' | 'locales'>;

/** Turns what the file says into promotions, and gathers what is wrong with it. */
export class PromotionReader {
  readonly #context: PromotionsContext;
  readonly #document: YamlDocument;
  readonly #problems: Problem[] = [];
  readonly #codes = new Map<string, string>();

  constructor(context: PromotionsContext, document: YamlDocument) {
    this.#context = context;
    this.#document = document;
  }

  get problems(): readonly Problem[] {
    return this.#problems;
  }

  read(id: string, file: PromotionFile): PromotionDefinition {
    const at: Path = ['promotions', id];
    const promotion: Promotion = {
      ...promotionDefaults,
      id,
      phase: file.per === 'order' ? 'order' : 'item',
      effect: this.#effect(file, at),
      conditions: this.#conditions(file, at),
      scope: this.#scope(file.only, [...at, 'only']),
      priority: file.priority,
      stack: stackOf(file.combine),
      code: this.#code(file, id, at),
      window: this.#window(file.valid, at),
    };
    this.#checkLocales(file, at);
    return {
      ...definitionDefaults,
      promotion,
      trigger: this.#trigger(file, at),
      codePrefix: this.#prefix(file, at),
      limits: this.#limits(file.limit, [...at, 'limit']),
      names: file.name,
    };
  }

  #complain(path: Path, message: string): void {
    this.#problems.push(this.#document.problem(path, message));
  }

  #effect(file: PromotionFile, at: Path): Effect {
    const { percent, amount, cap, per, prices: basis } = file;
    if ((percent === undefined) === (amount === undefined))
      this.#complain(at, 'needs either percent or amount');
    if (amount !== undefined) {
      if (cap !== undefined) this.#complain([...at, 'cap'], 'goes with percent only');
      return { type: 'amount_off', amountMinor: this.#money(amount, [...at, 'amount']), per };
    }
    const capMinor = cap === undefined ? null : this.#money(cap, [...at, 'cap']);
    const rounding = per === 'unit' ? 'unit' : 'line';
    return { type: 'percent_off', bps: this.#bps(percent ?? 0, at), capMinor, rounding, basis };
  }

  #bps(percent: number, at: Path): number {
    const bps = Math.round(percent * 100);
    if (Math.abs(bps - percent * 100) > 1e-6)
      this.#complain([...at, 'percent'], `${percent} has more than two decimals`);
    return bps;
  }

  // YAML has read `5.10` as a number already; its shortest decimal is what was written, less zeros at the end.
  #money(value: number | string, path: Path): number {
    const { currency } = this.#context;
    const minor = parseMoney(String(value), currency);
    if (minor !== null && minor > 0) return minor;
    const digits = minorDigits(currency);
    const what =
      minor === null
        ? `is not an amount of money in ${currency} (at most ${digits} decimals)`
        : 'is not more than 0';
    this.#complain(path, `${JSON.stringify(value)} ${what}`);
    return 0;
  }

  #conditions(file: PromotionFile, at: Path): Condition[] {
    const { minimum_spend: spend, minimum_quantity: quantity, customers } = file;
    const conditions: Condition[] = [];
    if (spend !== undefined) {
      const amountMinor = this.#money(spend, [...at, 'minimum_spend']);
      conditions.push({ type: 'subtotal_at_least', amountMinor, scope: {}, basis: 'remaining' });
    }
    if (quantity !== undefined) conditions.push({ type: 'quantity_at_least', quantity, scope: {} });
    for (const tag of listOf(customers?.tag) ?? []) conditions.push({ type: 'customer_tag', tag });
    return conditions;
  }

  #scope(only: PromotionFile['only'], at: Path): Scope {
    if (only === undefined) return {};
    const [categories, brands] = [listOf(only.category), listOf(only.brand)];
    const [tags, skus] = [listOf(only.tag), listOf(only.sku)];
    const { price_from: from, price_to: to, not_discounted: fresh } = only;
    return {
      ...(categories && { categories }),
      ...(brands && { brands }),
      ...(tags && { tags }),
      ...(skus && { skus }),
      ...(from !== undefined && { minUnitPriceMinor: this.#money(from, [...at, 'price_from']) }),
      ...(to !== undefined && { maxUnitPriceMinor: this.#money(to, [...at, 'price_to']) }),
      ...(fresh !== undefined && { excludeDiscounted: fresh }),
    };
  }

  // Days of the shop: from the first minute of the first to the last of the last.
  #window(valid: PromotionFile['valid'], at: Path): Window {
    const { timezone } = this.#context;
    const { from, until } = valid ?? {};
    if (from !== undefined && until !== undefined && until < from)
      this.#complain([...at, 'valid', 'until'], `${until} is before its beginning, ${from}`);
    return {
      fromAt: from === undefined ? null : instantOf(from, 0, timezone),
      untilAt: until === undefined ? null : instantOf(addDays(until, 1), 0, timezone),
    };
  }

  #limits(limit: PromotionFile['limit'], at: Path): PromotionLimits {
    const budget = limit?.budget;
    return {
      ...noLimits,
      uses: limit?.uses ?? null,
      perCustomer: limit?.per_customer ?? null,
      budgetMinor: budget === undefined ? null : this.#money(budget, [...at, 'budget']),
      partialBudget: limit?.last_of_budget === 'give',
    };
  }

  #trigger(file: PromotionFile, at: Path): Trigger {
    if (file.automatic && file.code !== undefined)
      this.#complain([...at, 'automatic'], 'needs no code: give it a code, or make it automatic');
    if (file.code !== undefined) return 'code';
    return file.automatic ? 'automatic' : 'coupon';
  }

  #code({ code }: PromotionFile, id: string, at: Path): string | null {
    if (code === undefined) return null;
    const folded = foldCode(code);
    const twin = this.#codes.get(folded);
    if (twin !== undefined)
      this.#complain([...at, 'code'], `"${code}" reads the same as the code of ${twin}`);
    this.#codes.set(folded, id);
    return folded;
  }

  #prefix({ code_prefix: prefix = '' }: PromotionFile, at: Path): string {
    const upper = prefix.toUpperCase();
    if (isCodePrefix(upper)) return upper;
    const message = `"${prefix}" is no prefix (at most 8 letters and digits, none of I, L, O, U)`;
    this.#complain([...at, 'code_prefix'], message);
    return '';
  }

  #checkLocales({ name }: PromotionFile, at: Path): void {
    const missing = this.#context.locales.filter((each) => name[each] === undefined);
    if (missing.length > 0)
      this.#complain(
        [...at, 'name'],
        `has no text for ${missing.join(', ')}, which the shop speaks`,
      );
  }
}

function stackOf(combine: PromotionFile['combine']): Stack {
  if (typeof combine === 'object') return { kind: 'best_of', group: combine.best_of };
  return { kind: combine ? 'combine' : 'exclusive' };
}

function listOf(value: string | string[] | undefined): readonly string[] | undefined {
  return typeof value === 'string' ? [value] : value;
}

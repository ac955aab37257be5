import { type Minor, minorDigits, parseMoney } from '../domain/money.js';
import type { Problem } from '../domain/problem.js';
import type { Scope } from '../domain/promotion/scope.js';
import { didYouMean } from '../domain/suggest.js';
import { addDays, instantOf } from '../domain/time-zone.js';
import type { Moment, OnlyFile } from './promotion-parts-schema.js';
import type { Path, YamlDocument } from './yaml-positions.js';

/** Reads single values of promotions.yaml, and gathers what is wrong with them. */
export class PromotionValues {
  readonly currency: string;
  readonly #document: YamlDocument;
  readonly #problems: Problem[] = [];

  constructor(currency: string, document: YamlDocument) {
    this.currency = currency;
    this.#document = document;
  }

  get problems(): readonly Problem[] {
    return this.#problems;
  }

  complain(path: Path, message: string): void {
    this.#problems.push(this.#document.problem(path, message));
  }

  // YAML has read `5.10` as a number already; its shortest decimal is what was written, less zeros at the end.
  money(value: number | string, path: Path): Minor {
    const { currency } = this;
    const minor = parseMoney(String(value), currency);
    if (minor !== null && minor > 0) return minor;
    const digits = minorDigits(currency);
    const what =
      minor === null
        ? `is not an amount of money in ${currency} (at most ${digits} decimals)`
        : 'is not more than 0';
    this.complain(path, `${JSON.stringify(value)} ${what}`);
    return 0;
  }

  bps(percent: number, path: Path): number {
    const bps = Math.round(percent * 100);
    if (Math.abs(bps - percent * 100) > 1e-6)
      this.complain(path, `${percent} has more than two decimals`);
    return bps;
  }

  scope(only: OnlyFile | undefined, path: Path): Scope {
    if (only === undefined) return {};
    const [categories, brands] = [listOf(only.category), listOf(only.brand)];
    const [tags, skus] = [listOf(only.tag), listOf(only.sku)];
    const { price_from: from, price_to: to, not_discounted: fresh } = only;
    return {
      ...(categories && { categories }),
      ...(brands && { brands }),
      ...(tags && { tags }),
      ...(skus && { skus }),
      ...(from !== undefined && { minUnitPriceMinor: this.money(from, [...path, 'price_from']) }),
      ...(to !== undefined && { maxUnitPriceMinor: this.money(to, [...path, 'price_to']) }),
      ...(fresh !== undefined && { excludeDiscounted: fresh }),
    };
  }

  /** @param known null where nobody knows which there are */
  names(
    written: string | readonly string[] | undefined,
    path: Path,
    known: readonly string[] | null,
    what: string,
  ): readonly string[] {
    const names = listOf(written) ?? [];
    for (const [index, name] of names.entries()) {
      if (known === null || known.includes(name)) continue;
      const at = typeof written === 'string' ? path : [...path, index];
      this.complain(at, `"${name}" is not ${what}${didYouMean(name, known)}`);
    }
    return names;
  }
}

/** @param side a whole day begins with its first minute, and ends with its last */
export function instantAt(moment: Moment, side: 'from' | 'until', zone: string): number {
  switch (moment.kind) {
    case 'instant':
      return moment.at;
    case 'time':
      return instantOf(moment.date, moment.minute, zone);
    case 'day':
      return instantOf(side === 'from' ? moment.date : addDays(moment.date, 1), 0, zone);
  }
  return moment satisfies never;
}

/** As it is written, near enough. */
export function momentText(moment: Moment): string {
  if (moment.kind === 'instant') return new Date(moment.at).toISOString();
  if (moment.kind === 'day') return moment.date;
  const clock = [Math.floor(moment.minute / 60), moment.minute % 60];
  return `${moment.date} ${clock.map((part) => String(part).padStart(2, '0')).join(':')}`;
}

function listOf(value: string | readonly string[] | undefined): readonly string[] | undefined {
  return typeof value === 'string' ? [value] : value;
}

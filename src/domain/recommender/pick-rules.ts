/** What a marketer may ask of picks, beyond what a model thinks of them. */
export interface PickRules {
  /** In [0, 1]: 0 takes the best, 1 takes what differs most from what is in the list already. */
  readonly diversity: number;
  /** Null: no limit. Products without a category are not limited. */
  readonly mostPerCategory: number | null;
  readonly boost: {
    /** A product that is all margin counts (1 + margin) times; one of unknown cost counts once. */
    readonly margin: number;
    /** The product with most in stock counts (1 + stock) times; one that is not counted counts once. */
    readonly stock: number;
  };
  /** What a customer was shown in a message of a campaign is not picked again for so long; null: it may be. */
  readonly coolDownMs: number | null;
  readonly never: readonly NeverRule[];
}

export interface NeverRule {
  /** Compared without regard to case. */
  readonly category: string;
  /** Who may be shown it all the same; null: nobody. */
  readonly unless: NeverException | null;
}

export type NeverException =
  /** One of the shop's own facts about a customer; a text is compared without regard to case. */
  | {
      readonly kind: 'attribute';
      readonly name: string;
      readonly value: string | number | boolean;
    }
  /** Years since the birthday; a customer whose birthday is not known is not old enough. */
  | { readonly kind: 'age'; readonly years: number };

export interface CustomerFacts {
  /** `YYYY-MM-DD`; null if it is not known. */
  readonly birthday: string | null;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/**
 * Which rules keep their category from this customer. Who is not known is an exception from nothing.
 *
 * @param onDay `YYYY-MM-DD`
 * @returns a bit for each rule, the first the lowest
 */
export function rulesAgainst(
  rules: readonly NeverRule[],
  customer: CustomerFacts | undefined,
  onDay: string,
): number {
  return rules.reduce(
    (bits, { unless }, at) => (isExcepted(unless, customer, onDay) ? bits : bits | (1 << at)),
    0,
  );
}

function isExcepted(
  unless: NeverException | null,
  customer: CustomerFacts | undefined,
  onDay: string,
): boolean {
  if (unless === null || customer === undefined) return false;
  if (unless.kind === 'age')
    return customer.birthday !== null && yearsBetween(customer.birthday, onDay) >= unless.years;
  const { name, value } = unless;
  const own = Object.hasOwn(customer.attributes, name) ? customer.attributes[name] : undefined;
  return plain(own) === plain(value);
}

/** Imports keep yes and 18 as texts, YAML as a boolean and a number: what is written alike is alike. */
function plain(value: unknown): string | null {
  if (typeof value === 'string') return value.trim().toLowerCase();
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return null;
}

/** Whole years; born on 29 February one is a year older on 1 March. */
function yearsBetween(birthday: string, onDay: string): number {
  const years = Number(onDay.slice(0, 4)) - Number(birthday.slice(0, 4));
  return onDay.slice(5) < birthday.slice(5) ? years - 1 : years;
}

import { didYouMean } from '../suggest.js';
import { UserError } from '../user-error.js';

/** What a parameter may be. */
export interface Rule<T> {
  readonly fallback: T;
  /** Completes "must be …". */
  readonly expects: string;
  readonly accepts: (value: unknown) => boolean;
}

export type Rules = Readonly<Record<string, Rule<unknown>>>;

export type ValuesOf<R extends Rules> = {
  readonly [Name in keyof R]: R[Name] extends Rule<infer T> ? T : never;
};

/** A whole number from 1 on. */
export function count(fallback: number): Rule<number> {
  return {
    fallback,
    expects: 'a whole number, at least 1',
    accepts: (value) => Number.isSafeInteger(value) && (value as number) >= 1,
  };
}

export function atLeastZero(fallback: number): Rule<number> {
  return {
    fallback,
    expects: 'a number, at least 0',
    accepts: (value) => Number.isFinite(value) && (value as number) >= 0,
  };
}

export function aboveZero(fallback: number): Rule<number> {
  return {
    fallback,
    expects: 'a number above 0',
    accepts: (value) => Number.isFinite(value) && (value as number) > 0,
  };
}

/** In [0, 1]. */
export function share(fallback: number): Rule<number> {
  return {
    fallback,
    expects: 'a number from 0 to 1',
    accepts: (value) => Number.isFinite(value) && (value as number) >= 0 && (value as number) <= 1,
  };
}

/** Above 0, or null for "not at all". */
export function aboveZeroOrNull(fallback: number | null): Rule<number | null> {
  const { accepts } = aboveZero(1);
  return {
    fallback,
    expects: 'a number above 0, or null',
    accepts: (value) => value === null || accepts(value),
  };
}

export function seed(fallback: number): Rule<number> {
  return {
    fallback,
    expects: 'a whole number',
    accepts: (value) => Number.isSafeInteger(value),
  };
}

export function oneOfWords<Word extends string>(
  fallback: Word,
  others: readonly Word[],
): Rule<Word> {
  const words: readonly unknown[] = [fallback, ...others];
  return {
    fallback,
    expects: `one of ${words.map((word) => `"${word}"`).join(', ')}`,
    accepts: (value) => words.includes(value),
  };
}

/**
 * @param given what a person wrote: an object, or undefined for "as usual"
 * @throws UserError that names the parameter and tells what would be right
 */
export function parseParameters<R extends Rules>(
  model: string,
  rules: R,
  given: unknown,
): ValuesOf<R> {
  const values: Record<string, unknown> = {};
  for (const [name, { fallback }] of Object.entries(rules)) values[name] = fallback;
  for (const [name, value] of Object.entries(objectOf(given))) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (rule === undefined) throw unknownParameter(model, name, Object.keys(rules));
    if (!rule.accepts(value))
      throw new UserError(
        `${model}: ${name} must be ${rule.expects}, not ${JSON.stringify(value)}`,
      );
    values[name] = value;
  }
  // Each name of R is there, with its fallback or with a value that its rule accepts.
  return values as ValuesOf<R>;
}

function objectOf(given: unknown): object {
  if (given === undefined) return {};
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) return given;
  throw new UserError('parameters are a JSON object, such as {"k": 100}');
}

function unknownParameter(model: string, name: string, known: readonly string[]): UserError {
  const hint =
    known.length === 0 ? `${model} has no parameters` : `${model} takes ${known.join(', ')}`;
  return new UserError(`${model} has no parameter "${name}"${didYouMean(name, known)}`, { hint });
}

import type { z } from 'zod';
import type { Problem } from '../domain/problem.js';
import { didYouMean } from '../domain/suggest.js';

type Issue = z.core.$ZodIssue;

/** What may stand at a place; `[]` stands for any index: `{ 'cart.lines[]': ['sku', 'qty'] }`. */
export type KnownKeys = Readonly<Record<string, readonly string[]>>;

/** Turns zod's issues into problems whose place is a JSON path, such as `promotions[0].effect.bps`. */
export function jsonProblems(
  issues: readonly Issue[],
  input: unknown,
  knownKeys: KnownKeys = {},
): Problem[] {
  return issues.flatMap((issue) => problemsOf(issue, input, knownKeys));
}

function jsonPath(path: readonly PropertyKey[]): string {
  const text = path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('');
  return text === '' ? 'the body' : text.replace(/^\./, '');
}

function problemsOf(issue: Issue, input: unknown, knownKeys: KnownKeys): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys[jsonPath(issue.path).replace(/\[\d+\]/g, '[]')] ?? [];
    return issue.keys.map((key) => ({
      place: jsonPath([...issue.path, key]),
      message: `is not a known key${didYouMean(key, known) || listed(known)}`,
    }));
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const nearest = [...issue.errors].sort((a, b) => a.length - b.length)[0] ?? [];
    const inner = nearest.map((each) => ({ ...each, path: [...issue.path, ...each.path] }));
    return inner.flatMap((each) => problemsOf(each, input, knownKeys));
  }
  const value = valueAt(input, issue.path);
  const place = jsonPath(issue.path);
  if (value === undefined && issue.code === 'invalid_type')
    return [{ place, message: 'is missing' }];
  return [{ place, message: `${shown(value)} ${words(issue)}`.trim() }];
}

function listed(known: readonly string[]): string {
  return known.length === 0 ? '' : `; known here: ${known.join(', ')}`;
}

function words(issue: Issue): string {
  // zod's own words are for programmers; a schema's own are written to follow the value.
  if (!/^(Invalid|Too (small|big))/.test(issue.message)) return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      return `is not ${typeName(issue.expected)}`;
    case 'invalid_value':
      return `is not one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return sized(issue.origin)
        ? `has fewer than ${issue.minimum} entries`
        : `is less than ${issue.minimum}`;
    case 'too_big':
      return sized(issue.origin)
        ? `has more than ${issue.maximum} entries`
        : `is more than ${issue.maximum}`;
    default:
      return issue.message;
  }
}

function sized(origin: string): boolean {
  return origin === 'array' || origin === 'string';
}

function typeName(expected: string): string {
  const names: Readonly<Record<string, string>> = {
    string: 'a text',
    number: 'a number',
    int: 'a whole number',
    boolean: 'true or false',
    array: 'a list',
    object: 'an object',
  };
  return names[expected] ?? `a ${expected}`;
}

function shown(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return Array.isArray(value) ? 'this list' : 'this object';
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, part) => {
    if (typeof value !== 'object' || value === null) return undefined;
    return (value as Record<PropertyKey, unknown>)[part];
  }, root);
}

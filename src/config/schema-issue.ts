import type { z } from 'zod';
import type { Problem } from '../domain/problem.js';
import { didYouMean } from '../domain/suggest.js';
import { keysAt } from './schema-keys.js';
import { type Path, withPath, type YamlDocument } from './yaml-positions.js';

type Issue = z.core.$ZodIssue;

/** Turns zod's issues into problems that point, in the order of the file. */
export function issueProblems(
  issues: readonly Issue[],
  schema: z.ZodType,
  document: YamlDocument,
): Problem[] {
  const problems = issues.flatMap((issue) => problemsOf(issue, [], schema, document));
  return [...problems].sort(byPlace);
}

export function byPlace(a: Problem, b: Problem): number {
  const [fileA, lineA, columnA] = splitPlace(a.place);
  const [fileB, lineB, columnB] = splitPlace(b.place);
  return fileA.localeCompare(fileB) || lineA - lineB || columnA - columnB;
}

function splitPlace(place: string): [string, number, number] {
  const match = /^(.*):(\d+):(\d+)$/.exec(place);
  return match ? [match[1] ?? '', Number(match[2]), Number(match[3])] : [place, 0, 0];
}

function problemsOf(
  issue: Issue,
  above: Path,
  schema: z.ZodType,
  document: YamlDocument,
): Problem[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, path);
    return issue.keys.map((key) => ({
      place: document.keyPlace([...path, key]),
      message: withPath([...path, key], `is not a known key${didYouMean(key, known)}`),
    }));
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const branch = nearestBranch(issue.errors);
    if (branch !== null)
      return branch.flatMap((inner) => problemsOf(inner, path, schema, document));
  }
  if (issue.code === 'invalid_key' || issue.code === 'invalid_element') {
    const [inner] = issue.issues;
    const place = document.keyPlace(path);
    return [{ place, message: withPath(path, `this key ${inner?.message ?? 'is not allowed'}`) }];
  }
  return [document.problem(path, phrase(issue, valueAt(document.value, path)))];
}

const wrongShapeCodes = new Set<string | undefined>(['invalid_type', 'invalid_value']);

/** The branch the writer probably meant: the one whose own shape fits and that has the least to complain about. */
function nearestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | null {
  const cost = (issues: readonly Issue[]) =>
    issues.reduce((sum, issue) => sum + (issue.path.length === 0 ? 10 : 1), 0);
  const isWrongShape = (issues: readonly Issue[]) =>
    issues.some(({ path, code }) => path.length === 0 && wrongShapeCodes.has(code));
  const fitting = branches.filter((issues) => !isWrongShape(issues));
  return [...fitting].sort((a, b) => cost(a) - cost(b))[0] ?? null;
}

function isShape({ code }: Issue): boolean {
  return code === 'invalid_type' || code === 'invalid_union';
}

function phrase(issue: Issue, value: unknown): string {
  if (value === undefined && isShape(issue)) return 'is missing';
  const words = isZodsOwn(issue.message) ? wordsFor(issue) : issue.message;
  const hint =
    issue.code === 'invalid_value' && typeof value === 'string'
      ? didYouMean(value, issue.values.map(String))
      : '';
  return `${shown(value)}${words}${hint}`;
}

function wordsFor(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `is not ${typeName(issue.expected)}`;
    case 'invalid_value':
      return `is not ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array'
        ? `has fewer than ${issue.minimum} ${issue.origin === 'array' ? 'entries' : 'letters'}`
        : `is less than ${issue.minimum}`;
    case 'too_big':
      return issue.origin === 'string' || issue.origin === 'array'
        ? `has more than ${issue.maximum} ${issue.origin === 'array' ? 'entries' : 'letters'}`
        : `is more than ${issue.maximum}`;
    case 'invalid_union':
      return 'has none of the shapes allowed here';
    default:
      return issue.message;
  }
}

// zod's words are for programmers. A schema's own words are written to follow the value.
function isZodsOwn(message: string): boolean {
  return /^(Invalid|Too (small|big)|Unrecognized)/.test(message);
}

function typeName(expected: string): string {
  const names: Readonly<Record<string, string>> = {
    string: 'a text',
    number: 'a number',
    int: 'a whole number',
    boolean: 'true or false',
    array: 'a list',
    object: 'a group of keys',
    record: 'a group of keys',
  };
  return names[expected] ?? `a ${expected}`;
}

function shown(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value !== 'object' || value === null) return `${JSON.stringify(value)} `;
  return Array.isArray(value) ? 'this list ' : 'this group of keys ';
}

function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, part) => {
    if (typeof value !== 'object' || value === null) return undefined;
    return (value as Record<PropertyKey, unknown>)[part];
  }, root);
}

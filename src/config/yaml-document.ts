import type { z } from 'zod';
import type { Parsed } from '../domain/problem.js';
import { suggest } from '../domain/suggest.js';
import { issueProblems } from './schema-issue.js';
import { keysAt } from './schema-keys.js';
import { openYaml, type YamlDocument } from './yaml-positions.js';

/** What was read, and the document behind it for checks across files. */
export interface Located<T> {
  readonly value: T;
  readonly document: YamlDocument;
}

/** Reads and validates one YAML file; all problems at once. */
export function parseYaml<T>(file: string, text: string, schema: z.ZodType<T>): Parsed<T> {
  const read = readYaml(file, text, schema);
  return read.ok ? { ok: true, value: read.value.value } : read;
}

/** As `parseYaml`, and keeps the positions. */
export function readYaml<T>(file: string, text: string, schema: z.ZodType<T>): Parsed<Located<T>> {
  const opened = openYaml(file, text);
  if (!opened.ok) return opened;
  const document = opened.value;
  const parsed = readDocument(document, schema);
  return parsed.ok ? { ok: true, value: { value: parsed.value, document } } : parsed;
}

/** Validates a document that is open already. A schema's own messages are phrases that follow the value. */
export function readDocument<T>(document: YamlDocument, schema: z.ZodType<T>): Parsed<T> {
  const parsed = schema.safeParse(document.value);
  if (parsed.success) return { ok: true, value: parsed.data };
  return { ok: false, problems: issueProblems(parsed.error.issues, schema, document) };
}

/**
 * What the writer probably meant by a document that is not right: keys that are nearly right renamed, what is wrong
 * left out. Only for finding further problems; null if too little is left.
 */
export function guessDocument<T>(document: YamlDocument, schema: z.ZodType<T>): T | null {
  const parsed = schema.safeParse(document.value);
  if (parsed.success) return parsed.data;
  const guess = structuredClone(document.value);
  // Wrong values first: a renamed key must not fall to the issue that it was missing.
  const isUnknown = (issue: z.core.$ZodIssue) => Number(issue.code === 'unrecognized_keys');
  const issues = [...parsed.error.issues].sort((a, b) => isUnknown(a) - isUnknown(b));
  for (const issue of issues) mend(guess, issue, schema);
  return schema.safeParse(guess).data ?? null;
}

function mend(root: unknown, issue: z.core.$ZodIssue, schema: z.ZodType): void {
  const unknown = issue.code === 'unrecognized_keys';
  const holder = groupAt(root, unknown ? issue.path : issue.path.slice(0, -1));
  if (holder === null) return;
  if (!unknown) {
    // Absent where the key is missing: nothing to leave out then.
    delete holder[String(issue.path.at(-1))];
    return;
  }
  for (const key of issue.keys) {
    const meant = suggest(key, keysAt(schema, issue.path));
    if (meant !== null && holder[meant] === undefined) holder[meant] = holder[key];
    delete holder[key];
  }
}

function groupAt(root: unknown, path: readonly PropertyKey[]): Record<string, unknown> | null {
  const found = path.reduce<unknown>(
    (value, part) => (value as Record<PropertyKey, unknown> | null | undefined)?.[part],
    root,
  );
  return typeof found === 'object' && found !== null ? (found as Record<string, unknown>) : null;
}

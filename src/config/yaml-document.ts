import type { z } from 'zod';
import type { Parsed } from '../domain/problem.js';
import { issueProblems } from './schema-issue.js';
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

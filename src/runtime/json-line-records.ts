import { UserError } from '../domain/user-error.js';
import type { SourceRecord } from '../ports/record-reader.js';
import {
  type ByteSource,
  damagedFault,
  inBatches,
  isDamaged,
  type Records,
} from './record-batches.js';

type Json = Readonly<Record<string, unknown>>;

interface Line {
  readonly line: number;
  readonly object: Json | null;
}

const linesLookedAt = 1_000;

/**
 * One JSON object to a line. Values become text, so that a CSV with the same content is the same import;
 * an object within is its `outer.inner` columns, a list its JSON.
 */
export async function jsonLineRecords(source: ByteSource): Promise<Records> {
  const lines = linesOf(source.bytes);
  const start: Line[] = [];
  while (start.length < linesLookedAt) {
    const { done, value } = await lines.next();
    if (done) break;
    start.push(value);
  }
  const header = [...new Set(start.flatMap(({ object }) => Object.keys(object ?? {})))];
  if (header.length === 0) {
    throw source.failure ?? new UserError(emptyMessage(source.name, start.length));
  }
  return { header, batches: inBatches(recordsOf(start, lines, header), source) };
}

function emptyMessage(name: string, lines: number): string {
  return lines === 0
    ? `${name} is empty`
    : `${name}: no line of the first ${lines} is a JSON object`;
}

async function* recordsOf(
  start: readonly Line[],
  rest: AsyncIterable<Line>,
  header: readonly string[],
): AsyncGenerator<SourceRecord> {
  for (const line of start) yield toRecord(line, header);
  for await (const line of rest) yield toRecord(line, header);
}

function toRecord({ line, object }: Line, header: readonly string[]): SourceRecord {
  if (object === null) return { line, values: [], fault: 'is not a JSON object' };
  const values = header.map((name) => textOf(object[name]));
  return isDamaged(values) ? { line, values: [], fault: damagedFault } : { line, values };
}

async function* linesOf(bytes: AsyncIterable<Buffer>): AsyncGenerator<Line> {
  const decoder = new TextDecoder();
  let rest = '';
  let number = 0;
  for await (const chunk of bytes) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      number++;
      if (line.trim() !== '') yield { line: number, object: objectOf(line) };
    }
  }
  const last = rest + decoder.decode();
  if (last.trim() !== '') yield { line: number + 1, object: objectOf(last) };
}

function objectOf(line: string): Json | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? flat(value as Json)
      : null;
  } catch {
    return null;
  }
}

function flat(object: Json): Json {
  const entries = Object.entries(object).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(value).map(([inner, deep]) => [`${name}.${inner}`, deep] as const)
      : [[name, value] as const],
  );
  return Object.fromEntries(entries);
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

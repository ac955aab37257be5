import type { SegmentDefinition } from '../config/segments-file.js';
import type { Explanation } from '../domain/segment/explain.js';
import type { SampleMember, SegmentSize } from '../services/segments.js';
import { table } from './output.js';

export function sizesText(
  sizes: readonly SegmentSize[],
  definitions: readonly SegmentDefinition[],
  warnings: readonly string[],
): string {
  const rows = sizes.map(({ name, size, all, reachable }, index) => [
    name,
    size,
    percent(size, all),
    reachable,
    definitions[index]?.description ?? '',
  ]);
  const lines = table(['segment', 'customers', 'of all', 'reachable', ''], rows);
  return [lines, '', ...reachHint(sizes), ...warningLines(warnings)].join('\n').trimEnd();
}

/** Nobody reachable at all is the state of every new shop; say what changes it. */
function reachHint(sizes: readonly SegmentSize[]): string[] {
  const isDeaf = sizes.some(({ size }) => size > 0) && sizes.every((each) => each.reachable === 0);
  return isDeaf
    ? ['Nobody is reachable yet: customers open a link to your chat first (hawker links export).']
    : [];
}

function warningLines(warnings: readonly string[]): string[] {
  return warnings.map((warning) => `! ${warning}`);
}

export function previewText(
  { name, description }: SegmentDefinition,
  { size, all, reachable }: SegmentSize,
  { sample, warnings }: { sample: readonly SampleMember[]; warnings: readonly string[] },
): string {
  const count = `${number(size)} of ${number(all)} customers (${percent(size, all)}), ${number(reachable)} of them reachable`;
  const width = Math.max(0, ...sample.map(({ customer }) => (customer ?? '').length));
  const members = sample.map(
    ({ customer, reasons }) =>
      `  ${(customer ?? '(chat only)').padEnd(width)}  ${reasons.join('; ')}`,
  );
  const isAll = sample.length === size;
  const heading = isAll ? 'All of them, and why:' : 'Some of them, and why:';
  return [
    `${name}${description === null ? '' : `: ${description}`}`,
    count,
    ...(members.length === 0 ? [] : ['', heading, ...members]),
    ...(warnings.length === 0 ? [] : ['', ...warningLines(warnings)]),
  ].join('\n');
}

export function explanationText(
  segment: string,
  customer: string,
  explanation: Explanation,
): string {
  const verdict = explanation.matches ? 'is in' : 'is not in';
  return [`Customer ${customer} ${verdict} ${segment}:`, ...treeLines(explanation, 1)].join('\n');
}

function treeLines({ matches, text, parts }: Explanation, depth: number): string[] {
  const [only] = parts;
  // A leaf states a fact, not the condition: under "not" the same fact is what is wanted.
  const isDenial = text === 'not' && only?.parts.length === 0;
  const own = `${'  '.repeat(depth)}${matches ? '✓' : '✗'} ${isDenial ? only.text : text}`;
  if (isDenial) return [own];
  return [own, ...parts.flatMap((part) => treeLines(part, depth + 1))];
}

function number(count: number): string {
  return count.toLocaleString('en');
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((part / whole) * 100).toFixed(1)} %`;
}

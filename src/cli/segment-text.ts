import type { SegmentDefinition } from '../config/segments-file.js';
import type { Explanation } from '../domain/segment/explain.js';
import type { Overlap } from '../domain/segment/overlap.js';
import type { Growth } from '../services/segment-views.js';
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

export interface PreviewParts {
  readonly sample: readonly SampleMember[];
  readonly warnings: readonly string[];
  /** Null if it was not asked for. */
  readonly growth: Growth | null;
  readonly overlaps: readonly Overlap[];
  readonly timezone: string;
}

export function previewText(
  { name, description }: SegmentDefinition,
  { size, all, reachable }: SegmentSize,
  { sample, warnings, growth, overlaps, timezone }: PreviewParts,
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
    ...growthLines(growth, timezone),
    ...overlapLines(overlaps),
    ...(members.length === 0 ? [] : ['', heading, ...members]),
    ...(warnings.length === 0 ? [] : ['', ...warningLines(warnings)]),
  ].join('\n');
}

function growthLines(growth: Growth | null, timeZone: string): string[] {
  if (growth === null) return [];
  if (growth.kind === 'unknown')
    return [
      '',
      `Size over time is not known, because only today’s value is kept of ${growth.because.join(', ')}.`,
    ];
  const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone });
  const rows = growth.sizes.map(({ at, size }) => [day.format(at), size]);
  const heading = 'Size over time, of today’s customers, by when they did what they did:';
  return ['', heading, table(['on', 'customers'], rows)];
}

function overlapLines(overlaps: readonly Overlap[]): string[] {
  const rows = overlaps.map(({ segment, size, both, share, jaccard }) => [
    segment,
    size,
    both,
    `${(share * 100).toFixed(1)} %`,
    jaccard.toFixed(2),
  ]);
  return rows.length === 0
    ? []
    : ['', table(['also in', 'customers', 'in both', 'of these', 'Jaccard'], rows)];
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

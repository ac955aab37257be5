import { join } from 'node:path';
import type { Shop } from '../domain/campaign/shop.js';
import type { Parsed } from '../domain/problem.js';
import type { ClusterMention } from '../domain/segment/bind-clusters.js';
import { childrenOf, cycleFrom } from '../domain/segment/references.js';
import {
  everyone,
  everyoneName,
  type NamedRules,
  type SegmentRule,
} from '../domain/segment/rule.js';
import { didYouMean } from '../domain/suggest.js';
import { byPlace } from './schema-issue.js';
import { RuleReader, type SegmentsContext } from './segment-rule-reader.js';
import { type ConditionFile, type SegmentFile, segmentsSchema } from './segment-schema.js';
import { readText } from './shop-file.js';
import { readYaml } from './yaml-document.js';
import type { Path } from './yaml-positions.js';

export interface SegmentDefinition {
  readonly name: string;
  readonly description: string | null;
  readonly rule: SegmentRule;
}

/** `campaigns/segments.yaml`, parsed; `everyone` is always among them, first. */
export interface Segments {
  readonly definitions: readonly SegmentDefinition[];
  readonly named: NamedRules;
  readonly clusterMentions: readonly ClusterMention[];
}

const builtIn: SegmentDefinition = {
  name: everyoneName,
  description: 'All customers',
  rule: everyone,
};

// SQLite joins at most 64 tables; each of these conditions is one.
const maxSets = 50;

/** Reads a shop's segments; a shop without the file has `everyone`. */
export function loadSegments(shopDir: string, shop: Shop): Parsed<Segments> {
  const file = join(shopDir, 'campaigns', 'segments.yaml');
  const text = readText(file);
  if (text === null) return { ok: true, value: segmentsOf([], []) };
  return parseSegments(file, text, segmentsContext(shop));
}

function segmentsContext(shop: Shop): SegmentsContext {
  const channels = [...shop.channels, ...(shop.switchedOff ?? [])].map(({ name }) => name);
  return { currency: shop.currency, channels, topics: [shop.consent.topic] };
}

export function parseSegments(
  file: string,
  text: string,
  context: SegmentsContext,
): Parsed<Segments> {
  const read = readYaml(file, text, segmentsSchema);
  if (!read.ok) return read;
  const { value, document } = read.value;
  const reader = new RuleReader(document, context);
  const entries = Object.entries(value.segments);
  const definitions = entries.map(([name, { description, ...condition }]) => ({
    name,
    description: description ?? null,
    rule: reader.read(condition, ['segments', name]),
  }));
  const segments = segmentsOf(definitions, reader.clusterMentions);
  checkNames(entries, segments.named, reader);
  checkCycles(entries, segments.named, reader);
  checkSizes(definitions, reader);
  if (reader.problems.length > 0)
    return { ok: false, problems: [...reader.problems].sort(byPlace) };
  return { ok: true, value: segments };
}

function segmentsOf(
  definitions: readonly SegmentDefinition[],
  clusterMentions: readonly ClusterMention[],
): Segments {
  const all = [builtIn, ...definitions.filter(({ name }) => name !== everyoneName)];
  const named = new Map(all.map(({ name, rule }) => [name, rule]));
  return { definitions: all, named, clusterMentions };
}

type Entries = readonly (readonly [string, SegmentFile])[];

function checkNames(entries: Entries, named: NamedRules, reader: RuleReader): void {
  for (const [name, condition] of entries) {
    const path = ['segments', name];
    if (name === everyoneName) reader.refuse(path, 'is built in and means all customers');
    for (const reference of referencesIn(condition, path)) {
      if (named.has(reference.name)) continue;
      const hint = didYouMean(reference.name, named.keys());
      reader.refuse(reference.path, `there is no segment "${reference.name}"${hint}`);
    }
  }
}

function checkCycles(entries: Entries, named: NamedRules, reader: RuleReader): void {
  const told = new Set<string>();
  for (const [name, condition] of entries) {
    const cycle = cycleFrom(name, named);
    if (cycle === null || told.has(name)) continue;
    for (const member of cycle) told.add(member);
    const next = cycle[1];
    const place = referencesIn(condition, ['segments', name]).find((each) => each.name === next);
    reader.refuse(
      place?.path ?? ['segments', name],
      `a segment cannot need itself (${cycle.join(' → ')})`,
    );
  }
}

function checkSizes(definitions: readonly SegmentDefinition[], reader: RuleReader): void {
  for (const { name, rule } of definitions) {
    const sets = setCount(rule);
    if (sets <= maxSets) continue;
    const way = 'give did a list of products, or split it into segments of their own';
    reader.refuse(
      ['segments', name],
      `asks ${sets} questions about behaviour, channels and segments, at most ${maxSets}: ${way}`,
    );
  }
}

function setCount(rule: SegmentRule): number {
  const own = ['did', 'consent', 'channel', 'segment'].includes(rule.kind) ? 1 : 0;
  return childrenOf(rule).reduce((sum, child) => sum + setCount(child), own);
}

interface Reference {
  readonly name: string;
  readonly path: Path;
}

function referencesIn(condition: ConditionFile, path: Path): Reference[] {
  const { segment, all = [], any = [], not } = condition;
  return [
    ...(segment === undefined ? [] : [{ name: segment, path: [...path, 'segment'] }]),
    ...all.flatMap((part, index) => referencesIn(part, [...path, 'all', index])),
    ...any.flatMap((part, index) => referencesIn(part, [...path, 'any', index])),
    ...(not === undefined ? [] : referencesIn(not, [...path, 'not'])),
  ];
}

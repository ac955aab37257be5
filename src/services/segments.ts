import type { Shop } from '../domain/campaign/shop.js';
import { clusterVersionsIn } from '../domain/segment/bind-clusters.js';
import { matches } from '../domain/segment/evaluate.js';
import { type Explanation, explain, reasonsOf } from '../domain/segment/explain.js';
import { everyone, type NamedRules, type SegmentRule } from '../domain/segment/rule.js';
import { sampleIds } from '../domain/segment/sample.js';
import type { SegmentStore } from '../ports/segment-store.js';

export interface SegmentDeps {
  readonly segments: SegmentStore;
  readonly shop: Pick<Shop, 'currency' | 'timezone' | 'consent'>;
}

/** Counts of people, each once. */
export interface SegmentSize {
  readonly name: string;
  readonly size: number;
  /** Of the shop's customers. */
  readonly all: number;
  /** Those who agreed to be written to and have a chat to write to. */
  readonly reachable: number;
}

export async function sizeSegments(
  deps: SegmentDeps,
  names: readonly string[],
  named: NamedRules,
  asOf: number,
): Promise<SegmentSize[]> {
  const all = await deps.segments.size(everyone, named, asOf);
  const sizes: SegmentSize[] = [];
  for (const name of names) {
    const rule: SegmentRule = { kind: 'segment', name };
    const agreed: SegmentRule = { kind: 'consent', topic: deps.shop.consent.topic };
    const size = await deps.segments.size(rule, named, asOf);
    const both: SegmentRule = { kind: 'all', rules: [rule, agreed] };
    const reachable = size === 0 ? 0 : await deps.segments.size(both, named, asOf);
    sizes.push({ name, size, all, reachable });
  }
  return sizes;
}

export interface SampleMember {
  readonly customerId: number;
  /** The shop's own key. */
  readonly customer: string | null;
  readonly reasons: readonly string[];
}

export interface PreviewRequest {
  readonly name: string;
  readonly named: NamedRules;
  readonly limit: number;
  readonly seed: number;
  readonly asOf: number;
}

/** A few members and why each is in; the same ones each time while the segment stays. */
export async function previewSegment(
  deps: SegmentDeps,
  { name, named, limit, seed, asOf }: PreviewRequest,
): Promise<SampleMember[]> {
  const rule = named.get(name) ?? everyone;
  const members = await deps.segments.members(rule, named, asOf);
  const versions = clusterVersionsIn(rule, named);
  const facts = await deps.segments.facts(sampleIds(members, limit, seed), versions);
  const { currency, timezone } = deps.shop;
  return facts.map((each) => ({
    customerId: each.customerId,
    customer: each.externalId,
    reasons: reasonsOf(explain(rule, each, { named, asOf, timezone, currency })),
  }));
}

/** Why one customer is in a segment or not; null if there is no such living customer. */
export async function explainMembership(
  deps: SegmentDeps,
  customerId: number,
  request: Pick<PreviewRequest, 'name' | 'named' | 'asOf'>,
): Promise<Explanation | null> {
  const { named, name, asOf } = request;
  const rule = named.get(name) ?? everyone;
  const [facts] = await deps.segments.facts([customerId], clusterVersionsIn(rule, named));
  if (facts === undefined) return null;
  const { currency, timezone } = deps.shop;
  return explain(rule, facts, { named, asOf, timezone, currency });
}

/** Names of all segments that hold one customer. */
export async function segmentsHolding(
  deps: {
    readonly segments: Pick<SegmentStore, 'facts'>;
    readonly shop: Pick<Shop, 'timezone'>;
  },
  customerId: number,
  named: NamedRules,
  asOf: number,
): Promise<string[]> {
  const all: SegmentRule = { kind: 'any', rules: [...named.values()] };
  const [facts] = await deps.segments.facts([customerId], clusterVersionsIn(all, named));
  if (facts === undefined) return [];
  const context = { named, asOf, timezone: deps.shop.timezone };
  return [...named].filter(([, rule]) => matches(rule, facts, context)).map(([name]) => name);
}

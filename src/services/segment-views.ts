import { dayMs } from '../domain/segment/figure.js';
import { lookBack } from '../domain/segment/look-back.js';
import { type Overlap, overlapOf } from '../domain/segment/overlap.js';
import { everyoneName, type NamedRules, type SegmentRule } from '../domain/segment/rule.js';
import type { SegmentStore } from '../ports/segment-store.js';

export interface SegmentViewRequest {
  readonly name: string;
  readonly named: NamedRules;
  readonly asOf: number;
}

/** Sizes at earlier instants, by what is known today: of today's people, by when they did what they did. */
export type Growth =
  | { readonly kind: 'counted'; readonly sizes: readonly { at: number; size: number }[] }
  /** What the rule asks that is not kept for earlier days, in words. */
  | { readonly kind: 'unknown'; readonly because: readonly string[] };

const growthStepDays = 30;

/**
 * How large a segment was, in steps of 30 days, earliest first and now last.
 *
 * @param steps how many before now
 */
export async function growthOf(
  deps: { readonly segments: Pick<SegmentStore, 'size'> },
  { name, named, asOf }: SegmentViewRequest,
  steps: number,
): Promise<Growth> {
  const earlier = lookBack({ kind: 'segment', name }, named);
  if (earlier.kind === 'impossible') return { kind: 'unknown', because: earlier.because };
  const sizes = [];
  for (let back = steps; back >= 0; back--) {
    const at = asOf - back * growthStepDays * dayMs;
    sizes.push({ at, size: await deps.segments.size(earlier.rule, earlier.named, at) });
  }
  return { kind: 'counted', sizes };
}

/** How a segment overlaps with every other but `everyone`, the most alike first. */
export async function overlapsOf(
  deps: { readonly segments: Pick<SegmentStore, 'members'> },
  { name, named, asOf }: SegmentViewRequest,
): Promise<Overlap[]> {
  const membersOf = (segment: string) => {
    const rule: SegmentRule = { kind: 'segment', name: segment };
    return deps.segments.members(rule, named, asOf);
  };
  const own = await membersOf(name);
  const overlaps: Overlap[] = [];
  for (const other of named.keys())
    if (other !== name && other !== everyoneName)
      overlaps.push(overlapOf(own, other, await membersOf(other)));
  return overlaps.sort((a, b) => b.jaccard - a.jaccard || a.segment.localeCompare(b.segment));
}

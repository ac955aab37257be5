import { describe, expect, it } from 'vitest';
import {
  bindClusters,
  clusterVersionsIn,
  mentionLines,
  unboundClusters,
} from '../../../src/domain/segment/bind-clusters.js';
import type { ClusterBinding, SegmentRule } from '../../../src/domain/segment/rule.js';

const cluster = (name: string, bound: ClusterBinding | null = null): SegmentRule => ({
  kind: 'cluster',
  name,
  bound,
});

describe('clusters that segments name', () => {
  const newest = { version: 4, keys: ['often', 'seldom'] };

  it('are bound to the newest version, deep in a tree; what is bound stays', () => {
    const old = cluster('seldom', { version: 2, code: 1 });
    const named = new Map<string, SegmentRule>([
      ['a', { kind: 'all', rules: [{ kind: 'not', rule: cluster('seldom') }, old] }],
      ['b', { kind: 'everyone' }],
    ]);
    expect(unboundClusters(named)).toBe(true);
    const bound = bindClusters(named, newest);
    if (bound.kind !== 'bound') throw new Error('all are there');
    expect(bound.named.get('a')).toEqual({
      kind: 'all',
      rules: [{ kind: 'not', rule: cluster('seldom', { version: 4, code: 2 }) }, old],
    });
    expect(unboundClusters(bound.named)).toBe(false);
    const through: SegmentRule = { kind: 'segment', name: 'a' };
    expect(clusterVersionsIn(through, bound.named)).toEqual([4, 2]);
    expect(clusterVersionsIn({ kind: 'segment', name: 'b' }, bound.named)).toEqual([]);
  });

  it('are told where there are none of the name, with the nearest', () => {
    const named = new Map([
      ['a', cluster('oftn')],
      ['b', cluster('never')],
    ]);
    const bound = bindClusters(named, newest);
    if (bound.kind !== 'unknown') throw new Error('none is there');
    const at = (line: number, message: string) => ({ place: `s.yaml:${line}:1`, message });
    const mentions = [
      { cluster: 'never', at: at(2, 'segments.b.cluster: ') },
      { cluster: 'seldom', at: at(3, '') },
      { cluster: 'oftn', at: at(4, 'segments.a.cluster: ') },
    ];
    expect(mentionLines(bound.problems, mentions)).toEqual([
      's.yaml:2:1 segments.b.cluster: version 4 of the clusters has no "never"',
      's.yaml:4:1 segments.a.cluster: version 4 of the clusters has no "oftn"; did you mean "often"?',
    ]);
  });

  it('are told where there are no clusters at all', () => {
    expect(bindClusters(new Map([['a', cluster('often')]]), null)).toEqual({
      kind: 'unknown',
      problems: new Map([['often', 'there is no cluster "often", as no clusters were made yet']]),
    });
  });
});

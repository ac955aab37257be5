import { describe, expect, it } from 'vitest';
import {
  bindClusters,
  clusterVersionsIn,
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
    expect(bindClusters(named, newest)).toEqual({
      kind: 'unknown',
      problems: [
        'segments.a: version 4 of the clusters has no "oftn"; did you mean "often"?',
        'segments.b: version 4 of the clusters has no "never"',
      ],
    });
  });

  it('are told where there are no clusters at all', () => {
    expect(bindClusters(new Map([['a', cluster('often')]]), null)).toEqual({
      kind: 'unknown',
      problems: ['segments.a: there is no cluster "often", as no clusters were made yet'],
    });
  });
});

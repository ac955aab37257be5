import fc from 'fast-check';
import { rfmNames } from '../../src/domain/profile/rfm.js';
import {
  type BehaviourCondition,
  type FollowUp,
  profileFigureNames,
  type Range,
  type SegmentRule,
} from '../../src/domain/segment/rule.js';
import { dayMs } from './small-shop.js';

/** Names that a rule may refer to, the later ones to the earlier. */
export interface RuleSet {
  readonly rule: SegmentRule;
  readonly named: ReadonlyMap<string, SegmentRule>;
}

function rangeOf(numbers: readonly [number, ...number[]]): fc.Arbitrary<Range> {
  const bound = fc.constantFrom(...numbers);
  return fc.oneof(
    bound.map((atLeast) => ({ atLeast })),
    bound.map((atMost) => ({ atMost })),
    fc.tuple(bound, bound).map(([atLeast, atMost]) => ({ atLeast, atMost })),
  );
}

const listOf = <T>(...values: readonly T[]) =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 });

const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option<T, null>(arbitrary, { nil: null });

const deed = {
  did: fc.constantFrom<BehaviourCondition['did']>(
    'purchase',
    'purchase',
    'refund',
    'browse',
    'like',
  ),
  products: orNull(
    fc.record(
      {
        categories: listOf<string>('bags', 'christmas', 'Ärmel', 'none'),
        brands: listOf<string>('north', 'south'),
        skus: listOf<string>('a', 'b', 'c', 'e'),
      },
      { requiredKeys: [] },
    ),
  ),
};

const did = fc.record({
  kind: fc.constant('did' as const),
  ...deed,
  times: rangeOf([0, 1, 2, 3]),
  amountMinor: orNull(rangeOf([-1, 0, 1, 250, 1_000, 6_000, 20_000])),
  // An instant lies 0, 1 and 1,900,000 ms beside so many whole days ago.
  withinMs: fc.constantFrom(
    null,
    ...[1, 1_900_000, dayMs - 1, dayMs, 7 * dayMs, 7 * dayMs + 1, 30 * dayMs, 90 * dayMs],
    ...[30 * dayMs - 1_900_000, 30 * dayMs - 1_899_999],
  ),
});

const followUp: fc.Arbitrary<FollowUp> = fc.record({
  isWanted: fc.boolean(),
  ...deed,
  isSameProduct: fc.boolean(),
  withinMs: fc.constantFrom(null, 1, 2, dayMs - 1, dayMs, dayMs + 1, 6 * dayMs, 24 * dayMs),
});

const sequence: fc.Arbitrary<SegmentRule> = fc
  .tuple(did, followUp)
  .map(([first, next]) => ({ ...first, followUp: next }));

const figure: fc.Arbitrary<SegmentRule> = fc.constantFrom(...profileFigureNames).chain((name) =>
  fc.record({
    kind: fc.constant('figure' as const),
    figure: fc.constant(name),
    range: name.endsWith('Minor')
      ? rangeOf([-12_345, -500, 0, 1, 250, 999, 5_001])
      : rangeOf([-1, 0, 1, 2, 3, 4, 5, 7, 30, 31, 90]),
  }),
);

const attribute: fc.Arbitrary<SegmentRule> = fc.record({
  kind: fc.constant('attribute' as const),
  name: fc.constantFrom('country', '城市', 'a b.c', 'absent', '$', 'country[0]'),
  values: orNull(listOf<string>('France', 'france', '5', '5.0', '2.5', 'true', '', 'null', "'")),
});

const leaf: fc.Arbitrary<SegmentRule> = fc.oneof(
  { weight: 4, arbitrary: did },
  { weight: 3, arbitrary: sequence },
  { weight: 3, arbitrary: figure },
  { weight: 2, arbitrary: attribute },
  fc.constant<SegmentRule>({ kind: 'everyone' }),
  fc.record({
    kind: fc.constant('field' as const),
    field: fc.constant('locale' as const),
    values: listOf<string>('zh', 'zh-CN', 'en', '%'),
  }),
  fc.record({
    kind: fc.constant('field' as const),
    field: fc.constant('memberTier' as const),
    values: listOf<string>('gold', '', "o'neill"),
  }),
  fc.record({
    kind: fc.constant('birthday' as const),
    when: fc.constantFrom('today' as const, 'this_month' as const),
  }),
  // Born in 1970, 1988, 1990 and 2000; it is 2026.
  rangeOf([-1, 25, 26, 35, 36, 37, 38, 55, 56]).map((years) => ({ kind: 'age' as const, years })),
  listOf(...rfmNames).map((names) => ({ kind: 'rfm' as const, names })),
  fc.record({
    kind: fc.constant('interest' as const),
    names: listOf<string>('bags', 'north', 'red', 'Ärmel', 'none'),
    sharePercent: rangeOf([0, 1, 10, 33, 50, 100]),
  }),
  fc.constant<SegmentRule>({ kind: 'prefers-channel', account: 'telegram' }),
  fc.constantFrom('marketing', 'news').map((topic) => ({ kind: 'consent' as const, topic })),
  fc
    .constantFrom('telegram', 'webchat', null)
    .map((account) => ({ kind: 'channel' as const, account })),
);

function treeOver(names: readonly string[]): fc.Arbitrary<SegmentRule> {
  const reference = names.map((name) => fc.constant<SegmentRule>({ kind: 'segment', name }));
  return fc.letrec<{ tree: SegmentRule }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3 },
      fc.oneof(leaf, leaf, ...reference),
      fc.record({
        kind: fc.constantFrom('all' as const, 'any' as const),
        rules: fc.array(tie('tree'), { maxLength: 3 }),
      }),
      tie('tree').map((rule) => ({ kind: 'not' as const, rule })),
    ),
  })).tree;
}

export const anyLeaf = leaf;

export const anyDeed: fc.Arbitrary<SegmentRule> = fc.oneof(did, sequence);

export const ruleSet: fc.Arbitrary<RuleSet> = fc
  .tuple(treeOver([]), treeOver(['one']), treeOver(['one', 'two']))
  .map(([one, two, rule]) => ({
    rule,
    named: new Map([
      ['two', two],
      ['one', one],
    ]),
  }));

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matches } from '../../../src/domain/segment/evaluate.js';
import { lookBack } from '../../../src/domain/segment/look-back.js';
import type { SegmentRule } from '../../../src/domain/segment/rule.js';
import { asOf, factsOf, shopZone, smallShop } from '../../support/small-shop.js';

const context = { asOf, timezone: shopZone };

describe('a rule looked back with', () => {
  const bound = fc.option(fc.integer({ min: -2, max: 100 }), { nil: undefined });
  const figure = fc
    .record({
      figure: fc.constantFrom('purchaseCount' as const, 'recencyDays' as const),
      atLeast: bound,
      atMost: bound,
    })
    .map(
      ({ figure: name, atLeast, atMost }): SegmentRule => ({
        kind: 'figure',
        figure: name,
        range: {
          ...(atLeast === undefined ? {} : { atLeast }),
          ...(atMost === undefined ? {} : { atMost }),
        },
      }),
    );

  it('means now what the figures of the profile mean now', () => {
    fc.assert(
      fc.property(smallShop, figure, (shop, rule) => {
        const named = new Map<string, SegmentRule>([['a', { kind: 'not', rule }]]);
        const whole: SegmentRule = { kind: 'any', rules: [{ kind: 'segment', name: 'a' }, rule] };
        const back = lookBack(rule, named);
        const other = lookBack(whole, named);
        if (back.kind !== 'possible' || other.kind !== 'possible') throw new Error('both can be');
        for (const facts of factsOf(shop)) {
          const isIn = matches(rule, facts, { ...context, named });
          expect(matches(back.rule, facts, { ...context, named: back.named })).toBe(isIn);
          expect(matches(other.rule, facts, { ...context, named: other.named })).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('is refused with everything that is known as it is now only, each once', () => {
    const tier: SegmentRule = { kind: 'field', field: 'memberTier', values: ['gold'] };
    const named = new Map<string, SegmentRule>([
      ['inner', { kind: 'not', rule: { kind: 'attribute', name: 'country', values: null } }],
    ]);
    const rule: SegmentRule = {
      kind: 'all',
      rules: [tier, { kind: 'any', rules: [tier, { kind: 'segment', name: 'inner' }] }],
    };
    expect(lookBack(rule, named)).toEqual({
      kind: 'impossible',
      because: ['the tier', 'the attribute country'],
    });
  });
});

import { describe, expect, it } from 'vitest';
import {
  type BrakeOutcome,
  errorBrake,
  usualBands,
  wilsonLower,
} from '../../../src/domain/campaign/error-brake.js';

const quiet = { sent: 0, complained: 0, blocked: 0 };
const of = (outcome: BrakeOutcome, count: number, variant: string | null = null) =>
  Array.from({ length: count }, () => ({ outcome, variant }));

describe('the Wilson interval', () => {
  // By hand for 12 of 100: centre 0.12 + 3.8416/200 = 0.139208; spread 1.96·√(0.001056 + 0.00009604) = 0.066526;
  // (0.139208 − 0.066526) / 1.038416 = 0.069993.
  it.each([
    { hits: 12, all: 100, lower: 0.069993 },
    // For 2 of 20: centre 0.1 + 3.8416/40 = 0.19604; spread 1.96·√(0.0045 + 0.002401) = 0.162821; 0.033219 / 1.19208.
    { hits: 2, all: 20, lower: 0.027866 },
    { hits: 0, all: 50, lower: 0 },
    { hits: 0, all: 0, lower: 0 },
  ])('of $hits in $all begins at $lower', ({ hits, all, lower }) => {
    expect(wilsonLower(hits, all)).toBeCloseTo(lower, 5);
  });
});

describe('the error brake', () => {
  it.each([
    { rule: 'lets a run go on that loses nobody', latest: of('sent', 100), why: null },
    {
      rule: 'does not judge fewer than 20',
      latest: [...of('blocked', 10), ...of('sent', 9)],
      why: null,
    },
    {
      rule: 'does not stop for what chance may do: 9 of 100 at a limit of 5 %',
      latest: [...of('blocked', 9), ...of('sent', 91)],
      why: null,
    },
    {
      rule: 'stops when the limit is passed beyond doubt',
      latest: [...of('blocked', 12), ...of('sent', 88)],
      why: 'error brake: 12 of the last 100 people had blocked us (limit 5 %)',
    },
    {
      rule: 'counts refused and undeliverable messages together',
      latest: [...of('rejected', 4), ...of('undeliverable', 8), ...of('sent', 88)],
      why: 'error brake: 12 of the last 100 messages were refused or could not be delivered (limit 5 %)',
    },
    {
      rule: 'stops at five refusals in a row of one variant, whatever the other does',
      latest: [0, 1, 2, 3, 4].flatMap(() => [...of('rejected', 1, 'b'), ...of('sent', 40, 'a')]),
      why: 'error brake: the platform refused its variant b 5 times in a row',
    },
    {
      rule: 'does not stop when one of them went through',
      latest: [
        ...of('rejected', 4, 'b'),
        ...of('sent', 1, 'b'),
        ...of('rejected', 1, 'b'),
        ...of('sent', 94, 'a'),
      ],
      why: null,
    },
  ])('$rule', ({ latest, why }) => {
    expect(errorBrake({ latest, reactions: quiet }, usualBands)).toBe(why);
  });

  it.each([
    {
      rule: 'does not stop for three complaints of a thousand',
      reactions: { sent: 1_000, complained: 3, blocked: 0 },
      why: null,
    },
    {
      // Wilson's lower end of 9 in 1,000 is 0.0047.
      rule: 'stops for nine complaints of a thousand',
      reactions: { sent: 1_000, complained: 9, blocked: 0 },
      why: 'error brake: 9 of 1000 people complained or left within a day (limit 0.3 %)',
    },
    {
      rule: 'stops when people block us on reading',
      reactions: { sent: 100, complained: 0, blocked: 12 },
      why: 'error brake: 12 of 100 people blocked us within a day (limit 5 %)',
    },
  ])('$rule', ({ reactions, why }) => {
    expect(errorBrake({ latest: [], reactions }, usualBands)).toBe(why);
  });

  it('heeds the limits it is given', () => {
    const latest = [...of('blocked', 12), ...of('sent', 88)];
    expect(errorBrake({ latest, reactions: quiet }, { ...usualBands, blocked: 0.07 })).toBeNull();
  });
});

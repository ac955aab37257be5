import { describe, expect, it } from 'vitest';
import { type CouponFacts, couponVerdict } from '../../../src/domain/promotion/redemption.js';

const holder = 7;
const stranger = 8;
const fresh: CouponFacts = {
  state: 'issued',
  holderId: holder,
  validFrom: 100,
  validUntil: 200,
  heldUntil: null,
};
const refused = (reason: string) => ({ kind: 'refused', reason });

describe('the holder is told', () => {
  it.each([
    { name: 'usable', coupon: fresh, at: 150, verdict: { kind: 'usable' } },
    { name: 'usable at its first instant', coupon: fresh, at: 100, verdict: { kind: 'usable' } },
    { name: 'not started', coupon: fresh, at: 99, verdict: refused('NOT_STARTED') },
    { name: 'expired at its end', coupon: fresh, at: 200, verdict: refused('EXPIRED') },
    {
      name: 'redeemed',
      coupon: { ...fresh, state: 'redeemed' as const },
      at: 150,
      verdict: refused('ALREADY_REDEEMED'),
    },
    {
      name: 'redeemed, also after its end',
      coupon: { ...fresh, state: 'redeemed' as const },
      at: 900,
      verdict: refused('ALREADY_REDEEMED'),
    },
    {
      name: 'revoked',
      coupon: { ...fresh, state: 'revoked' as const },
      at: 150,
      verdict: refused('REVOKED'),
    },
    {
      name: 'held by a checkout',
      coupon: { ...fresh, state: 'reserved' as const, heldUntil: 151 },
      at: 150,
      verdict: refused('ALREADY_RESERVED'),
    },
    {
      name: 'free again once the checkout lapsed',
      coupon: { ...fresh, state: 'reserved' as const, heldUntil: 150 },
      at: 150,
      verdict: { kind: 'usable' },
    },
  ])('$name', ({ coupon, at, verdict }) => {
    expect(couponVerdict(coupon, holder, at)).toEqual(verdict);
  });
});

it('tells anybody else one and the same for unknown, used, expired, revoked and foreign codes', () => {
  const states = ['issued', 'reserved', 'redeemed', 'revoked'] as const;
  const answers = [stranger, null].flatMap((asker) => [
    couponVerdict(null, asker, 150),
    ...states.flatMap((state) =>
      [50, 150, 250].map((at) => couponVerdict({ ...fresh, state }, asker, at)),
    ),
  ]);
  expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(
    new Set(['{"kind":"not-valid"}']),
  );
});

it('lets whoever holds a paper coupon use it, and says no more when it is spent', () => {
  const paper = { ...fresh, holderId: null };
  expect(couponVerdict(paper, null, 150)).toEqual({ kind: 'usable' });
  expect(couponVerdict({ ...paper, state: 'redeemed' }, stranger, 150)).toEqual({
    kind: 'not-valid',
  });
});

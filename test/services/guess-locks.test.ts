import { expect, it } from 'vitest';
import { displayCode, newCouponCode } from '../../src/domain/promotion/coupon-code.js';
import { checkCode } from '../../src/services/coupons.js';
import { quoteCart } from '../../src/services/quote-cart.js';
import { onEachDatabase } from '../support/databases.js';
import { addCustomer, startAt, tillOn } from '../support/promotions.js';

const minute = 60_000;
let opened = 0;

onEachDatabase('guessing codes', (test) => {
  const open = async () => {
    opened += 1;
    const id = `${test.name}-${opened}`;
    const clock = { at: startAt };
    const till = tillOn(test.database(), clock);
    await till.apply([{ id }]);
    const ann = await addCustomer(test.database(), `ann-${id}`);
    const eve = await addCustomer(test.database(), `eve-${id}`);
    // Signed by the shop's key, and never issued.
    const unknown = (n: number) =>
      newCouponCode(Uint8Array.from([n, opened, 3, 4, 5, 6, 7, 8]), (text) =>
        till.keyring.mac('coupon', text),
      );
    const ask = (code: string, customerId: number | null, more = {}) =>
      checkCode(till, code, { customerId, ...more });
    return { id, till, clock, ann, eve, unknown, ask };
  };

  it('R17: ten unknown codes by one chat user, then a valid and an expired one of somebody else', async () => {
    const { id, till, clock, ann, eve, unknown, ask } = await open();
    const [valid = '', expired = ''] = [
      ...(await till.issue(id, [ann], 30)),
      ...(await till.issue(id, [ann], 1)),
    ];
    clock.at = startAt + 2 * 86_400_000;
    const typist = { customerId: eve, chatId: 90_000 + opened };
    const say = (code: string) => checkCode(till, code, typist);
    const before = JSON.stringify(await say(expired));
    for (let n = 0; n < 9; n++) expect(JSON.stringify(await say(unknown(n)))).toBe(before);
    expect(before).toBe('{"kind":"not-valid","coupon":null}');
    const locked = { kind: 'locked', until: clock.at + minute };
    expect(await say(valid)).toEqual(locked);
    expect(await say(expired)).toEqual(locked);
    // The holder is not locked out by it.
    expect((await ask(valid, ann)).kind).toBe('usable');
    expect(await ask(expired, ann)).toMatchObject({ kind: 'refused', reason: 'EXPIRED' });
  });

  it('holds over all chats of a person, and over the checkout too', async () => {
    const { id, till, clock, eve, unknown } = await open();
    const [own = ''] = await till.issue(id, [eve]);
    for (let n = 0; n < 10; n++)
      await checkCode(till, unknown(n), { customerId: eve, chatId: 80_000 + n });
    const { codes, receipt } = await till.quote([own], eve);
    expect(codes).toEqual([
      {
        code: own,
        promotion: null,
        outcome: 'refused',
        reason: 'LOCKED',
        lockedUntil: clock.at + minute,
      },
    ]);
    // The cart keeps its price meanwhile.
    expect(receipt.payableMinor).toBe(3000);
    clock.at += minute;
    expect((await till.quote([own], eve)).codes[0]?.outcome).toBe('applied');
  });

  it('answers of many codes in one cart the first ten wrong ones, and no right one behind them', async () => {
    const { id, till, eve, unknown } = await open();
    const [own = ''] = await till.issue(id, [eve]);
    const typed = [...Array.from({ length: 12 }, (_, n) => unknown(n)), own];
    const { codes } = await till.quote(typed, eve);
    expect(codes.map(({ reason }) => reason)).toEqual([
      ...Array(10).fill('NOT_VALID'),
      ...Array(3).fill('LOCKED'),
    ]);
  });

  it.each([
    { of: 'address', typist: { address: '203.0.113.9' }, most: 30 },
    { of: 'network', typist: { address: '2001:db8:1:2::7' }, most: 30 },
    { of: 'API key', typist: { apiKeyId: 41 }, most: 300 },
  ])('locks a guessing $of, but not the coupons of holders behind it', async ({ typist, most }) => {
    const { id, till, clock, ann, unknown } = await open();
    const [own = '', paper = ''] = await till.issue(id, [ann, null]);
    const request = { lines: [{ id: 'bag', unitPriceMinor: 1500, quantity: 2 }], shippingMinor: 0 };
    const quoted = async (codes: readonly string[], customerId: number | null) => {
      const answer = await quoteCart(till, { ...request, codes, customerId, typist });
      return answer.kind === 'quoted' ? answer.codes.map(({ reason }) => reason) : [];
    };
    const guesses = Array.from({ length: most }, (_, n) => unknown(n % 256));
    expect(await quoted(guesses, null)).toEqual(Array(most).fill('NOT_VALID'));
    const until = clock.at + minute;
    expect(await quoted([paper, unknown(1)], null)).toEqual(['LOCKED', 'LOCKED']);
    expect(await quoted([own, paper], ann)).toEqual([null, 'LOCKED']);
    expect(await checkCode(till, paper, { ...typist, customerId: null })).toEqual({
      kind: 'locked',
      until,
    });
    expect((await checkCode(till, own, { ...typist, customerId: ann })).kind).toBe('usable');
    expect((await checkCode(till, paper, { customerId: null })).kind).toBe('usable');
    clock.at = until;
    expect(await quoted([paper], null)).toEqual([null]);
  });

  it('counts a slip, but no success, no own expired coupon, and no cart without codes', async () => {
    const { id, till, clock, ann, unknown, ask } = await open();
    const [own = ''] = await till.issue(id, [ann], 1);
    const slip = own.slice(0, -1) + (own.endsWith('0') ? '1' : '0');
    const failures = async () =>
      (await test.database().models.codeGuess.findUnique({ where: { subject: `customer:${ann}` } }))
        ?.failures ?? 0;
    await till.quote([], ann);
    await till.quote([own], ann);
    clock.at += 2 * 86_400_000;
    await till.quote([own], ann);
    expect(await failures()).toBe(0);
    expect((await ask(slip, ann)).kind).toBe('mistyped');
    await ask(unknown(1), ann);
    await ask(own, ann);
    expect(await failures()).toBe(2);
  });

  it('looks nothing up for a forged or mistyped code, and as much for an unknown one as for a foreign one', async () => {
    const { id, till, ann, eve, unknown } = await open();
    const [foreign = ''] = await till.issue(id, [ann]);
    const lookups: string[] = [];
    const promotions = {
      ...till.promotions,
      coupons: (codes: readonly string[]) => {
        lookups.push(`${codes.length} coupons`);
        return till.promotions.coupons(codes);
      },
    };
    const checkout = {
      ...till.checkout,
      shopper: (customerId: number) => {
        lookups.push('shopper');
        return till.checkout.shopper(customerId);
      },
    };
    const { guesses, keyring, random, clock, shop, segments } = till;
    const counted = { guesses, keyring, random, clock, shop, segments, promotions, checkout };
    const during = async (code: string) => {
      lookups.length = 0;
      await checkCode(counted, code, { customerId: eve });
      const byCheck = lookups.splice(0);
      const cart = { lines: [{ id: 'bag', unitPriceMinor: 100, quantity: 1 }], shippingMinor: 0 };
      await quoteCart(counted, { ...cart, codes: [code], customerId: eve });
      return { byCheck, byQuote: lookups.splice(0) };
    };
    const another = newCouponCode(Uint8Array.from([9, 9, 9, 9, 9, 9, 9, 9]), () =>
      Uint8Array.from([1, 2, 3]),
    );
    const nothing = { byCheck: ['shopper'], byQuote: ['shopper'] };
    expect(await during(another)).toEqual(nothing);
    expect(await during(`${another.slice(0, -1)}*`)).toEqual(nothing);
    const once = { byCheck: ['shopper', '1 coupons'], byQuote: ['shopper', '1 coupons'] };
    expect(await during(unknown(1))).toEqual(once);
    expect(await during(foreign)).toEqual(once);
    expect(await during(displayCode(foreign).toLowerCase())).toEqual(once);
    // Locked: nothing at all.
    for (let n = 0; n < 3; n++) await checkCode(till, unknown(n), { customerId: eve });
    expect(await during(foreign)).toEqual(nothing);
  });

  it('keeps no address in the clear', async () => {
    const { till, unknown } = await open();
    await checkCode(till, unknown(1), { customerId: null, address: '198.51.100.77' });
    const kept = await test.database().models.codeGuess.findMany();
    expect(JSON.stringify(kept, (_, value) => String(value))).not.toContain('198.51');
    expect(kept.some(({ subject }) => /^address:[0-9a-f]{64}$/.test(subject))).toBe(true);
  });
});

import { expect, it } from 'vitest';
import { displayCode } from '../../src/domain/promotion/coupon-code.js';
import { customerToken } from '../../src/services/deep-links.js';
import { askCode, explainCode } from '../../src/services/explain-code.js';
import type { InboxDeps } from '../../src/services/inbox.js';
import { openInbox } from '../../src/services/inbox.js';
import { quoteCart } from '../../src/services/quote-cart.js';
import { chatShop, event, keyring, newCustomer, repliesIn } from '../support/chat-shop.js';
import { onEachDatabase } from '../support/databases.js';
import { type Definition, reservationOf, startAt, tillOn } from '../support/promotions.js';

const hour = 3_600_000;
let opened = 0;

onEachDatabase('codes in a chat', (test) => {
  const open = async (more: Partial<Definition> = {}) => {
    opened += 1;
    const id = `chat-${test.name}-${opened}`;
    const database = test.database();
    const clock = { at: startAt };
    const till = tillOn(database, clock);
    await till.apply([{ id, minimumMinor: 2_000, ...more }]);
    const pages = {
      shopUrl: null,
      productUrl: () => null,
      checkoutUrl: (code: string) => `https://shop.example/?code=${code}`,
      groupUrl: () => null,
    };
    const { promotions, checkout, guesses, shop } = till;
    const deps = { promotions, checkout, guesses, shop, pages, keyring, clock: till.clock };
    const codes: InboxDeps['codes'] = {
      ask: (code, { id: chatId, customerId }) => askCode(deps, code, { chatId, customerId }),
      explain: (asked, asker) => explainCode(deps, asked, asker),
    };
    const chats = chatShop(database, { codes, couponsOf: async () => [], clock: till.clock });
    const inbox = openInbox(chats.deps);
    const say = async (from: string, text: string) => {
      const said = event(from, { kind: 'message', text }, clock.at);
      await inbox.receive('tg', [said]);
      await inbox.idle();
      const reply = (await repliesIn(database)).at(-1);
      return reply?.text ?? '';
    };
    const person = async (name: string) => {
      const customerId = await newCustomer(database, `${name}-${id}`);
      const address = `${name}@${id}`;
      const start = event(address, { kind: 'start', payload: customerToken(keyring, customerId) });
      await inbox.receive('tg', [start]);
      await inbox.idle();
      return { customerId, address };
    };
    return { id, till, clock, say, person, logged: chats.logged };
  };

  it('tells the holder what is wrong with a coupon, step by step through its life', async () => {
    const { id, till, clock, say, person } = await open();
    const ann = await person('ann');
    const [code = ''] = await till.issue(id, [ann.customerId], 30);
    const ask = () => say(ann.address, `my code ${displayCode(code)} does not work`);
    expect(await ask()).toContain(
      'Nothing is wrong with it: you can use it until 21 December 2026.',
    );
    // Tried on a cart of 15.00: 5.00 is missing to 20.00.
    const small = { lines: [{ id: 'bag', unitPriceMinor: 1_500, quantity: 1 }] };
    const cart = { ...small, shippingMinor: 0, codes: [code], customerId: ann.customerId };
    await quoteCart(till, cart);
    expect(await ask()).toContain('Your cart at 12:00 was too small: £5.00 more is needed.');
    const big = await till.quote([code], ann.customerId);
    expect(await ask()).toContain('Nothing is wrong with it');
    const held = reservationOf(await till.reserve(big.quoteId, `${id}-1`));
    expect(await ask()).toContain('It is in a checkout right now, and free again at 12:10');
    await till.checkout.commit({ reservationId: held, at: clock.at, idempotency: null });
    expect(await ask()).toContain(`It was used on 21 November 2026 in order ${id}-1.`);
    const [gone = '', old = ''] = await till.issue(id, [ann.customerId, ann.customerId], 2);
    const [coupon] = await till.promotions.coupons([gone]);
    await till.promotions.revoke([coupon?.couponId ?? 0]);
    expect(await say(ann.address, gone)).toContain('The shop has taken it back.');
    clock.at += 49 * hour;
    expect(await say(ann.address, old)).toContain('It ended on 23 November 2026.');
  });

  it('tells anybody else the same for an unknown, a used and a foreign code, and locks out who guesses', async () => {
    const { id, till, clock, say, person } = await open();
    const [ann, eve] = [await person('ann'), await person('eve')];
    const [foreign = '', own = ''] = [
      ...(await till.issue(id, [ann.customerId])),
      ...(await till.issue(id, [eve.customerId])),
    ];
    const unknown = `${foreign.slice(0, 3)}${foreign.startsWith('Z', 3) ? 'Y' : 'Z'}${foreign.slice(4)}`;
    const first = await say(eve.address, foreign);
    expect(first).toContain('There is no such coupon for you');
    expect(first).not.toContain(foreign);
    expect(await say(eve.address, 'code NEVERWAS1')).toBe(first);
    expect(await say(eve.address, unknown)).toContain('a slip in this code');
    for (let n = 0; n < 7; n++) expect(await say(eve.address, `code WRONG-${n}`)).toBe(first);
    const locked = await say(eve.address, foreign);
    expect(locked).toContain('too many wrong codes. Please try again in 1 minute.');
    expect(await say(eve.address, own)).toContain('too many wrong codes');
    expect(await say(ann.address, foreign)).toContain('Nothing is wrong with it');
    clock.at += 60_000;
    expect(await say(eve.address, own)).toContain('Nothing is wrong with it');
  });

  it('knows a code for everybody, its window, its hours and its limits', async () => {
    const { id, till, say, person } = await open({
      trigger: 'code',
      code: 'AUTUMN10',
      limits: { perCustomer: 1 },
    });
    const ann = await person('ann');
    const ask = () => say(ann.address, 'code autumn10');
    expect(await ask()).toContain('AUTUMN10: £5 off from £20');
    expect(await ask()).toContain('Nothing is wrong with it');
    const quoted = await till.quote(['AUTUMN10'], ann.customerId);
    const held = reservationOf(await till.reserve(quoted.quoteId, `${id}-1`));
    await till.checkout.commit({ reservationId: held, at: startAt, idempotency: null });
    expect(await ask()).toContain('You have used this offer as often as one may.');
  });

  it('writes no code into the log, and none into what customers searched for', async () => {
    const { id, till, say, person, logged } = await open();
    const ann = await person('ann');
    const [code = ''] = await till.issue(id, [ann.customerId]);
    await say(ann.address, code);
    await say(ann.address, displayCode(code));
    const kept = await test.database().models.interaction.findMany({
      where: { customerId: ann.customerId },
    });
    const all = JSON.stringify([logged, kept], (_, value) =>
      typeof value === 'bigint' ? String(value) : value,
    );
    expect(kept.length).toBeGreaterThan(0);
    expect(all).not.toContain(code);
    expect(all).not.toContain(displayCode(code));
  });
});

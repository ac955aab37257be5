import { describe, expect, it } from 'vitest';
import type { Receipt } from '../../../src/domain/promotion/receipt.js';
import { codeWords } from '../../../src/http/demo/words.js';
import { customerChatId, demoShop } from '../support/demo-parts.js';
import { testServer } from '../support/parts.js';

const own = { origin: 'http://localhost' };

function demo() {
  const shop = demoShop();
  const { app } = testServer((deps) => ({ ...deps, demo: shop.deps }));
  const chatAs = (customer: string, headers: Record<string, string> = own) => {
    const body = new FormData();
    body.set('customer', customer);
    return app.request('/demo/chat-as', { method: 'POST', headers, body });
  };
  const post = (path: string, cart: unknown, cookie = '') =>
    app.request(path, {
      method: 'POST',
      headers: { ...own, cookie, 'content-type': 'application/json' },
      body: JSON.stringify(cart),
    });
  const signedIn = async () =>
    ((await chatAs('12347')).headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  return { app, ...shop, chatAs, post, signedIn };
}

const twoStands = { lines: [{ sku: '22423', quantity: 2 }], code: '' };

describe('the start page', () => {
  it('says what happened, in the figures of the summary, and where to go next', async () => {
    const text = await (await demo().app.request('/')).text();
    for (const words of ['2,918', '61,407', '612', '165', '19 held back', 'CC BY 4.0'])
      expect(text).toContain(words);
    for (const href of ['/demo/customers', '/demo/shop', '/admin/reports/autumn-picks'])
      expect(text).toContain(`href="${href}"`);
  });
});

describe('chat as', () => {
  it('puts the browser into that customer’s chat', async () => {
    const { chatAs } = demo();
    const answer = await chatAs('12347');
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/chat']);
    expect(answer.headers.get('set-cookie')).toContain(`hawker_chat=${customerChatId}.`);
  });

  it('refuses nobody’s id, and another website', async () => {
    const { chatAs } = demo();
    expect((await chatAs('99999')).status).toBe(404);
    const foreign = await chatAs('12347', { origin: 'https://evil.example' });
    expect([foreign.status, foreign.headers.get('set-cookie')]).toEqual([403, null]);
  });
});

describe('the shop', () => {
  it('shows picks with their reasons, the product that was asked for, and the customer’s coupon', async () => {
    const { app, signedIn } = demo();
    const headers = { cookie: await signedIn() };
    const page = await app.request('/demo/shop?product=22727&code=ABC', { headers });
    const text = await page.text();
    expect(text).toContain('because you bought Roses Regency teacup');
    expect(text.indexOf('Alarm clock')).toBeLessThan(text.indexOf('Picked for you'));
    expect(text).toContain('value="ABC"');
    expect(text).toContain('data-code="SAVE-7KQ2-M4"');
    expect(text).not.toContain('data-add="22457"');
  });

  it('takes nobody for a customer without the chat’s cookie', async () => {
    const text = await (await demo().app.request('/demo/shop')).text();
    expect(text).toContain('You are a guest');
    expect(text).not.toContain('SAVE-7KQ2-M4');
  });

  it('prices a cart with what applied', async () => {
    const { post } = demo();
    const text = await (
      await post('/demo/shop/quote', { ...twoStands, code: 'save-7kq2-m4' })
    ).text();
    // 2 × 12.75 = 25.50; 15 % of it, half up, is 3.83.
    for (const words of ['£25.50', '15 % for regulars', '£3.83', 'Pay £21.67'])
      expect(text).toContain(words);
  });

  it('says what is missing', async () => {
    const { post } = demo();
    const one = { lines: [{ sku: '22423', quantity: 1 }], code: 'SAVE-7KQ2-M4' };
    // The coupon begins at £20: 20.00 − 12.75 = 7.25.
    expect(await (await post('/demo/shop/quote', one)).text()).toContain('spend £7.25 more');
    const unknown = { ...one, code: '<b>NOPE' };
    const text = await (await post('/demo/shop/quote', unknown)).text();
    expect(text).toContain('“&lt;b&gt;NOPE” is not known here');
  });

  it('says what a wrong code came to, and when the next one is looked at', async () => {
    const receipt = { rejected: [], currency: 'GBP', at: 1_000 } as unknown as Receipt;
    const refused = { code: 'ABC', promotion: null, outcome: 'refused' } as const;
    const words = (reason: string, lockedUntil?: number) =>
      codeWords({ ...refused, reason, ...(lockedUntil !== undefined && { lockedUntil }) }, receipt);
    expect(words('MISTYPED')).toBe('“ABC” is mistyped: please compare it once more.');
    expect(words('EXPIRED')).toBe('“ABC” is over.');
    expect(words('LOCKED', 61_000)).toBe('Too many wrong codes. Please try again in a minute.');
    expect(words('LOCKED', 91_000)).toBe('Too many wrong codes. Please try again in 2 minutes.');
    expect(codeWords({ ...refused, outcome: 'applied', reason: null }, receipt)).toBeNull();
  });

  it('checks out: redeems, tells of the purchase once, shows the receipt', async () => {
    const { post, purchases, signedIn } = demo();
    const cart = { ...twoStands, code: 'SAVE-7KQ2-M4' };
    const text = await (await post('/demo/shop/checkout', cart, await signedIn())).text();
    expect(text).toContain('Thank you!');
    expect(text).toContain('and what was redeemed are recorded');
    expect(purchases).toMatchObject([
      {
        customerId: 5,
        totalMinor: 2_167,
        discountMinor: 383,
        lines: [{ sku: '22423', quantity: 2, unitPriceMinor: 1_275, amountMinor: 2_167 }],
      },
    ]);
    const again = await (await post('/demo/shop/quote', cart)).text();
    expect(again).toContain('is used up');
  });

  it.each([
    { what: 'an empty cart', cart: { lines: [], code: '' } },
    { what: 'a negative quantity', cart: { lines: [{ sku: '22423', quantity: -1 }], code: '' } },
    { what: 'only what we do not sell', cart: { lines: [{ sku: 'X', quantity: 1 }], code: '' } },
    {
      what: 'a price of one’s own',
      cart: { lines: [{ sku: '22423', quantity: 1, price: 1 }], code: '' },
    },
    { what: 'no cart', cart: null },
  ])('refuses $what', async ({ cart }) => {
    const { post, purchases } = demo();
    expect((await post('/demo/shop/checkout', cart)).status).toBe(400);
    expect(purchases).toEqual([]);
  });
});

describe('a product’s picture', () => {
  it('is a drawing of its own', async () => {
    const { app } = demo();
    const bird = await app.request('/demo/images/84879.svg');
    expect(bird.headers.get('content-type')).toBe('image/svg+xml');
    expect(await bird.text()).not.toBe(await (await app.request('/demo/images/22423.svg')).text());
    expect((await app.request('/demo/images/none.svg')).status).toBe(404);
  });
});

import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openLinkToken, sealLinkToken } from '../../../src/domain/identity/link-token.js';

const macWith = (key: string) => (text: string) => createHmac('sha256', key).update(text).digest();
const mac = macWith('the shop');
const dayMs = 86_400_000;

const anyToken = fc.record({
  kind: fc.constantFrom('customer' as const, 'share' as const),
  customerId: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  expiresAt: fc.option(fc.integer({ min: 1, max: 40_000 }).map((day) => day * dayMs)),
});

it('says after opening what was sealed, in 32 characters that a start payload may hold', () => {
  fc.assert(
    fc.property(anyToken, (token) => {
      const sealed = sealLinkToken(mac, token);
      expect(sealed).toMatch(/^[A-Za-z0-9_-]{32}$/);
      expect(openLinkToken(mac, sealed)).toEqual(token);
    }),
  );
});

it('is refused after any change of one character', () => {
  fc.assert(
    fc.property(anyToken, fc.nat(31), fc.nat(63), (token, place, letter) => {
      const sealed = sealLinkToken(mac, token);
      const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
      const forged = sealed.slice(0, place) + alphabet[letter] + sealed.slice(place + 1);
      expect(openLinkToken(mac, forged)).toEqual(forged === sealed ? token : null);
    }),
  );
});

it.each([
  '',
  'x',
  '4711',
  'A'.repeat(32),
  'A'.repeat(31),
  'A'.repeat(33),
  `${'A'.repeat(31)}=`,
  '../../../../../../../../etc/passw',
  '💥'.repeat(16),
])('refuses %j', (text) => {
  expect(openLinkToken(mac, text)).toBeNull();
});

it('is nothing to a shop with another key', () => {
  const token = sealLinkToken(mac, { kind: 'customer', customerId: 7, expiresAt: null });
  expect(openLinkToken(macWith('another shop'), token)).toBeNull();
});

it('shows nothing of the customer: neighbours differ everywhere, and half of the bits', () => {
  const bitsApart: number[] = [];
  for (let id = 1; id <= 400; id++) {
    const [a, b] = [id, id + 1].map((customerId) =>
      Buffer.from(
        sealLinkToken(mac, { kind: 'customer', customerId, expiresAt: null }),
        'base64url',
      ),
    );
    const apart = a?.map((byte, i) => byte ^ (b?.[i] ?? 0)) ?? [];
    bitsApart.push(
      [...apart].reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0),
    );
  }
  const mean = bitsApart.reduce((sum, bits) => sum + bits, 0) / bitsApart.length;
  // 192 bits, each differing with probability 1/2: mean 96, standard error of this mean 0.35.
  expect(mean).toBeGreaterThan(94);
  expect(mean).toBeLessThan(98);
  expect(Math.min(...bitsApart)).toBeGreaterThan(60);
});

it('ends at the end of a day, never earlier than asked', () => {
  const asked = 20_000 * dayMs + 1;
  const token = sealLinkToken(mac, { kind: 'customer', customerId: 7, expiresAt: asked });
  expect(openLinkToken(mac, token)?.expiresAt).toBe(20_001 * dayMs);
});

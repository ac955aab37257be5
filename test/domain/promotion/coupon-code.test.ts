import { createHmac, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  displayCode,
  foldCode,
  guessesPerCode,
  leastGuessesPerCode,
  newCouponCode,
  readCouponCode,
} from '../../../src/domain/promotion/coupon-code.js';

const mac = (text: string) => createHmac('sha256', 'shop').update(text).digest();
const foreignMac = (text: string) => createHmac('sha256', 'other').update(text).digest();
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const chance = fc.uint8Array({ minLength: 8, maxLength: 8 });

describe('a new code', () => {
  it('writes 60 random bits in Crockford base 32, then 20 bits of MAC', () => {
    // 0x00443214c74254b6 35 is 0, 1, 2, … 12 in five bits each, read off by hand.
    const random = Uint8Array.of(0x00, 0x44, 0x32, 0x14, 0xc7, 0x42, 0x54, 0xb0);
    const code = newCouponCode(random, () => Uint8Array.of(0xff, 0xff, 0xf0));
    expect(code).toMatch(/^0123456789ABZZZZ[0-9A-Z]$/);
  });

  it('is read back whatever chance gave, with and without prefix', () => {
    fc.assert(
      fc.property(chance, fc.constantFrom('', 'HAT26', 'SAVE'), (random, prefix) => {
        const code = newCouponCode(random, mac, prefix);
        expect(code.length).toBe(17 + prefix.length);
        expect(readCouponCode(code, mac)).toEqual({ ok: true, code });
      }),
      { numRuns: 2_000 },
    );
  });

  it('refuses a prefix with a look-alike, a long one, and too little chance', () => {
    const random = randomBytes(8);
    expect(() => newCouponCode(random, mac, 'WELCOME')).toThrow(RangeError);
    expect(() => newCouponCode(random, mac, 'TOO-LNG')).toThrow(RangeError);
    expect(() => newCouponCode(random, mac, '123456789')).toThrow(RangeError);
    expect(() => newCouponCode(random.subarray(0, 7), mac)).toThrow(RangeError);
  });

  it('has no duplicate among a hundred thousand', () => {
    const codes = new Set(
      Array.from({ length: 100_000 }, () => newCouponCode(randomBytes(8), mac)),
    );
    expect(codes.size).toBe(100_000);
  });
});

describe('the space of codes', () => {
  it.each([
    { of: 'ours', symbols: 32, length: 12, guesses: 1_152_921_504_606 },
    { of: 'six of 34', symbols: 34, length: 6, guesses: 1_544 },
    { of: 'six hex digits', symbols: 16, length: 6, guesses: 16 },
  ])('K04: leaves $guesses guesses for a hit among a million of $of', ({ guesses, ...space }) => {
    expect(guessesPerCode(1_000_000, space)).toBe(guesses);
  });

  it('K03: is full long before half of it is taken', () => {
    expect(guessesPerCode(8 + 2, { symbols: 16, length: 1 })).toBeLessThan(leastGuessesPerCode);
    expect(guessesPerCode(2 ** 24)).toBe(leastGuessesPerCode);
    expect(guessesPerCode(2 ** 24 + 1)).toBeLessThan(leastGuessesPerCode);
  });
});

describe('reading what a person typed', () => {
  it('forgives case, separators, look-alikes and full-width letters', () => {
    fc.assert(
      fc.property(chance, (random) => {
        const code = newCouponCode(random, mac, 'HAT');
        const typed = [
          displayCode(code).toLowerCase(),
          ` ${displayCode(code).replaceAll('-', ' ')} `,
          code.replaceAll('0', 'o').replaceAll('1', 'l'),
          code.replaceAll('1', 'I'),
          [...code].map((c) => String.fromCodePoint((c.codePointAt(0) ?? 0) + 0xfee0)).join(''),
          displayCode(code).replaceAll('-', '—'),
        ];
        for (const text of typed) expect(readCouponCode(text, mac)).toEqual({ ok: true, code });
      }),
      { numRuns: 300 },
    );
  });

  it('calls every single wrong character a typo, never a forgery', () => {
    fc.assert(
      fc.property(chance, fc.nat(20), fc.integer({ min: 1, max: 31 }), (random, place, shift) => {
        const code = newCouponCode(random, mac, 'SAVE');
        const wrong = alphabet[(alphabet.indexOf(code[place] ?? '') + shift) % 32] ?? '';
        const typed = code.slice(0, place) + wrong + code.slice(place + 1);
        expect(readCouponCode(typed, mac)).toEqual({ ok: false, reason: 'typo' });
      }),
      { numRuns: 2_000 },
    );
  });

  it('calls two swapped characters a typo', () => {
    const code = newCouponCode(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), mac);
    for (let i = 0; i < code.length - 1; i++) {
      const swapped = code.slice(0, i) + code[i + 1] + code[i] + code.slice(i + 2);
      const wanted = swapped === code ? { ok: true, code } : { ok: false, reason: 'typo' };
      expect(readCouponCode(swapped, mac)).toEqual(wanted);
    }
  });

  it('calls a well-written code of another key forged', () => {
    const foreign = newCouponCode(randomBytes(8), foreignMac);
    expect(readCouponCode(foreign, mac)).toEqual({ ok: false, reason: 'forged' });
  });

  it('does not let a prefix be put before somebody’s code', () => {
    const code = newCouponCode(randomBytes(8), mac);
    expect(readCouponCode(`VIP${code}`, mac).ok).toBe(false);
  });

  it.each(['', 'SUMMER10', '7K3M-9XQ2', 'U'.repeat(17), '1'.repeat(26), '🎁'.repeat(17)])(
    'calls %j malformed',
    (text) => {
      expect(readCouponCode(text, mac)).toEqual({ ok: false, reason: 'malformed' });
    },
  );
});

describe('writing a code', () => {
  it('groups it for the eye', () => {
    expect(displayCode('7K3M9XQ2ABCDEFGH5')).toBe('7K3M-9XQ2-ABCD-EFGH5');
    expect(displayCode('SAVE7K3M9XQ2ABCDEFGH5')).toBe('SAVE-7K3M-9XQ2-ABCD-EFGH5');
  });
});

interface CodeVector {
  readonly id: string;
  readonly title: string;
  readonly input?: string;
  readonly normalised?: string;
}
const file = resolve(import.meta.dirname, 'vectors.json');
const { codes } = JSON.parse(readFileSync(file, 'utf8')) as { codes: CodeVector[] };

it.each(codes.filter((each) => each.input !== undefined))('$id $title', (vector) => {
  expect(foldCode(vector.input ?? '')).toBe(vector.normalised);
});

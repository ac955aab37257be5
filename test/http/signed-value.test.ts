import fc from 'fast-check';
import { expect, it } from 'vitest';
import { csrfToken, isCsrfToken, signedValue, signValue } from '../../src/http/signed-value.js';
import { keyringOf } from '../../src/runtime/keyring.js';
import { keyring } from './support/parts.js';

it('gives back what it signed, whatever it was', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (value) => {
      expect(signedValue(keyring, 'webchat', signValue(keyring, 'webchat', value))).toBe(value);
    }),
  );
});

it('refuses a changed value, a changed signature, another purpose and another shop’s', () => {
  const signed = signValue(keyring, 'webchat', 'chat-1');
  const other = keyringOf(new Uint8Array(32).fill(8));
  const bad = [
    signed.replace('1', '2'),
    `${signed}A`,
    signed.slice(0, -1),
    'chat-1',
    '',
    '.',
    undefined,
  ];
  for (const each of bad) expect(signedValue(keyring, 'webchat', each)).toBeNull();
  expect(signedValue(keyring, 'share', signed)).toBeNull();
  expect(signedValue(other, 'webchat', signed)).toBeNull();
});

it('binds a form’s token to one session', () => {
  expect(isCsrfToken(keyring, 'a', csrfToken(keyring, 'a'))).toBe(true);
  expect(isCsrfToken(keyring, 'b', csrfToken(keyring, 'a'))).toBe(false);
  expect(isCsrfToken(keyring, 'a', undefined)).toBe(false);
});

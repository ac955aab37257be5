import { describe, expect, it } from 'vitest';
import { keyringOf } from '../../src/runtime/keyring.js';
import { actionUrlOf, readActionToken } from '../../src/services/action-links.js';
import { readUnsubscribeToken, unsubscribeUrlOf } from '../../src/services/unsubscribe-links.js';

const keyring = keyringOf(new Uint8Array(32).fill(7));
const other = keyringOf(new Uint8Array(32).fill(8));
const publicUrl = 'https://shop.example';
const address = 'ann+news@customer.example';
const picks = { action: 'picks:more', label: '换一批' };

const leaveToken = () => tokenOf(unsubscribeUrlOf(keyring, publicUrl)('email', address));
const pressToken = () => tokenOf(actionUrlOf(keyring, publicUrl)('email', address, picks));

function tokenOf(url: string | null): string {
  return new URL(url ?? '').pathname.split('/')[2] ?? '';
}

describe('a link of a message that belongs to one person', () => {
  it('leads to whose messages it ends', () => {
    expect(readUnsubscribeToken(keyring, leaveToken())).toEqual({ account: 'email', address });
  });

  it('leads to what it presses, for whom', () => {
    expect(readActionToken(keyring, pressToken())).toEqual({ account: 'email', address, ...picks });
  });

  it('tells nobody the address', () => {
    const text = Buffer.from(leaveToken(), 'base64url').toString('latin1');
    expect(`${leaveToken()} ${text}`).not.toMatch(/ann|customer/);
  });

  it('is nothing when one letter of it is changed', () => {
    const token = leaveToken();
    for (const at of [0, 20, 40, token.length - 2]) {
      const changed = `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
      expect(readUnsubscribeToken(keyring, changed), String(at)).toBeNull();
    }
  });

  it.each(['', 'x', 'AAAA', '../../etc', 'a'.repeat(5_000)])(
    'is nothing when it is %j',
    (token) => {
      expect(readUnsubscribeToken(keyring, token)).toBeNull();
      expect(readActionToken(keyring, token)).toBeNull();
    },
  );

  it('is nothing to another shop, nor of another kind', () => {
    expect(readUnsubscribeToken(other, leaveToken())).toBeNull();
    expect(readActionToken(keyring, leaveToken())).toBeNull();
    expect(readUnsubscribeToken(keyring, pressToken())).toBeNull();
  });

  it('is not made while there is no public address', () => {
    expect(unsubscribeUrlOf(keyring, null)('email', address)).toBeNull();
    expect(actionUrlOf(keyring, null)('email', address, picks)).toBeNull();
  });
});

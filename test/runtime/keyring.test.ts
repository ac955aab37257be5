import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadSecret } from '../../src/runtime/key-file.js';
import { keyringOf } from '../../src/runtime/keyring.js';
import { uuidAt } from '../../src/runtime/system-random.js';

const keyring = keyringOf(Buffer.alloc(32, 1));
const other = keyringOf(Buffer.alloc(32, 2));

describe('keyringOf', () => {
  it('gives back what it encrypted, and never the same cipher text twice', () => {
    const [one, two] = [keyring.encrypt('王小明'), keyring.encrypt('王小明')];
    expect(keyring.decrypt(one)).toBe('王小明');
    expect(one).not.toBe(two);
  });

  it('does not read what another key wrote, nor what was changed by a byte', () => {
    const sealed = keyring.encrypt('Ada');
    expect(() => other.decrypt(sealed)).toThrow();
    const bytes = Buffer.from(sealed, 'base64url');
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
    expect(() => keyring.decrypt(bytes.toString('base64url'))).toThrow();
  });

  it('has one blind index per text and key', () => {
    expect(keyring.blindIndex('a')).toBe(keyring.blindIndex('a'));
    expect(keyring.blindIndex('a')).not.toBe(other.blindIndex('a'));
    expect(keyring.fingerprint).not.toBe(other.fingerprint);
  });

  it('signs each purpose with a key of its own', () => {
    const coupon = Buffer.from(keyring.mac('coupon', 'x'));
    expect(coupon.equals(keyring.mac('short-link', 'x'))).toBe(false);
  });
});

describe('loadSecret', () => {
  it('makes a key file that only its owner can read, once', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'hawker-key-')), 'hawker.key');
    const made = loadSecret(undefined, file);
    expect(made).toHaveLength(32);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(Buffer.from(loadSecret(undefined, file))).toEqual(Buffer.from(made));
    expect(readFileSync(file, 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
  });

  it('prefers the environment, and refuses a file that holds no key or a server database without one', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'hawker-key-')), 'hawker.key');
    expect(Buffer.from(loadSecret('ab'.repeat(32), file))).toEqual(Buffer.alloc(32, 0xab));
    writeFileSync(file, 'oops');
    expect(() => loadSecret(undefined, file)).toThrow('does not hold a key');
    expect(() => loadSecret(undefined, null)).toThrow('HAWKER_KEY is not set');
  });
});

describe('uuidAt', () => {
  it('carries the RFC 9562 example’s time, version 7 and variant 10', () => {
    // RFC 9562, A.6: 2022-02-22T19:22:22Z is 017F22E2-79B0
    const id = uuidAt(0x017f22e279b0, Buffer.alloc(10, 0xff));
    expect(id).toBe('017f22e2-79b0-7fff-bfff-ffffffffffff');
  });

  it('sorts by time', () => {
    expect(uuidAt(1_000, Buffer.alloc(10, 9)) < uuidAt(1_001, Buffer.alloc(10, 0))).toBe(true);
  });
});

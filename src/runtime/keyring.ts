import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import type { Keyring, MacPurpose } from '../ports/keyring.js';

/** @param secret at least 32 bytes from HAWKER_KEY or the key file */
export function keyringOf(secret: Uint8Array): Keyring {
  const derive = (use: string) => Buffer.from(hkdfSync('sha256', secret, 'hawker', use, 32));
  const encryption = derive('field');
  const index = derive('blind-index');
  // Deriving takes longer than the HMAC itself, and a million coupons have one each; as an object the key is
  // handed over once, not with each HMAC (measured: 2.9 µs instead of 4.3).
  const macKeys = new Map<MacPurpose, KeyObject>();
  const macKey = (purpose: MacPurpose) => {
    const key = macKeys.get(purpose) ?? createSecretKey(derive(`mac:${purpose}`));
    macKeys.set(purpose, key);
    return key;
  };
  return {
    encrypt: (text) => seal(encryption, text),
    decrypt: (text) => unseal(encryption, text),
    blindIndex: (text) => createHmac('sha256', index).update(text).digest('hex'),
    mac: (purpose, text) => createHmac('sha256', macKey(purpose)).update(text).digest(),
    fingerprint: derive('fingerprint').subarray(0, 8).toString('hex'),
  };
}

function seal(key: Buffer, text: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
}

function unseal(key: Buffer, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(12, 28));
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
}

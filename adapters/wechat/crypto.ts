import { createDecipheriv, createHash } from 'node:crypto';
import { isSameText } from '../common/same-text.js';

/** What WeChat signs: the parts in the order of their characters, joined. */
function signatureOf(parts: readonly string[]): string {
  return createHash('sha1')
    .update([...parts].sort().join(''))
    .digest('hex');
}

/** In constant time. */
export function isSigned(signature: string, parts: readonly string[]): boolean {
  return isSameText(signature, signatureOf(parts));
}

const randomBytes = 16;
const lengthBytes = 4;
const padMax = 32;

/**
 * The words inside an encrypted call: AES-256-CBC, the key's first half as its start, 16 random bytes, the length,
 * the words, the AppID, filled up to 32 bytes.
 *
 * @param aesKey EncodingAESKey as the platform shows it
 * @returns null for what was not made for this account
 */
export function decrypt(encrypted: string, aesKey: string, appId: string): Buffer | null {
  const key = Buffer.from(`${aesKey}=`, 'base64');
  const sealed = Buffer.from(encrypted, 'base64');
  if (sealed.length === 0 || sealed.length % 16 !== 0) return null;
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  const open = Buffer.concat([decipher.update(sealed), decipher.final()]);
  const pad = open.at(-1) ?? 0;
  if (pad < 1 || pad > padMax) return null;
  const content = open.subarray(randomBytes, open.length - pad);
  if (content.length < lengthBytes) return null;
  const end = lengthBytes + content.readUInt32BE(0);
  if (content.subarray(end).toString('utf8') !== appId) return null;
  return content.subarray(lengthBytes, end);
}

import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

const seedBytes = 32;
// PKCS #8 around an Ed25519 seed (RFC 8410): node:crypto takes no bare seed.
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Both keys of a bot: QQ makes them of the AppSecret, so that each side can sign and verify. */
export interface SigningKeys {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** @param secret the AppSecret; repeated until it fills the seed */
export function signingKeys(secret: string): SigningKeys {
  const seed = Buffer.from(secret.repeat(Math.ceil(seedBytes / secret.length))).subarray(
    0,
    seedBytes,
  );
  const privateKey = createPrivateKey({
    key: Buffer.concat([pkcs8Head, seed]),
    format: 'der',
    type: 'pkcs8',
  });
  return { privateKey, publicKey: createPublicKey(privateKey) };
}

/** Ed25519 over timestamp and body, as hex. */
export function signatureOf(keys: SigningKeys, timestamp: string, body: string): string {
  return sign(null, Buffer.from(timestamp + body), keys.privateKey).toString('hex');
}

export function isSigned(
  keys: SigningKeys,
  signature: string,
  timestamp: string,
  body: Uint8Array,
): boolean {
  if (!/^[0-9a-f]{128}$/i.test(signature)) return false;
  const signed = Buffer.concat([Buffer.from(timestamp), body]);
  return verify(null, signed, keys.publicKey, Buffer.from(signature, 'hex'));
}

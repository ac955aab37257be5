/** What a MAC is for; each purpose has its own key, so that a token of one is nothing to another. */
export type MacPurpose =
  | 'deep-link'
  | 'short-link'
  | 'coupon'
  | 'share'
  | 'webchat'
  | 'csrf'
  | 'link-code';

/** The shop's keys, all derived from one secret. */
export interface Keyring {
  /** AES-256-GCM, base64url with its nonce. */
  encrypt(text: string): string;
  /** @throws Error if the text was not encrypted under this key */
  decrypt(text: string): string;
  /** HMAC-SHA-256, hex: finds an encrypted value again without telling it. */
  blindIndex(text: string): string;
  mac(purpose: MacPurpose, text: string): Uint8Array;
  /** Tells a database made under another key. */
  readonly fingerprint: string;
}

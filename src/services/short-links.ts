import type { Clock } from '../ports/clock.js';
import type { Keyring } from '../ports/keyring.js';
import type { LinkDraft, LinkMaker } from '../ports/link-maker.js';
import type { Random } from '../ports/random.js';
import type { TrackingStore } from '../ports/tracking-store.js';

export interface LinkDeps {
  readonly tracking: TrackingStore;
  readonly keyring: Keyring;
  readonly random: Random;
  readonly clock: Clock;
  /** Where this service is reached from outside, without a slash at its end. */
  readonly publicUrl: string;
}

const idLength = 12;
const macLength = 6;

/** Short links of deliveries: `PUBLIC_URL/l/TOKEN`; the token is 72 random bits and 36 bits of MAC. */
export function linkMaker(deps: LinkDeps): LinkMaker {
  return {
    async linksFor(drafts: readonly LinkDraft[]) {
      const rows = drafts.map((draft) => ({ ...draft, token: newToken(deps) }));
      const tokens = await deps.tracking.saveLinks(rows, deps.clock.now());
      return tokens.map((token) => `${deps.publicUrl}/l/${token}`);
    },
  };
}

function newToken({ random, keyring }: Pick<LinkDeps, 'random' | 'keyring'>): string {
  const id = Buffer.from(random.bytes(9)).toString('base64url');
  return id + signatureOf(keyring, id);
}

function signatureOf(keyring: Keyring, id: string): string {
  return Buffer.from(keyring.mac('short-link', id)).toString('base64url').slice(0, macLength);
}

/** Whether we made this token: tells a guess from a link of ours without asking the database. */
export function isOurToken(keyring: Keyring, token: string): boolean {
  if (!/^[A-Za-z0-9_-]{18}$/.test(token)) return false;
  const wanted = signatureOf(keyring, token.slice(0, idLength));
  const found = token.slice(idLength);
  // Without an early exit, so that the answer's time tells nothing of the signature.
  let difference = 0;
  for (let i = 0; i < macLength; i++) difference |= wanted.charCodeAt(i) ^ found.charCodeAt(i);
  return difference === 0;
}

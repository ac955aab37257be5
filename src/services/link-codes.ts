import type { CodeOutcome } from '../domain/conversation/view.js';
import type { ChatIdentity } from '../ports/customer-store.js';
import type { Keyring } from '../ports/keyring.js';
import type { LinkCodeStore } from '../ports/link-code-store.js';

export interface LinkCodeDeps {
  readonly keyring: Pick<Keyring, 'mac' | 'blindIndex'>;
  readonly linkCodes: LinkCodeStore;
}

// Without look-alikes: a code is read off one screen and typed into another.
const alphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const length = 8;
const lifeMs = 600_000;
const triesPerHour = 5;

/**
 * A code by which another chat of the same person is joined to this one. It is made from the event that asked for it,
 * so that the event handled again after a crash gives the same code; who does not have the shop's key cannot guess it.
 */
export async function newLinkCode(
  { keyring, linkCodes }: LinkCodeDeps,
  chat: Pick<ChatIdentity, 'id' | 'customerId'>,
  { eventKey, at }: { readonly eventKey: string; readonly at: number },
): Promise<string> {
  const mac = keyring.mac('link-code', eventKey);
  const code = [...mac.subarray(0, length)].map((byte) => alphabet[byte % 32]).join('');
  const { id: identityId, customerId } = chat;
  await linkCodes.keep({
    codeHash: hashOf(keyring, code),
    customerId,
    identityId,
    expiresAt: at + lifeMs,
  });
  return code;
}

/** Enters a code that another chat was given; a chat that guesses is locked out until the next full hour. */
export async function enterLinkCode(
  { keyring, linkCodes }: LinkCodeDeps,
  identityId: number,
  { code, at }: { readonly code: string; readonly at: number },
): Promise<CodeOutcome> {
  if ((await linkCodes.countTry(identityId, at)) > triesPerHour) return 'locked-out';
  return linkCodes.join(hashOf(keyring, code.toUpperCase()), identityId, at);
}

function hashOf(keyring: Pick<Keyring, 'blindIndex'>, code: string): string {
  return keyring.blindIndex(`link-code\n${code}`);
}

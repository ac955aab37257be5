import type { LinkOutcome } from '../domain/identity/link-outcome.js';
import type { LinkToken } from '../domain/identity/link-token.js';
import { groupOfPayload } from '../domain/promotion/group-link.js';
import type { ChatIdentity, ChatSpeaker, CustomerStore } from '../ports/customer-store.js';
import type { Keyring } from '../ports/keyring.js';
import type { ShareStore } from '../ports/share-store.js';
import { openToken } from './deep-links.js';

export interface OpenLinkDeps {
  readonly keyring: Pick<Keyring, 'mac'>;
  readonly customers: CustomerStore;
  readonly shares: ShareStore;
}

export interface OpenedChat {
  readonly chat: ChatIdentity;
  /** Null if the chat was opened without a link. */
  readonly link: LinkOutcome | null;
  /** Somebody new came through a friend's link. */
  readonly hasJoined: boolean;
  /** The group whose link it was. */
  readonly groupBuyId?: string;
}

/** Of a link that is for anybody, on a poster say: it stands for nobody and gives nothing. */
export const anybodysToken = 'hello';

/**
 * A chat was opened, perhaps by a deep link. A customer's own link gives them the chat; a friend's invitation counts
 * who is new. Opening it again, or handling the event again, changes nothing.
 */
export async function openLink(
  deps: OpenLinkDeps,
  speaker: ChatSpeaker,
  given: string | null,
): Promise<OpenedChat> {
  const groupBuyId = given === null ? null : groupOfPayload(given);
  if (groupBuyId !== null)
    return {
      chat: await deps.customers.recogniseChat(speaker),
      link: null,
      hasJoined: false,
      groupBuyId,
    };
  const payload = given === anybodysToken ? null : given;
  const token = payload === null ? null : openToken(deps.keyring, payload);
  if (token?.kind === 'share') return openInvitation(deps, speaker, token, payload ?? '');
  // Before the chat is known by itself: a new chat is then the customer's from the first moment.
  const link = payload === null ? null : await linkOf(deps, speaker, token);
  return { chat: await deps.customers.recogniseChat(speaker), link, hasJoined: false };
}

async function linkOf(
  { customers }: OpenLinkDeps,
  speaker: ChatSpeaker,
  token: LinkToken | null,
): Promise<LinkOutcome> {
  if (token === null) return 'invalid';
  if (token.expiresAt !== null && token.expiresAt <= speaker.at) return 'expired';
  return customers.linkChat(speaker, token.customerId);
}

async function openInvitation(
  { customers, shares }: OpenLinkDeps,
  speaker: ChatSpeaker,
  token: LinkToken,
  payload: string,
): Promise<OpenedChat> {
  const sharer = await customers.customer(token.customerId);
  const chat = await customers.recogniseChat(speaker);
  if (sharer === null) return { chat, link: 'invalid', hasJoined: false };
  const refuse = (reason: 'self-referral' | 'known-customer') =>
    shares.recordRefused(payload, chat.customerId, reason, speaker.at);
  if (sharer.id === chat.customerId) {
    await refuse('self-referral');
    return { chat, link: 'own-invitation', hasJoined: false };
  }
  const isNew = chat.linkedAt === speaker.at;
  if (isNew) await shares.recordJoin(payload, chat.customerId, speaker.at);
  else await refuse('known-customer');
  return { chat, link: 'invited', hasJoined: isNew };
}

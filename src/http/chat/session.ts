import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { chatIdOf, isChatId } from '../../domain/message/chat-id.js';
import type { Keyring } from '../../ports/keyring.js';
import type { Random } from '../../ports/random.js';
import { isSecureRequest } from '../request-origin.js';
import { signedValue, signValue } from '../signed-value.js';

/** In a frame on another website no cookie of ours arrives; the page then keeps the signed id and sends it here. */
const tokenHeader = 'x-hawker-chat';

const chatIdLength = 32;

interface Deps {
  readonly keyring: Keyring;
  readonly random: Random;
  readonly publicUrl: string | null;
}

/**
 * Whose chat a request belongs to; null for a stranger, or a forged id.
 *
 * @param account which of several web chats; null for the one at `/chat`
 */
export function chatOf(
  context: Context,
  { keyring }: Pick<Deps, 'keyring'>,
  account: string | null = null,
): string | null {
  const token = context.req.header(tokenHeader) ?? getCookie(context, cookieName(account));
  const signed = signedValue(keyring, 'webchat', token) ?? '';
  const [before, chatId] = [signed.slice(0, -chatIdLength), signed.slice(-chatIdLength)];
  return before === prefix(account) && isChatId(chatId) ? chatId : null;
}

export function newChat({ random }: Pick<Deps, 'random'>): string {
  return chatIdOf(random.bytes(16));
}

export function chatToken(
  { keyring }: Pick<Deps, 'keyring'>,
  chatId: string,
  account: string | null = null,
): string {
  return signValue(keyring, 'webchat', `${prefix(account)}${chatId}`);
}

/** From now on this browser is in this chat. */
export function rememberChat(
  context: Context,
  deps: Pick<Deps, 'keyring' | 'publicUrl'>,
  chatId: string,
  account: string | null = null,
): void {
  setCookie(context, cookieName(account), chatToken(deps, chatId, account), {
    httpOnly: true,
    sameSite: 'Lax',
    secure: isSecureRequest(context, deps.publicUrl),
    path: '/',
    maxAge: 365 * 86_400,
  });
}

function cookieName(account: string | null): string {
  return account === null ? 'hawker_chat' : `hawker_chat_${account}`;
}

// A token of one account's chat is nothing to another.
function prefix(account: string | null): string {
  return account === null ? '' : `${account}~`;
}

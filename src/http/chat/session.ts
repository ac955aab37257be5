import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { chatIdOf, isChatId } from '../../domain/message/chat-id.js';
import type { Keyring } from '../../ports/keyring.js';
import type { Random } from '../../ports/random.js';
import { isSecureRequest } from '../request-origin.js';
import { signedValue, signValue } from '../signed-value.js';

const cookieName = 'hawker_chat';

/** In a frame on another website no cookie of ours arrives; the page then keeps the signed id and sends it here. */
const tokenHeader = 'x-hawker-chat';

interface Deps {
  readonly keyring: Keyring;
  readonly random: Random;
  readonly publicUrl: string | null;
}

/** Whose chat a request belongs to; null for a stranger, or a forged id. */
export function chatOf(context: Context, { keyring }: Pick<Deps, 'keyring'>): string | null {
  const token = context.req.header(tokenHeader) ?? getCookie(context, cookieName);
  const chatId = signedValue(keyring, 'webchat', token);
  return chatId !== null && isChatId(chatId) ? chatId : null;
}

export function newChat({ random }: Pick<Deps, 'random'>): string {
  return chatIdOf(random.bytes(16));
}

export function chatToken({ keyring }: Pick<Deps, 'keyring'>, chatId: string): string {
  return signValue(keyring, 'webchat', chatId);
}

/** From now on this browser is in this chat. */
export function rememberChat(
  context: Context,
  deps: Pick<Deps, 'keyring' | 'publicUrl'>,
  chatId: string,
): void {
  setCookie(context, cookieName, chatToken(deps, chatId), {
    httpOnly: true,
    sameSite: 'Lax',
    secure: isSecureRequest(context, deps.publicUrl),
    path: '/',
    maxAge: 365 * 86_400,
  });
}

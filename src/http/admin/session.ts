import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { isLocalRequest, isSecureRequest } from '../request-origin.js';
import type { AdminDeps } from './deps.js';

const cookieName = 'hawker_admin';
const sessionMs = 8 * 3_600_000;

/** What the form tokens of a dashboard that needs no sign-in are bound to. */
const openSession = 'open';

export interface Access {
  /** What a form's token is bound to. */
  readonly session: string;
  /** Signed in with a key, so that there is something to sign out of. */
  readonly hasKey: boolean;
}

/**
 * Whether a request may see the dashboard. The cookie holds the API key itself, encrypted: a key that is revoked
 * ends its sessions at once.
 */
export async function accessOf(context: Context, deps: AdminDeps): Promise<Access | null> {
  const cookie = getCookie(context, cookieName);
  const key = cookie === undefined ? null : keyIn(deps, cookie);
  if (cookie !== undefined && key !== null && (await isAdminKey(deps, key))) {
    return { session: cookie, hasKey: true };
  }
  return deps.mode === 'demo' && isLocalRequest(context)
    ? { session: openSession, hasKey: false }
    : null;
}

export async function isAdminKey(deps: AdminDeps, key: string): Promise<boolean> {
  return (await deps.authenticate(key))?.scopes.includes('admin') === true;
}

export function signIn(context: Context, deps: AdminDeps, key: string): void {
  const until = deps.clock.now() + sessionMs;
  setCookie(context, cookieName, deps.keyring.encrypt(JSON.stringify({ key, until })), {
    httpOnly: true,
    sameSite: 'Strict',
    secure: isSecureRequest(context, deps.publicUrl),
    path: '/admin',
    maxAge: sessionMs / 1_000,
  });
}

export function signOut(context: Context): void {
  deleteCookie(context, cookieName, { path: '/admin' });
}

function keyIn({ keyring, clock }: AdminDeps, cookie: string): string | null {
  try {
    const { key, until } = JSON.parse(keyring.decrypt(cookie)) as { key: string; until: number };
    return clock.now() < until ? key : null;
  } catch {
    return null; // Not ours, or made under another key.
  }
}

import type { SendOutcome } from '../../src/domain/message/send-outcome.js';
import { isRefusedConnection } from '../common/refused-connection.js';

/** Takes a secret out of a text that may hold it. */
export type Redact = (text: string) => string;

/** A token also stands in URLs, where its colon may be escaped. */
export function redactorOf(token: string): Redact {
  const forms = [token, encodeURIComponent(token), token.split(':')[1] ?? token];
  return (text) => forms.reduce((rest, form) => rest.replaceAll(form, '[token]'), text);
}

interface ApiFault {
  readonly code: number;
  readonly description: string;
  readonly retryAfter: number | null;
  readonly migrateTo: number | null;
}

/** What a failed call means. Only the platform's own words are repeated: a library's may hold the URL, and so the token. */
export function classify(error: unknown, redact: Redact): SendOutcome {
  const fault = apiFault(error);
  if (fault !== null) return ofApi(fault, redact);
  const { name, code, type } = error as { name?: string; code?: string; type?: string };
  if (isRefusedConnection(code)) {
    return { kind: 'deferred', minDelayMs: 5_000, why: `no connection: ${code}` };
  }
  if (name === 'AbortError') return perhaps('no answer in time');
  return perhaps(type === 'invalid-json' ? 'the answer was not JSON' : 'the connection broke');
}

/** The platform's refusal, where the error is one. */
export function apiFault(error: unknown): ApiFault | null {
  const { response } = error as { response?: unknown };
  if (typeof response !== 'object' || response === null) return null;
  const { error_code, description, parameters } = response as {
    error_code?: unknown;
    description?: unknown;
    parameters?: { retry_after?: number; migrate_to_chat_id?: number };
  };
  if (typeof error_code !== 'number') return null;
  return {
    code: error_code,
    description: typeof description === 'string' ? description : '',
    retryAfter: parameters?.retry_after ?? null,
    migrateTo: parameters?.migrate_to_chat_id ?? null,
  };
}

function perhaps(why: string): SendOutcome {
  // Telegram has no key that would fold a repeat.
  return { kind: 'unknown', why, resendSafe: false };
}

// The codes are "subject to change", so code and words must both fit. Words: tdlib/telegram-bot-api, Client.cpp.
const gone: readonly { readonly code: number; readonly words: RegExp; readonly why: string }[] = [
  { code: 403, words: /bot was blocked by the user/, why: 'blocked by the user' },
  { code: 403, words: /user is deactivated/, why: 'user is deactivated' },
  { code: 403, words: /bot was kicked from the/, why: 'bot was kicked from the chat' },
  { code: 403, words: /bot is not a member of the/, why: 'bot is not a member of the chat' },
  { code: 403, words: /the group chat was deleted/, why: 'the group chat was deleted' },
  { code: 403, words: /bot can't initiate conversation/, why: 'never opened a chat with us' },
  { code: 400, words: /chat not found/, why: 'chat not found' },
];

function ofApi(fault: ApiFault, redact: Redact): SendOutcome {
  const { code, retryAfter, migrateTo } = fault;
  const description = redact(fault.description);
  if (code === 429) {
    const retryAfterMs = retryAfter === null ? null : retryAfter * 1_000;
    return { kind: 'throttled', scope: 'account', retryAfterMs };
  }
  if (code === 400 && migrateTo !== null) return { kind: 'moved', to: String(migrateTo) };
  const left = gone.find((each) => each.code === code && each.words.test(description));
  if (left !== undefined) return { kind: 'undeliverable', recipient: 'suppress', why: left.why };
  if (code === 401 || code === 404) return { kind: 'account_fault', why: 'credentials' };
  if (code >= 500) return perhaps(`${code} ${description}`);
  return { kind: 'rejected', why: description };
}

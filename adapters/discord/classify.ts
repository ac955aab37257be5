import type { SendOutcome } from '../../src/domain/message/send-outcome.js';
import { isRefusedConnection } from '../common/refused-connection.js';

/** Takes secrets out of a text that may hold them. */
export type Redact = (text: string) => string;

export function redactorOf(secrets: readonly string[]): Redact {
  const forms = secrets
    .filter((secret) => secret !== '')
    .flatMap((secret) => [secret, encodeURIComponent(secret)]);
  return (text) => forms.reduce((rest, form) => rest.replaceAll(form, '[token]'), text);
}

/** What the failed call was for. */
export interface Attempted {
  /** `open` opens a direct chat: nothing is said yet, so nothing can have arrived. */
  readonly what: 'open' | 'message' | 'post' | 'answer';
  /** Discord folds a repeat of this call. */
  readonly resendSafe: boolean;
  /** Of an answer: how long ago the interaction was. */
  readonly ageMs?: number;
}

/** What a failed call means. Only Discord's own words are repeated: an error of the library holds the URL. */
export function classify(error: unknown, attempted: Attempted, redact: Redact): SendOutcome {
  const limit = rateLimit(error);
  if (limit !== null) return limit;
  const fault = apiFault(error);
  if (fault !== null) return ofApi(fault, attempted, redact);
  const { cause, status, message } = error as { cause?: unknown; status?: number; message: string };
  const code = (cause as { code?: unknown } | undefined)?.code;
  if (isRefusedConnection(code)) {
    return { kind: 'deferred', minDelayMs: 5_000, why: `no connection: ${code}` };
  }
  // "There was not a gateway available to process your request. Wait a bit and retry."
  if (status === 502) return { kind: 'deferred', minDelayMs: 5_000, why: '502 no gateway' };
  // After a 401 discord.js forgets its token; this call met the moment before a new client was made.
  if (message?.startsWith('Expected token to be set') === true) {
    return { kind: 'deferred', minDelayMs: 1_000, why: 'the credentials were just refused' };
  }
  return perhaps(wordsOf(error, status), attempted);
}

function wordsOf(error: unknown, status: number | undefined): string {
  if (status !== undefined) return `answered ${status}`;
  const { name } = error as { name?: string };
  if (name === 'AbortError' || name === 'TimeoutError') return 'no answer in time';
  if (error instanceof UnreadableAnswer) return 'the answer was not a message';
  return error instanceof SyntaxError ? 'the answer was not JSON' : 'the connection broke';
}

/** Something with status 2xx that is no message. */
export class UnreadableAnswer extends Error {}

function perhaps(why: string, { what, resendSafe }: Attempted): SendOutcome {
  if (what === 'open') {
    return { kind: 'deferred', minDelayMs: 5_000, why: `the chat could not be opened: ${why}` };
  }
  return { kind: 'unknown', why, resendSafe };
}

function rateLimit(error: unknown): SendOutcome | null {
  const { global, scope, retryAfter, timeToReset } = error as Record<string, unknown>;
  if (typeof retryAfter !== 'number' || typeof timeToReset !== 'number') return null;
  // discord.js writes 0 where the platform gave no delay.
  const retryAfterMs = retryAfter > 0 ? Math.ceil(retryAfter) : null;
  const isGlobal = global === true || scope === 'global';
  return { kind: 'throttled', scope: isGlobal ? 'account' : 'lane', retryAfterMs };
}

export interface ApiFault {
  readonly status: number;
  readonly code: number | null;
  readonly words: string;
}

/** Discord's refusal, where the error is one. */
export function apiFault(error: unknown): ApiFault | null {
  const { rawError, status, code, message } = error as {
    rawError?: unknown;
    status?: unknown;
    code?: unknown;
    message?: string;
  };
  if (rawError === undefined || typeof status !== 'number') return null;
  return { status, code: typeof code === 'number' ? code : null, words: message ?? '' };
}

type Verdict = (attempted: Attempted) => SendOutcome;

const gone = (why: string): Verdict => {
  return () => ({ kind: 'undeliverable', recipient: 'suppress', why });
};
const suspended: Verdict = () => ({ kind: 'account_fault', why: 'suspended' });

// An answer can overtake our own "we heard you" on its way to Discord; then it comes too early, not too late.
const unheardMs = 30_000;
const lateAnswer: Verdict = ({ what, ageMs = Number.POSITIVE_INFINITY }) => {
  if (what !== 'answer') return gone('the webhook is gone')({ what, resendSafe: false });
  if (ageMs < unheardMs) {
    return { kind: 'deferred', minDelayMs: 300, why: 'the interaction is not acknowledged yet' };
  }
  return { kind: 'undeliverable', recipient: 'needs_inbound', why: 'the interaction is over' };
};
const overdueAnswer: Verdict = (attempted) =>
  lateAnswer({ ...attempted, ageMs: Number.POSITIVE_INFINITY });

const verdicts: Readonly<Record<number, Verdict>> = {
  10003: gone('unknown channel'),
  10013: gone('unknown user'),
  10015: lateAnswer,
  20026: suspended,
  40001: () => ({ kind: 'account_fault', why: 'credentials' }),
  40002: suspended,
  40003: suspended,
  50001: gone('no access to the channel: give the bot View Channel'),
  50007: gone('blocked, or takes no direct messages'),
  50013: gone('no permission in the channel: give the bot Send Messages'),
  50027: overdueAnswer,
  50033: gone('not somebody who can be written to'),
  50278: gone('shares no server with the bot'),
};

function ofApi(
  { status, code, words }: ApiFault,
  attempted: Attempted,
  redact: Redact,
): SendOutcome {
  const verdict = code === null ? undefined : verdicts[code];
  if (verdict !== undefined) return verdict(attempted);
  if (status === 401) return { kind: 'account_fault', why: 'credentials' };
  // A page of something that stands before Discord refuses in nobody's name.
  if (code === null) return perhaps(`answered ${status}`, attempted);
  if (attempted.what === 'open' && status === 400) {
    return { kind: 'undeliverable', recipient: 'suppress', why: 'not the number of a user' };
  }
  return { kind: 'rejected', why: redact(`${code} ${words}`).slice(0, 300) };
}

import { z } from 'zod';
import type { SendOutcome } from '../../src/domain/message/send-outcome.js';
import { type CallResult, retryAfterMs } from '../common/http-call.js';

export interface Call {
  readonly now: number;
  /** Takes secrets out of Weibo's words. */
  readonly redact: (text: string) => string;
}

const hourMs = 3_600_000;

// `error_code` comes as a number or as a text.
const errorSchema = z.looseObject({
  error_code: z.coerce.number().int(),
  error: z.string().catch(''),
});
const madeSchema = z.looseObject({
  idstr: z.string().optional(),
  id: z.union([z.string(), z.number()]).optional(),
});

/** What an answer to something sent means. */
export function classify(result: CallResult, call: Call): SendOutcome {
  if (result.kind === 'not-sent') return later(result.why, 5_000);
  if (result.kind === 'perhaps') return perhaps(result.why);
  const code = codeIn(result);
  // Posted, and to be seen in a minute or two, but without an id: never to be posted again.
  if (code === 20032) return { kind: 'accepted', ref: `later:${call.now}`, final: false };
  if (code !== 0) return ofError(code, call.redact(wordsIn(result)), result.status);
  const { status } = result;
  if (status === 429) {
    const delay = retryAfterMs(result.headers, call.now);
    return { kind: 'throttled', scope: 'account', retryAfterMs: delay };
  }
  const ref = refIn(result);
  if (status >= 200 && status < 300 && ref !== null) return { kind: 'accepted', ref, final: true };
  return perhaps(`an answer with ${status} that is not Weibo's`);
}

/** Weibo's own code of a refusal; 0 where there is none. */
export function codeIn(result: CallResult): number {
  if (result.kind !== 'answer') return 0;
  const parsed = errorSchema.safeParse(result.json);
  return parsed.success ? parsed.data.error_code : 0;
}

/** "Similar content", "repeated content", "the same post": Weibo has this text already. */
export function isRepeat(code: number): boolean {
  return [20017, 20019, 20111].includes(code);
}

export function isTokenFault(code: number): boolean {
  return (code >= 21314 && code <= 21319) || code === 21327 || code === 21332 || code === 10006;
}

/** Reading too much: as with sending, the hour has to turn. */
export function isRateFault(code: number): boolean {
  return [10022, 10023, 10024, 20016].includes(code);
}

function wordsIn(result: CallResult): string {
  const parsed = errorSchema.safeParse(result.kind === 'answer' ? result.json : undefined);
  return parsed.success ? `${parsed.data.error_code} ${parsed.data.error}`.slice(0, 200) : '';
}

function refIn({ json }: Extract<CallResult, { kind: 'answer' }>): string | null {
  const parsed = madeSchema.safeParse(json);
  if (!parsed.success) return null;
  const { idstr, id } = parsed.data;
  // A number of 16 digits is exact in JSON; of more it is not, hence `idstr` first.
  return idstr ?? (id === undefined ? null : String(id));
}

function ofError(code: number, words: string, status: number): SendOutcome {
  // Limits are by the hour, and no delay is ever named.
  if (isRateFault(code)) return { kind: 'throttled', scope: 'account', retryAfterMs: hourMs };
  if (isTokenFault(code)) return { kind: 'account_fault', why: 'credentials' };
  if (permissionCodes.has(code)) return { kind: 'account_fault', why: 'permission' };
  if (suspendedCodes.has(code)) return { kind: 'account_fault', why: 'suspended' };
  if (busyCodes.has(code)) return later(words, 30_000);
  if (vagueCodes.has(code)) return perhaps(words);
  const refusal = ofRecipient[code];
  if (refusal !== undefined) return refusal;
  // Also 5xx: an error code says that Weibo itself has looked at it, and these say no.
  return status >= 500 && code < 20000 ? perhaps(words) : { kind: 'rejected', why: words };
}

// From open.weibo.com/wiki/Error_code. 20031: a captcha is asked for; a person has to post once by hand.
const permissionCodes = new Set([10004, 10005, 10014, 10015, 21321, 21335]);
const suspendedCodes = new Set([20031, 20034, 20022]);
const busyCodes = new Set([10002, 10009]);
// "System error", "job expired", "RPC error": nobody says how far it got.
const vagueCodes = new Set([10001, 10003, 10010, 10011]);

const ofRecipient: Readonly<Record<number, SendOutcome>> = {
  20003: { kind: 'undeliverable', recipient: 'suppress', why: 'unknown to Weibo' },
  10013: { kind: 'undeliverable', recipient: 'suppress', why: 'unknown to Weibo' },
  // Who does not follow us cannot be written to; following or writing changes that.
  20301: {
    kind: 'undeliverable',
    recipient: 'needs_inbound',
    why: 'does not follow the account, or wrote longer ago than 48 hours',
  },
};

function perhaps(why: string): SendOutcome {
  // No call of Weibo's takes a key that would fold a repeat.
  return { kind: 'unknown', why, resendSafe: false };
}

function later(why: string, minDelayMs: number): SendOutcome {
  return { kind: 'deferred', minDelayMs, why };
}

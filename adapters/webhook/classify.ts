import { z } from 'zod';
import type { SendOutcome } from '../../src/domain/message/send-outcome.js';
import { type GuardedAnswer, RequestFault } from './guarded-request.js';

/** What a receiver may say in its answer's body; README of the channel: adapters/webhook.md. */
const answerSchema = z.looseObject({
  /** The receiver's own name for the message. */
  id: z.union([z.string().min(1).max(200), z.number().transform(String)]).optional(),
  /** It had this webhook-id before. */
  duplicate: z.boolean().optional(),
  error: z.string().max(40).optional(),
  /** With `error: moved`. */
  to: z.string().min(1).max(1_000).optional(),
  /** With `error: quota`: when there is some again. */
  retry_at: z.iso.datetime({ offset: true }).optional(),
});

type Answer = z.output<typeof answerSchema>;

/** What an answer of the receiver means. @param key the webhook-id, which names a message without a name of its own */
export function outcomeOf(answer: GuardedAnswer, key: string, now: number): SendOutcome {
  const { status } = answer;
  const said = saidBy(answer);
  // A proxy's page is no answer of the receiver, whatever the status.
  if (status < 300 && isPage(answer)) return perhaps(`a page with ${status}`);
  if (status >= 500) return perhaps(`status ${status}`);
  const named = said?.error === undefined ? null : ofError(said.error, said, answer, now);
  if (named !== null) return named;
  if (status === 409 || (status < 300 && said?.duplicate === true)) {
    return { kind: 'duplicate', ref: said?.id ?? key };
  }
  if (status >= 200 && status < 300) return { kind: 'accepted', ref: said?.id ?? key, final: true };
  return ofStatus(answer, now);
}

/** What a call that got no answer means. */
export function outcomeOfFault(error: unknown): SendOutcome {
  if (!(error instanceof RequestFault)) return perhaps(`fault: ${(error as Error).name}`);
  switch (error.kind) {
    case 'forbidden':
      return { kind: 'account_fault', why: 'permission' };
    case 'not-sent':
      return { kind: 'deferred', minDelayMs: 5_000, why: error.message };
    case 'perhaps':
      return perhaps(error.message);
  }
}

// The receiver folds repeats by webhook-id, as the standard asks of it.
function perhaps(why: string): SendOutcome {
  return { kind: 'unknown', why, resendSafe: true };
}

function ofStatus(answer: GuardedAnswer, now: number): SendOutcome {
  const { status } = answer;
  if (status === 401 || status === 403) return { kind: 'account_fault', why: 'credentials' };
  if (status === 429) return throttled(answer, 'account', now);
  if (status === 408) return perhaps('status 408');
  // A wrong path, a moved or closed endpoint: nothing that a customer has done.
  if (status < 400 || [404, 405, 410].includes(status)) {
    return { kind: 'account_fault', why: 'permission' };
  }
  return { kind: 'rejected', why: `status ${status}` };
}

function ofError(
  error: string,
  said: Answer,
  answer: GuardedAnswer,
  now: number,
): SendOutcome | null {
  switch (error) {
    case 'unknown_recipient':
      return { kind: 'undeliverable', recipient: 'suppress', why: 'unknown to the receiver' };
    case 'blocked':
      return { kind: 'undeliverable', recipient: 'suppress', why: 'blocked by the recipient' };
    case 'needs_inbound':
    case 'needs_consent':
      return { kind: 'undeliverable', recipient: error, why: error.replace('_', ' ') };
    case 'moved':
      return said.to === undefined ? null : { kind: 'moved', to: said.to };
    case 'rejected':
      return { kind: 'rejected', why: 'the receiver refuses this content' };
    case 'recipient_busy':
      return throttled(answer, 'recipient', now);
    case 'quota':
      return quotaUsed(said);
    default:
      return null;
  }
}

function quotaUsed({ retry_at }: Answer): SendOutcome {
  const until = retry_at === undefined ? {} : { retryAtMs: Date.parse(retry_at) };
  return { kind: 'account_fault', why: 'quota', ...until };
}

function throttled(
  { headers }: GuardedAnswer,
  scope: 'account' | 'recipient',
  now: number,
): SendOutcome {
  return { kind: 'throttled', scope, retryAfterMs: retryAfterMs(headers['retry-after'], now) };
}

/** Seconds, or a date (RFC 9110, 10.2.3). */
function retryAfterMs(header: string | undefined, now: number): number | null {
  if (header === undefined) return null;
  if (/^\d{1,7}$/.test(header)) return Number(header) * 1_000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}

function saidBy({ body }: GuardedAnswer): Answer | null {
  try {
    const parsed = answerSchema.safeParse(JSON.parse(body.toString('utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

function isPage({ headers, body }: GuardedAnswer): boolean {
  const type = headers['content-type'] ?? '';
  return type.startsWith('text/html') || /^\s*</.test(body.subarray(0, 64).toString('latin1'));
}

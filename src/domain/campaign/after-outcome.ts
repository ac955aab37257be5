import type { SendOutcome } from '../message/send-outcome.js';

/** What becomes of a delivery after the platform answered. */
export type NextStep =
  | { readonly kind: 'sent' }
  /** Certainly not sent: planned again, not before `untilMs`. */
  | { readonly kind: 'wait'; readonly untilMs: number; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string }
  /** Not on this channel: the next one the campaign prefers, or failed. `identityState` null leaves the identity alone. */
  | {
      readonly kind: 'undeliverable';
      readonly reason: string;
      readonly identityState: 'blocked' | 'unreachable' | null;
      /** It may be tried again when the customer has written, or agreed. */
      readonly waitsFor: 'needs-inbound' | 'needs-consent' | null;
    }
  | { readonly kind: 'moved'; readonly to: string }
  /** Perhaps sent. */
  | { readonly kind: 'unknown'; readonly reason: string }
  | { readonly kind: 'expired'; readonly reason: string };

export interface AfterOutcome {
  readonly step: NextStep;
  /** The whole account is to be left alone until then. */
  readonly pauseUntilMs: number | null;
}

export interface OutcomeContext {
  readonly now: number;
  readonly deadlineAt: number;
  /** 1 for the first. */
  readonly attempt: number;
  /** How many parts of this message the platform has already taken. */
  readonly acceptedParts: number;
  /** The campaign says `on_unknown: resend`. */
  readonly resendsUnknown: boolean;
}

const minute = 60_000;

/** Where the platform names no time. */
const pauseWithoutTimeMs = { throttled: 30_000, lane: 5_000, fault: 15 * minute } as const;

const longestBackoffMs = 10 * minute;

/** The scheduler's one decision table: nobody else retries, waits or gives up. */
export function afterOutcome(outcome: SendOutcome, context: OutcomeContext): AfterOutcome {
  const { now } = context;
  switch (outcome.kind) {
    case 'accepted':
    case 'duplicate':
      return calm({ kind: 'sent' });
    case 'throttled':
      return afterThrottle(outcome, context);
    case 'deferred':
      return calm(wait(now + backoff(outcome.minDelayMs, context.attempt), outcome.why, context));
    case 'unknown':
      return calm(afterUnknown(outcome, context));
    case 'undeliverable':
      return calm(lost(undeliverable(outcome), context));
    case 'moved':
      return calm(afterMove(outcome.to, context));
    case 'rejected':
      return calm(lost({ kind: 'failed', reason: `rejected: ${outcome.why}` }, context));
    case 'account_fault': {
      const untilMs = outcome.retryAtMs ?? now + pauseWithoutTimeMs.fault;
      return {
        step: wait(untilMs, `account fault: ${outcome.why}`, context),
        pauseUntilMs: untilMs,
      };
    }
    default:
      return outcome satisfies never;
  }
}

function calm(step: NextStep): AfterOutcome {
  return { step, pauseUntilMs: null };
}

function wait(untilMs: number, reason: string, { deadlineAt }: OutcomeContext): NextStep {
  return untilMs < deadlineAt
    ? { kind: 'wait', untilMs, reason }
    : { kind: 'expired', reason: `deadline before the next try (${reason})` };
}

function afterThrottle(
  outcome: Extract<SendOutcome, { kind: 'throttled' }>,
  context: OutcomeContext,
): AfterOutcome {
  const ofAccount = outcome.scope === 'account';
  const fallbackMs = ofAccount ? pauseWithoutTimeMs.throttled : pauseWithoutTimeMs.lane;
  const untilMs = context.now + (outcome.retryAfterMs ?? fallbackMs);
  const step = wait(untilMs, `throttled (${outcome.scope})`, context);
  return { step, pauseUntilMs: ofAccount ? untilMs : null };
}

// Once more at most, and only where a second copy cannot arrive or the campaign has asked for it.
function afterUnknown(
  outcome: Extract<SendOutcome, { kind: 'unknown' }>,
  context: OutcomeContext,
): NextStep {
  const mayResend = outcome.resendSafe || context.resendsUnknown;
  if (mayResend && context.attempt === 1) {
    return wait(context.now + 1_000, `resent after: ${outcome.why}`, context);
  }
  return { kind: 'unknown', reason: outcome.why };
}

function afterMove(to: string, context: OutcomeContext): NextStep {
  return context.attempt === 1
    ? { kind: 'moved', to }
    : lost({ kind: 'failed', reason: 'moved again' }, context);
}

function undeliverable(outcome: Extract<SendOutcome, { kind: 'undeliverable' }>): NextStep {
  const { recipient, why } = outcome;
  if (recipient !== 'suppress') {
    const waitsFor = recipient === 'needs_inbound' ? 'needs-inbound' : 'needs-consent';
    return { kind: 'undeliverable', reason: `${recipient}: ${why}`, identityState: null, waitsFor };
  }
  const identityState = why.startsWith('blocked') ? 'blocked' : 'unreachable';
  return { kind: 'undeliverable', reason: why, identityState, waitsFor: null };
}

// Of a message in several parts the customer has seen the first: not failed, and its coupon stays good.
function lost(step: NextStep, { acceptedParts }: OutcomeContext): NextStep {
  if (acceptedParts === 0 || !('reason' in step)) return step;
  return { kind: 'unknown', reason: `only ${acceptedParts} part(s) arrived: ${step.reason}` };
}

function backoff(minDelayMs: number, attempt: number): number {
  return Math.max(minDelayMs, Math.min(minDelayMs * 2 ** (attempt - 1), longestBackoffMs));
}

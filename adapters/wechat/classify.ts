import type { SendOutcome } from '../../src/domain/message/send-outcome.js';
import { nextDay, nextMonth } from './shanghai.js';

export type Json = Readonly<Record<string, unknown>>;

/** Why a call brought nothing. */
export type Fault =
  /** WeChat's own refusal: `errcode` in an answer with status 200. */
  | {
      readonly kind: 'api';
      readonly code: number;
      readonly words: string;
      readonly answer: Json;
    }
  /** Nothing has been asked of the platform. */
  | { readonly kind: 'not-sent'; readonly why: string }
  | { readonly kind: 'perhaps'; readonly why: string }
  /** What we were to send is at fault. */
  | { readonly kind: 'content'; readonly why: string };

export interface CallFacts {
  /** Repeating it with the same key is one message. */
  readonly folds: boolean;
  /** How long a used-up quota of mass sends lasts: a service account has so many a month, a subscription account a day. */
  readonly massQuotaPer: 'day' | 'month';
  readonly now: number;
}

const minuteMs = 60_000;
const againMs = 5_000;

const people: Readonly<Record<number, Extract<SendOutcome, { kind: 'undeliverable' }>>> = {
  40003: { kind: 'undeliverable', recipient: 'suppress', why: 'no follower of this account' },
  43004: { kind: 'undeliverable', recipient: 'suppress', why: 'blocked: no longer follows' },
  43019: { kind: 'undeliverable', recipient: 'suppress', why: 'blocked: on the blacklist' },
  // Also said of who has just left; the event of leaving tells those.
  45015: { kind: 'undeliverable', recipient: 'needs_inbound', why: 'wrote more than 48 hours ago' },
  45047: {
    kind: 'undeliverable',
    recipient: 'needs_inbound',
    why: 'has had all this window allows',
  },
  43101: {
    kind: 'undeliverable',
    recipient: 'needs_consent',
    why: 'has agreed to no more notices',
  },
};

// 40125 wrong secret, 40243 secret frozen, 41004 and 41002 none, 40013 wrong AppID.
const credentials = new Set([40001, 40013, 40014, 40125, 40243, 41002, 41004, 42001]);
// 40164 not on the IP white list, 40200 wrong type of account, 89503 and 89501 the administrator has to agree first.
const permission = new Set([40164, 40200, 48001, 48003, 50001, 89501, 89503]);
// 48004 and 50002: the interface, or the account, has been shut for breaking rules.
const suspended = new Set([48004, 50002, 50005]);

/** What a fault of the call that sends means. */
export function classify(fault: Fault, facts: CallFacts): SendOutcome {
  switch (fault.kind) {
    case 'not-sent':
      return { kind: 'deferred', minDelayMs: againMs, why: fault.why };
    case 'perhaps':
      return { kind: 'unknown', why: fault.why, resendSafe: facts.folds };
    case 'content':
      return { kind: 'rejected', why: fault.why };
    case 'api':
      return ofCode(fault, facts);
  }
}

/** What a fault of a call that sends nothing means for the message it was to prepare: it has certainly not gone. */
export function classifyBefore(fault: Fault, facts: CallFacts): SendOutcome {
  const outcome = classify(fault, facts);
  if (outcome.kind !== 'unknown') return outcome;
  return { kind: 'deferred', minDelayMs: againMs, why: outcome.why };
}

function ofCode(fault: Extract<Fault, { kind: 'api' }>, facts: CallFacts): SendOutcome {
  const { code, words } = fault;
  const { now } = facts;
  const person = people[code];
  if (person !== undefined) return person;
  if (credentials.has(code)) return { kind: 'account_fault', why: 'credentials' };
  if (permission.has(code)) return { kind: 'account_fault', why: 'permission' };
  if (suspended.has(code)) return { kind: 'account_fault', why: 'suspended' };
  switch (code) {
    // "System busy" is said before and after the message has gone.
    case -1:
      return { kind: 'unknown', why: 'the platform was busy (-1)', resendSafe: facts.folds };
    case 45009:
      return { kind: 'account_fault', why: 'quota', retryAtMs: nextDay(now) };
    case 45028: {
      const retryAtMs = facts.massQuotaPer === 'month' ? nextMonth(now) : nextDay(now);
      return { kind: 'account_fault', why: 'quota', retryAtMs };
    }
    case 45011:
      return { kind: 'throttled', scope: 'account', retryAfterMs: minuteMs };
    case 45066:
      return { kind: 'throttled', scope: 'recipient', retryAfterMs: minuteMs };
    case 45065:
      return { kind: 'duplicate', ...refOf(fault.answer) };
    default:
      return { kind: 'rejected', why: `${code} ${words}`.trim() };
  }
}

function refOf({ msg_id: id }: Json) {
  return typeof id === 'number' || typeof id === 'string' ? { ref: massRef(id) } : {};
}

/** The platform's id of a mass send, as its events repeat it. */
export function massRef(id: number | string): string {
  return `mass:${id}`;
}

import { describe, expect, it } from 'vitest';
import {
  type AfterOutcome,
  afterOutcome,
  type OutcomeContext,
} from '../../../src/domain/campaign/after-outcome.js';
import type { SendOutcome } from '../../../src/domain/message/send-outcome.js';

const now = 1_000_000;
const minute = 60_000;
const first: OutcomeContext = {
  now,
  deadlineAt: now + 60 * minute,
  attempt: 1,
  acceptedParts: 0,
  resendsUnknown: false,
};

const wait = (untilMs: number, reason: string): AfterOutcome['step'] => ({
  kind: 'wait',
  untilMs,
  reason,
});

interface Row {
  readonly rule: string;
  readonly outcome: SendOutcome;
  readonly context?: Partial<OutcomeContext>;
  readonly step: AfterOutcome['step'];
  readonly pauseUntilMs?: number;
}

const rows: readonly Row[] = [
  {
    rule: 'accepted is sent',
    outcome: { kind: 'accepted', ref: '1', final: true },
    step: { kind: 'sent' },
  },
  { rule: 'a duplicate has arrived', outcome: { kind: 'duplicate' }, step: { kind: 'sent' } },
  {
    rule: 'an account throttled by the platform waits as long as it says, with everybody',
    outcome: { kind: 'throttled', scope: 'account', retryAfterMs: 7_000 },
    step: wait(now + 7_000, 'throttled (account)'),
    pauseUntilMs: now + 7_000,
  },
  {
    rule: 'an account throttled without a time waits half a minute',
    outcome: { kind: 'throttled', scope: 'account', retryAfterMs: null },
    step: wait(now + 30_000, 'throttled (account)'),
    pauseUntilMs: now + 30_000,
  },
  {
    rule: 'a throttled recipient waits alone',
    outcome: { kind: 'throttled', scope: 'recipient', retryAfterMs: 3_000 },
    step: wait(now + 3_000, 'throttled (recipient)'),
  },
  {
    rule: 'a pause beyond the deadline expires the message, and still pauses the account',
    outcome: { kind: 'throttled', scope: 'account', retryAfterMs: 60 * minute },
    step: { kind: 'expired', reason: 'deadline before the next try (throttled (account))' },
    pauseUntilMs: now + 60 * minute,
  },
  {
    rule: 'deferred waits the given time at first',
    outcome: { kind: 'deferred', minDelayMs: 2_000, why: 'refused connection' },
    step: wait(now + 2_000, 'refused connection'),
  },
  {
    rule: 'deferred waits twice as long each time',
    outcome: { kind: 'deferred', minDelayMs: 2_000, why: 'refused connection' },
    context: { attempt: 4 },
    step: wait(now + 16_000, 'refused connection'),
  },
  {
    rule: 'deferred never waits more than ten minutes of our own',
    outcome: { kind: 'deferred', minDelayMs: 2_000, why: 'refused connection' },
    context: { attempt: 30 },
    step: wait(now + 10 * minute, 'refused connection'),
  },
  {
    rule: 'deferred obeys a longer time of the platform',
    outcome: { kind: 'deferred', minDelayMs: 20 * minute, why: 'greylisted' },
    context: { attempt: 3 },
    step: wait(now + 20 * minute, 'greylisted'),
  },
  {
    rule: 'unknown stays unknown',
    outcome: { kind: 'unknown', why: 'timeout', resendSafe: false },
    step: { kind: 'unknown', reason: 'timeout' },
  },
  {
    rule: 'unknown is sent once more where the platform folds repeats',
    outcome: { kind: 'unknown', why: 'timeout', resendSafe: true },
    step: wait(now + 1_000, 'resent after: timeout'),
  },
  {
    rule: 'unknown is sent once more where the campaign asks for it',
    outcome: { kind: 'unknown', why: 'timeout', resendSafe: false },
    context: { resendsUnknown: true },
    step: wait(now + 1_000, 'resent after: timeout'),
  },
  {
    rule: 'unknown is never sent a third time',
    outcome: { kind: 'unknown', why: 'timeout', resendSafe: true },
    context: { resendsUnknown: true, attempt: 2 },
    step: { kind: 'unknown', reason: 'timeout' },
  },
  {
    rule: 'who blocked us is blocked',
    outcome: { kind: 'undeliverable', recipient: 'suppress', why: 'blocked by the user' },
    step: {
      kind: 'undeliverable',
      reason: 'blocked by the user',
      identityState: 'blocked',
      waitsFor: null,
    },
  },
  {
    rule: 'who is gone is unreachable',
    outcome: { kind: 'undeliverable', recipient: 'suppress', why: 'chat not found' },
    step: {
      kind: 'undeliverable',
      reason: 'chat not found',
      identityState: 'unreachable',
      waitsFor: null,
    },
  },
  {
    rule: 'a closed window costs nobody their identity',
    outcome: { kind: 'undeliverable', recipient: 'needs_inbound', why: 'blocked window' },
    step: {
      kind: 'undeliverable',
      reason: 'needs_inbound: blocked window',
      identityState: null,
      waitsFor: 'needs-inbound',
    },
  },
  {
    rule: 'missing consent costs nobody their identity',
    outcome: { kind: 'undeliverable', recipient: 'needs_consent', why: '43101' },
    step: {
      kind: 'undeliverable',
      reason: 'needs_consent: 43101',
      identityState: null,
      waitsFor: 'needs-consent',
    },
  },
  {
    rule: 'a moved chat is tried at its new address',
    outcome: { kind: 'moved', to: '-100' },
    step: { kind: 'moved', to: '-100' },
  },
  {
    rule: 'a chat that moves again is given up',
    outcome: { kind: 'moved', to: '-100' },
    context: { attempt: 2 },
    step: { kind: 'failed', reason: 'moved again' },
  },
  {
    rule: 'rejected content fails',
    outcome: { kind: 'rejected', why: 'message is too long' },
    step: { kind: 'failed', reason: 'rejected: message is too long' },
  },
  {
    rule: 'a failure after the first part has arrived is not a failure',
    outcome: { kind: 'rejected', why: 'bad photo' },
    context: { acceptedParts: 1 },
    step: { kind: 'unknown', reason: 'only 1 part(s) arrived: rejected: bad photo' },
  },
  {
    rule: 'an account fault is nobody’s: the message waits with the account, a quarter of an hour',
    outcome: { kind: 'account_fault', why: 'credentials' },
    step: wait(now + 15 * minute, 'account fault: credentials'),
    pauseUntilMs: now + 15 * minute,
  },
  {
    rule: 'an account fault with a time waits until then',
    outcome: { kind: 'account_fault', why: 'quota', retryAtMs: now + minute },
    step: wait(now + minute, 'account fault: quota'),
    pauseUntilMs: now + minute,
  },
];

describe('afterOutcome', () => {
  it.each(rows)('$rule', ({ outcome, context, step, pauseUntilMs = null }) => {
    expect(afterOutcome(outcome, { ...first, ...context })).toEqual({ step, pauseUntilMs });
  });
});

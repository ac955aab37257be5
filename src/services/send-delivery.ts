import { afterOutcome, type NextStep } from '../domain/campaign/after-outcome.js';
import type { SendOutcome } from '../domain/message/send-outcome.js';
import type { ChannelAccount, NativePart, SendRight } from '../ports/channel.js';
import type { Clock } from '../ports/clock.js';
import type {
  Begun,
  DeliveryStore,
  Ending,
  Finished,
  HeldDelivery,
  PartResult,
  Route,
} from '../ports/delivery-store.js';
import type { Grant, RateLimiter } from '../ports/rate-limiter.js';
import type { RunPolicy } from '../ports/run-control.js';
import type { LimitTakes } from '../ports/send-limits.js';
import type { AccountHold } from './account-hold.js';
import type { ChatPacer } from './chat-pacer.js';
import { needsRight } from './fit-right.js';
import { givenBackOf } from './limited-intent.js';
import type { ReadyDelivery } from './prepare-deliveries.js';
import { preferred } from './reroute-waiting.js';

export interface SendDeps {
  readonly account: ChannelAccount;
  readonly limiter: RateLimiter;
  readonly hold: Pick<AccountHold, 'pause'>;
  readonly pacer: ChatPacer;
  readonly deliveries: Pick<DeliveryStore, 'otherRoutes'>;
  readonly clock: Clock;
  /** The same on every attempt, different in every shop. */
  readonly keyOf: (deliveryId: number, part: number) => string;
}

export interface Sending extends ReadyDelivery, Begun {
  /** Null for an answer, a test, a post of no run. */
  readonly policy: RunPolicy | null;
  /** What was taken of the account's limits with the intent; null where it has none. */
  readonly takes: LimitTakes | null;
  /** How often the right had been used before; null without a right. */
  readonly sequence: number | null;
}

const limiterGoneMs = 5_000;

/** Hands one delivery, whose intent is committed, to the platform part by part. Never throws. */
export async function sendDelivery(deps: SendDeps, sending: Sending): Promise<Finished> {
  const { delivery } = sending;
  return deps.pacer.inLine(delivery.address, async () => {
    const parts: PartResult[] = [];
    const step = await sendParts(deps, sending, parts);
    const { ending, identityState } = await endingOf(deps, sending, step);
    const identity =
      identityState === null || delivery.identityId === null
        ? {}
        : { identity: { id: delivery.identityId, state: identityState } };
    return {
      deliveryId: delivery.id,
      ending,
      parts,
      ...identity,
      ...unused(deps, sending, parts, step),
    };
  });
}

/** What a delivery took of the account's limits and certainly did not use. */
export function unused(
  { account }: Pick<SendDeps, 'account'>,
  sending: Sending,
  parts: readonly PartResult[],
  step: NextStep,
): Pick<Finished, 'givenBack'> {
  const { takes } = sending;
  if (takes === null) return {};
  const isRightClosed = step.kind === 'undeliverable' && step.waitsFor !== null;
  return { givenBack: givenBackOf(account, { ...sending, takes }, parts, isRightClosed) };
}

async function sendParts(
  deps: SendDeps,
  sending: Sending,
  results: PartResult[],
): Promise<NextStep> {
  const { delivery, attempt, acceptedParts } = sending;
  let isFirst = true;
  let accepted = acceptedParts.size;
  for (const [index, part] of sending.parts.entries()) {
    if (acceptedParts.has(index)) continue;
    const needsTurn = !isFirst;
    const called = await deps.pacer.call(delivery.address, () =>
      callInTurn(deps, sending, { index, part, needsTurn }),
    );
    if ('refusal' in called) return called.refusal;
    isFirst = false;
    const { outcome } = called;
    results.push({ part: index, attempt, ...logged(outcome), at: deps.clock.now() });
    const { step, pauseUntilMs } = afterOutcome(outcome, {
      now: deps.clock.now(),
      deadlineAt: delivery.deadlineAt,
      attempt,
      acceptedParts: accepted,
      resendsUnknown: sending.policy?.resendsUnknown ?? false,
    });
    if (pauseUntilMs !== null) await pause(deps, pauseUntilMs, outcome);
    if (step.kind !== 'sent') return step;
    accepted += 1;
  }
  return { kind: 'sent' };
}

interface PartCall {
  readonly index: number;
  readonly part: NativePart;
  readonly needsTurn: boolean;
}

// The grant is for the first part; each further one is a message to the platform like any other. It asks when its chat
// is free, so that it leaves when it has its turn.
async function callInTurn(
  deps: SendDeps,
  sending: Sending,
  { index, part, needsTurn }: PartCall,
): Promise<{ outcome: SendOutcome } | { refusal: NextStep }> {
  let turn: Grant | null = null;
  try {
    if (needsTurn) turn = await deps.limiter.take();
    const refusal = await refusalNow(deps, sending.delivery);
    return refusal === null ? { outcome: await call(deps, sending, index, part) } : { refusal };
  } catch {
    const untilMs = deps.clock.now() + limiterGoneMs;
    return { refusal: { kind: 'wait', untilMs, reason: 'rate limiter is gone' } };
  } finally {
    turn?.end();
  }
}

// The account's pause is looked at before every call. @returns why the part is not to be sent now, or null
async function refusalNow(
  { limiter, clock }: SendDeps,
  { deadlineAt }: HeldDelivery,
): Promise<NextStep | null> {
  const pausedUntil = await limiter.pausedUntil();
  if (clock.now() >= deadlineAt) return { kind: 'expired', reason: 'deadline passed' };
  if (pausedUntil === 0) return null;
  return pausedUntil < deadlineAt
    ? { kind: 'wait', untilMs: pausedUntil, reason: 'account paused' }
    : { kind: 'expired', reason: 'account paused beyond the deadline' };
}

async function pause({ hold }: SendDeps, untilMs: number, outcome: SendOutcome): Promise<void> {
  // Time mends a quota; the rest, a person.
  const isFault = outcome.kind === 'account_fault' && outcome.why !== 'quota';
  const why = outcome.kind === 'account_fault' ? outcome.why : outcome.kind;
  // A limiter that is gone lets nobody send anyway.
  await hold.pause(untilMs, why, isFault ? outcome.why : null).catch(() => undefined);
}

async function call(
  { account, keyOf }: SendDeps,
  sending: Sending,
  index: number,
  part: NativePart,
): Promise<SendOutcome> {
  const { delivery } = sending;
  const key = keyOf(delivery.id, index);
  const right = rightOf(sending, index);
  try {
    return await within(account.rate.timeoutMs, (signal) =>
      account.send(part, {
        to: delivery.address,
        key,
        signal,
        purpose: delivery.purpose,
        ...right,
      }),
    );
  } catch (error) {
    // The contract says that this does not happen. If it does, the message may have gone.
    return { kind: 'unknown', why: `adapter fault: ${(error as Error).name}`, resendSafe: false };
  }
}

function rightOf({ right, sequence }: Sending, index: number): { right?: SendRight } {
  if (right === null || sequence === null) return {};
  return { right: { kind: right.kind, ref: right.ref, sequence: sequence + index } };
}

const graceMs = 1_000;

// Aborts after `ms`; an adapter that does not heed its signal is not waited for.
async function within(
  ms: number,
  work: (signal: AbortSignal) => Promise<SendOutcome>,
): Promise<SendOutcome> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), ms);
  const silence = new Promise<SendOutcome>((resolve) => {
    const giveUp = () => resolve({ kind: 'unknown', why: 'no answer', resendSafe: false });
    abort.signal.addEventListener('abort', () => setTimeout(giveUp, graceMs), { once: true });
  });
  try {
    return await Promise.race([work(abort.signal), silence]);
  } finally {
    clearTimeout(timer);
  }
}

function logged(outcome: SendOutcome): Pick<PartResult, 'outcome' | 'ref' | 'detail'> {
  const ref = 'ref' in outcome ? (outcome.ref ?? null) : null;
  const detail = 'why' in outcome ? whyOf(outcome) : null;
  return { outcome: outcome.kind, ref, detail };
}

// The brake and the reader of the log tell apart who is lost and who has only to write first.
function whyOf(outcome: Extract<SendOutcome, { why: string }>): string {
  if (outcome.kind !== 'undeliverable' || outcome.recipient === 'suppress') return outcome.why;
  return `${outcome.recipient}: ${outcome.why}`;
}

interface Ended {
  readonly ending: Ending;
  readonly identityState: 'blocked' | 'unreachable' | null;
}

async function endingOf(deps: SendDeps, sending: Sending, step: NextStep): Promise<Ended> {
  switch (step.kind) {
    case 'sent': {
      const ending: Ending = {
        kind: 'sent',
        at: deps.clock.now(),
        contentHash: sending.contentHash,
      };
      return { ending, identityState: null };
    }
    case 'undeliverable': {
      const { reason, identityState } = step;
      const to = await nextRoute(deps, sending);
      const ending: Ending =
        to === null ? stayed(deps, sending, step) : { kind: 'rerouted', to, reason };
      return { ending, identityState };
    }
    default:
      return { ending: step, identityState: null };
  }
}

function stayed(
  { account, clock }: SendDeps,
  { delivery: { identityId, deadlineAt }, right, lookedAt: before }: Sending,
  { reason, waitsFor }: Extract<NextStep, { kind: 'undeliverable' }>,
): Ending {
  if (waitsFor === null || identityId === null) return { kind: 'failed', reason };
  // Nobody need write first: without the right that was tried it goes the open way.
  if (right !== null && !needsRight(account)) return { kind: 'wait', untilMs: clock.now(), reason };
  // The one that was tried is closed; any other that is open, or opened meanwhile, is worth another try.
  const lookedAt = right === null ? before : 0;
  return { kind: 'wait_inbound', identityId, deadlineAt, lookedAt, reason: waitsFor };
}

// The next channel that the campaign prefers and that was not tried for this delivery yet.
async function nextRoute(
  { deliveries }: SendDeps,
  { delivery, policy }: Sending,
): Promise<Route | null> {
  if (policy === null || delivery.purpose !== 'campaign') return null;
  const found = await deliveries.otherRoutes([delivery.id]).catch(() => new Map());
  return preferred(policy.channels, found.get(delivery.id) ?? []);
}

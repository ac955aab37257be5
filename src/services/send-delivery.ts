import { afterOutcome, type NextStep } from '../domain/campaign/after-outcome.js';
import type { SendOutcome } from '../domain/message/send-outcome.js';
import type { ChannelAccount, NativePart } from '../ports/channel.js';
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
import type { RateLimiter } from '../ports/rate-limiter.js';
import type { RunPolicy } from '../ports/run-control.js';
import type { ChatPacer } from './chat-pacer.js';
import type { ReadyDelivery } from './prepare-deliveries.js';

export interface SendDeps {
  readonly account: ChannelAccount;
  readonly limiter: RateLimiter;
  readonly pacer: ChatPacer;
  readonly deliveries: Pick<DeliveryStore, 'otherRoutes'>;
  readonly clock: Clock;
  /** The same on every attempt, different in every shop. */
  readonly keyOf: (deliveryId: number, part: number) => string;
}

export interface Sending extends ReadyDelivery, Begun {
  /** Null for an answer, a test, a post of no run. */
  readonly policy: RunPolicy | null;
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
    return { deliveryId: delivery.id, ending, parts, ...identity };
  });
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
    const refusal = await waitForTurn(deps, delivery, isFirst);
    if (refusal !== null) return refusal;
    isFirst = false;
    const outcome = await deps.pacer.call(delivery.address, () => call(deps, sending, index, part));
    results.push({ part: index, attempt, ...logged(outcome), at: deps.clock.now() });
    const { step, pauseUntilMs } = afterOutcome(outcome, {
      now: deps.clock.now(),
      deadlineAt: delivery.deadlineAt,
      attempt,
      acceptedParts: accepted,
      resendsUnknown: sending.policy?.resendsUnknown ?? false,
    });
    if (pauseUntilMs !== null) await pause(deps, pauseUntilMs);
    if (step.kind !== 'sent') return step;
    accepted += 1;
  }
  return { kind: 'sent' };
}

// The grant is for the first part; each further one is a message to the platform like any other. The account's
// pause is looked at before every call. @returns why the part is not to be sent now, or null
async function waitForTurn(
  { limiter, clock }: SendDeps,
  { deadlineAt }: HeldDelivery,
  isFirst: boolean,
): Promise<NextStep | null> {
  try {
    if (!isFirst) await limiter.take();
    const pausedUntil = await limiter.pausedUntil();
    if (clock.now() >= deadlineAt) return { kind: 'expired', reason: 'deadline passed' };
    if (pausedUntil === 0) return null;
    return pausedUntil < deadlineAt
      ? { kind: 'wait', untilMs: pausedUntil, reason: 'account paused' }
      : { kind: 'expired', reason: 'account paused beyond the deadline' };
  } catch {
    return { kind: 'wait', untilMs: clock.now() + limiterGoneMs, reason: 'rate limiter is gone' };
  }
}

async function pause({ limiter }: SendDeps, untilMs: number): Promise<void> {
  // A limiter that is gone lets nobody send anyway.
  await limiter.pause(untilMs).catch(() => undefined);
}

async function call(
  { account, keyOf }: SendDeps,
  { delivery }: Sending,
  index: number,
  part: NativePart,
): Promise<SendOutcome> {
  const key = keyOf(delivery.id, index);
  try {
    return await within(account.rate.timeoutMs, (signal) =>
      account.send(part, { to: delivery.address, key, signal, purpose: delivery.purpose }),
    );
  } catch (error) {
    // The contract says that this does not happen. If it does, the message may have gone.
    return { kind: 'unknown', why: `adapter fault: ${(error as Error).name}`, resendSafe: false };
  }
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
  const detail = 'why' in outcome ? outcome.why : null;
  return { outcome: outcome.kind, ref, detail };
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
        to === null ? { kind: 'failed', reason } : { kind: 'rerouted', to, reason };
      return { ending, identityState };
    }
    default:
      return { ending: step, identityState: null };
  }
}

// The next channel that the campaign prefers and that was not tried for this delivery yet.
async function nextRoute(
  { deliveries }: SendDeps,
  { delivery, policy }: Sending,
): Promise<Route | null> {
  if (policy === null || delivery.purpose !== 'campaign') return null;
  const found = await deliveries.otherRoutes([delivery.id]).catch(() => new Map());
  const routes: readonly Route[] = found.get(delivery.id) ?? [];
  for (const channel of policy.channels) {
    const route = routes.find(({ channelAccount }) => channelAccount === channel);
    if (route !== undefined) return route;
  }
  return null;
}

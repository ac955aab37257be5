import type { ChannelAccount } from '../ports/channel.js';
import type { DeliveryStore, Finished, HeldDelivery } from '../ports/delivery-store.js';
import type { RateLimiter } from '../ports/rate-limiter.js';
import type { RunPolicies, RunPolicy } from '../ports/run-control.js';
import type { Bell } from './bell.js';
import { ChatPacer } from './chat-pacer.js';
import { type FinishDeps, FinishQueue } from './finish-queue.js';
import {
  finished,
  type PrepareDeps,
  prepareDeliveries,
  type ReadyDelivery,
} from './prepare-deliveries.js';
import { type SendDeps, type Sending, sendDelivery } from './send-delivery.js';
import { type RightDeps, SoleRight } from './sole-right.js';

export interface AccountDeps extends PrepareDeps, RightDeps, FinishDeps {
  readonly deliveries: DeliveryStore;
  readonly policies: RunPolicies;
  readonly bell: Bell;
  readonly limiterFor: (account: ChannelAccount) => RateLimiter;
  /** All workers share one limiter, so that several may dispatch one account; else a lease lets one. */
  readonly isShared: boolean;
  readonly keyOf: SendDeps['keyOf'];
  /** Takes back what other workers hold of an account that is this worker's alone now. */
  readonly recoverAccount: (account: ChannelAccount) => Promise<void>;
  /** Told when the platform says that somebody shut us out. */
  readonly onSuppressed?: (account: string, delivery: HeldDelivery) => Promise<void>;
}

export interface AccountStatus {
  readonly account: string;
  /** standby: another process dispatches this account. */
  readonly state: 'dispatching' | 'paused' | 'standby';
  readonly pausedUntil: number | null;
  readonly heldBy: string | null;
}

const leaseMs = 30_000;
/** Work that another process enqueued is found after this long at most. */
const pollMs = 250;
const afterFaultMs = 1_000;
/** Grants claimed and prepared together, so that many messages pay for one claim; a fifth of a second's worth at most. */
const grantsPerClaim = 5;

/** Sends one account's due deliveries, grant by grant, until told to stop. */
export class AccountDispatcher {
  readonly #deps: AccountDeps;
  readonly #account: ChannelAccount;
  readonly #limiter: RateLimiter;
  readonly #finish: FinishQueue;
  readonly #send: SendDeps;
  readonly #right: SoleRight;
  readonly #policies = new Map<number, RunPolicy>();
  readonly #inFlight = new Set<Promise<void>>();
  /** Claimed and prepared, without an intent yet. */
  readonly #ready: ReadyDelivery[] = [];
  #heard = 0;
  #heldBy: string | null = null;
  #pausedUntil = 0;

  constructor(deps: AccountDeps, account: ChannelAccount) {
    this.#deps = deps;
    this.#account = account;
    this.#limiter = deps.limiterFor(account);
    this.#finish = new FinishQueue(deps);
    this.#right = new SoleRight(deps, `dispatch:${account.name}`);
    const pacer = new ChatPacer(account.rate.perChatMs, deps.clock);
    this.#send = { ...deps, account, limiter: this.#limiter, pacer };
  }

  status(): AccountStatus {
    const isPaused = this.#pausedUntil > this.#deps.clock.now();
    const working = isPaused ? 'paused' : 'dispatching';
    return {
      account: this.#account.name,
      state: this.#heldBy === null ? working : 'standby',
      pausedUntil: isPaused ? this.#pausedUntil : null,
      heldBy: this.#heldBy,
    };
  }

  /** Ends when aborted: the grant under way is finished, nothing more is claimed. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const heard = this.#deps.bell.rings();
      const idleMs = await this.#step().catch((error) => this.#fault(error));
      if (idleMs > 0) await this.#deps.bell.wait(heard, idleMs, signal);
    }
    this.#giveBack(this.#deps.clock.now(), 'worker stopped');
    await Promise.all(this.#inFlight);
    await this.#finish.drained();
    await this.#limiter.close();
    await this.#right.release();
  }

  #fault(error: unknown): number {
    const fields = { account: this.#account.name, error: String(error) };
    this.#deps.log.error('dispatch.failed', fields);
    return afterFaultMs;
  }

  /** @returns how long there is nothing to do */
  async #step(): Promise<number> {
    if (!(await this.#mayDispatch())) return pollMs;
    if (await this.#isPaused()) return pollMs;
    await this.#room();
    const claimed = await this.#fetch();
    const grant = this.#ready.splice(0, this.#limiter.grantSize);
    if (grant.length > 0) await this.#sendGrant(grant);
    return grant.length + claimed > 0 ? 0 : this.#idleMs();
  }

  // What is ready lasts for a few grants. An answer that comes meanwhile goes before it.
  async #fetch(): Promise<number> {
    const rings = this.#deps.bell.rings();
    const hasNews = rings !== this.#heard;
    this.#heard = rings;
    if (this.#ready.length > 0 && !hasNews) return 0;
    const held = await this.#claim(this.#ready.length > 0);
    if (held.length === 0) return 0;
    const due = this.#withoutBusyChats(held);
    const { ready, ended } = await prepareDeliveries(this.#deps, this.#account, due);
    this.#finish.add(ended);
    await this.#learnPolicies(ready);
    this.#ready.unshift(...ready);
    return held.length;
  }

  async #mayDispatch(): Promise<boolean> {
    if (this.#deps.isShared) return true;
    const standing = await this.#right.look();
    if (standing.kind === 'held') {
      this.#giveBack(this.#deps.clock.now(), 'another process took over');
      if (this.#heldBy === null) {
        const fields = { account: this.#account.name, heldBy: standing.by };
        this.#deps.log.warn('dispatch.standby', fields);
      }
      this.#heldBy = standing.by;
      return false;
    }
    this.#heldBy = null;
    if (standing.isNew) await this.#deps.recoverAccount(this.#account);
    return true;
  }

  async #isPaused(): Promise<boolean> {
    const until = await this.#limiter.pausedUntil();
    if (until > 0 && this.#pausedUntil !== until) {
      this.#deps.log.warn('dispatch.paused', { account: this.#account.name, until });
    }
    this.#pausedUntil = until;
    if (until > 0) this.#giveBack(until, 'account paused');
    return until > 0;
  }

  #giveBack(untilMs: number, reason: string): void {
    const ready = this.#ready.splice(0);
    this.#putBack(
      ready.map(({ delivery }) => delivery),
      untilMs,
      reason,
    );
  }

  // As many calls at once as the platform may be asked for, but never less than a grant.
  async #room(): Promise<void> {
    const most = Math.max(this.#account.rate.concurrency, this.#limiter.grantSize);
    while (this.#inFlight.size > most - this.#limiter.grantSize) await Promise.race(this.#inFlight);
  }

  #claim(repliesOnly: boolean): Promise<HeldDelivery[]> {
    const { grantSize } = this.#limiter;
    const ahead = Math.floor(this.#account.rate.perSecond / (5 * grantSize));
    return this.#deps.deliveries.claim({
      channelAccount: this.#account.name,
      worker: this.#deps.worker,
      limit: grantSize * Math.max(1, Math.min(grantsPerClaim, ahead)),
      repliesOnly,
      now: this.#deps.clock.now(),
      leaseMs,
    });
  }

  async #idleMs(): Promise<number> {
    const due = await this.#deps.deliveries.nextDueAt(this.#account.name);
    if (due === null) return pollMs;
    // Due but not to be had: another worker has it, or its deadline has passed and the sweep is about to end it.
    const untilDue = due - this.#deps.clock.now();
    return untilDue <= 0 ? 50 : Math.min(pollMs, untilDue);
  }

  // A chat that was just written to gets its next message later; nobody else waits for it.
  #withoutBusyChats(held: readonly HeldDelivery[]): HeldDelivery[] {
    const due: HeldDelivery[] = [];
    const now = this.#deps.clock.now();
    for (const delivery of held) {
      const ahead = due.filter(({ address }) => address === delivery.address).length;
      const waitMs = this.#send.pacer.waitMs(delivery.address, delivery.id, ahead);
      if (waitMs === 0) due.push(delivery);
      else this.#putBack([delivery], now + waitMs, 'chat was just written to');
    }
    return due;
  }

  async #learnPolicies(ready: readonly ReadyDelivery[]): Promise<void> {
    const runs = ready.flatMap(({ delivery }) => delivery.runId ?? []);
    const unknown = [...new Set(runs)].filter((runId) => !this.#policies.has(runId));
    if (unknown.length === 0) return;
    for (const [runId, policy] of await this.#deps.policies(unknown)) {
      this.#policies.set(runId, policy);
    }
  }

  async #sendGrant(grant: readonly ReadyDelivery[]): Promise<void> {
    const deliveries = grant.map(({ delivery }) => delivery);
    const { clock } = this.#deps;
    const begun = await this.#begin(grant);
    const isBegun = new Set(begun.map(({ delivery }) => delivery.id));
    const stopped = deliveries.filter(({ id }) => !isBegun.has(id));
    this.#putBack(stopped, clock.now(), 'its run was stopped');
    if (begun.length === 0) return;
    // The turn comes last, so that calls leave at the limiter's pace whatever the database's was.
    const refused = await this.#limiter.take().then(
      () => false,
      () => true,
    );
    if (refused) {
      const going = begun.map(({ delivery }) => delivery);
      return this.#putBack(going, clock.now() + afterFaultMs, 'rate limiter is gone');
    }
    for (const sending of begun) this.#launch(sending);
  }

  async #begin(grant: readonly ReadyDelivery[]): Promise<Sending[]> {
    const { deliveries, clock, worker, keyOf } = this.#deps;
    const now = clock.now();
    const intents = grant.map(({ delivery, parts }) => ({
      deliveryId: delivery.id,
      parts: parts.map((_, part) => ({ part, key: keyOf(delivery.id, part) })),
    }));
    const { timeoutMs, perChatMs } = this.#account.rate;
    const mostParts = Math.max(...grant.map(({ parts }) => parts.length));
    const leaseUntil = now + leaseMs + mostParts * (timeoutMs + perChatMs + leaseMs);
    const begun = await deliveries.beginSending(worker, intents, { now, leaseUntil });
    return grant.flatMap((ready) => {
      const intent = begun.get(ready.delivery.id);
      const { runId } = ready.delivery;
      const policy = runId === null ? null : (this.#policies.get(runId) ?? null);
      return intent === undefined ? [] : [{ ...ready, ...intent, policy }];
    });
  }

  #launch(sending: Sending): void {
    const work = sendDelivery(this.#send, sending)
      .then((result) => this.#settle(sending, result))
      .catch((error) => void this.#fault(error))
      .finally(() => this.#inFlight.delete(work));
    this.#inFlight.add(work);
  }

  async #settle({ delivery }: Sending, result: Finished): Promise<void> {
    this.#finish.add([result]);
    if (result.identity?.state !== 'blocked') return;
    await this.#finish.drained();
    await this.#deps.onSuppressed?.(this.#account.name, delivery);
  }

  #putBack(deliveries: readonly HeldDelivery[], untilMs: number, reason: string): void {
    const ending = { kind: 'wait', untilMs, reason } as const;
    this.#finish.add(deliveries.map(({ id }) => finished(id, ending)));
  }
}

import type { ChannelAccount } from '../ports/channel.js';
import type { ChatLanes } from '../ports/chat-lanes.js';
import type { DeliveryStore, Finished, HeldDelivery } from '../ports/delivery-store.js';
import type { RateLimiter } from '../ports/rate-limiter.js';
import type { RunPolicies, RunPolicy } from '../ports/run-control.js';
import type { Refusal } from '../ports/send-limits.js';
import { AccountHold, type HoldDeps } from './account-hold.js';
import { beginGrant } from './begin-grant.js';
import type { Bell } from './bell.js';
import { ChatPacer, gapOf } from './chat-pacer.js';
import { ChatTurns, type Turns } from './chat-turns.js';
import { type FinishDeps, FinishQueue } from './finish-queue.js';
import {
  finished,
  type PrepareDeps,
  prepareDeliveries,
  type ReadyDelivery,
} from './prepare-deliveries.js';
import { rerouteWaiting } from './reroute-waiting.js';
import { type SendDeps, type Sending, sendDelivery, unused } from './send-delivery.js';
import { type RightDeps, SoleRight } from './sole-right.js';

export interface AccountDeps extends PrepareDeps, RightDeps, FinishDeps, HoldDeps {
  readonly deliveries: DeliveryStore;
  readonly policies: RunPolicies;
  readonly bell: Bell;
  readonly limiterFor: (account: ChannelAccount) => RateLimiter;
  /** All workers share one limiter, so that several may dispatch one account; else a lease lets one. */
  readonly isShared: boolean;
  /** Of an account that several workers dispatch; absent or null: the pace within this process is enough. */
  readonly lanesFor?: (account: ChannelAccount) => ChatLanes | null;
  readonly keyOf: SendDeps['keyOf'];
  /** An account open here on which anybody may be written to. */
  readonly isFree: (account: string) => boolean;
  /** Takes back what other workers hold of an account that is this worker's alone now. */
  readonly recoverAccount: (account: ChannelAccount) => Promise<void>;
  /** Absent or null: all may be sent. Else only answers to what was asked since, for the rest may have been sent. */
  readonly onlyAnswersSince?: () => number | null;
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
/** Claimed and prepared together, so that many messages pay for one claim: up to so many grants or messages. */
const mostPerClaim = { grants: 10, messages: 400 };

/** Sends one account's due deliveries, grant by grant, until told to stop. */
export class AccountDispatcher {
  readonly #deps: AccountDeps;
  readonly #account: ChannelAccount;
  readonly #limiter: RateLimiter;
  readonly #finish: FinishQueue;
  readonly #send: SendDeps;
  readonly #right: SoleRight;
  readonly #hold: AccountHold;
  readonly #lanes: ChatLanes | null;
  readonly #turns: ChatTurns;
  readonly #policies = new Map<number, RunPolicy>();
  readonly #inFlight = new Set<Promise<void>>();
  /** Told when a call has ended. */
  #onRoom: () => void = () => undefined;
  /** A claim under way while the grants before it go out. */
  #fetching: Promise<number> | null = null;
  /** The last claim found less than it asked for. */
  #isDry = true;
  /** Claimed and prepared, without an intent yet. */
  readonly #ready: ReadyDelivery[] = [];
  #heard = 0;
  #heldBy: string | null = null;
  #pausedUntil = 0;
  /** The quota of a period is used up for campaigns; answers have a share kept. */
  #campaignsFrom = 0;
  #signal = new AbortController().signal;

  constructor(deps: AccountDeps, account: ChannelAccount) {
    this.#deps = deps;
    this.#account = account;
    this.#limiter = deps.limiterFor(account);
    // Of a slow account each outcome is written at once; a fast one's come together within a grant's time.
    this.#finish = new FinishQueue(deps, this.#limiter.grantSize > 1 ? 10 : 0);
    this.#right = new SoleRight(deps, `dispatch:${account.name}`);
    this.#hold = new AccountHold(deps, account, this.#limiter);
    this.#lanes = deps.lanesFor?.(account) ?? null;
    const pacer = new ChatPacer((address) => gapOf(account, address), deps.clock);
    this.#turns = new ChatTurns({ ...deps, account, pacer, lanes: this.#lanes });
    this.#send = { ...deps, account, limiter: this.#limiter, hold: this.#hold, pacer };
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
    this.#signal = signal;
    while (!signal.aborted) {
      const heard = this.#deps.bell.rings();
      const idleMs = await this.#step().catch((error) => this.#fault(error));
      if (idleMs > 0) await this.#deps.bell.wait(heard, idleMs, signal);
    }
    await this.#fetching?.catch((error) => this.#fault(error));
    this.#giveBack(null, 'worker stopped');
    await Promise.all(this.#inFlight);
    await this.#finish.drained();
    await this.#limiter.close();
    await this.#lanes?.close();
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

  // The next claim is made while the grants before it go out. An answer that comes meanwhile goes before them.
  // @returns how many were claimed, or are being claimed
  async #fetch(): Promise<number> {
    const rings = this.#deps.bell.rings();
    const hasNews = rings !== this.#heard;
    this.#heard = rings;
    const { grantSize } = this.#limiter;
    const isEmpty = this.#ready.length === 0;
    if (hasNews && !(isEmpty && this.#fetching === null)) {
      await this.#fetching;
      return this.#load(true);
    }
    if (isEmpty || (this.#ready.length < 2 * grantSize && !this.#isDry)) this.#fetchAhead();
    return this.#ready.length < grantSize ? ((await this.#fetching) ?? 0) : 0;
  }

  #fetchAhead(): void {
    if (this.#fetching !== null) return;
    const fetching = this.#load(this.#campaignsFrom > this.#deps.clock.now());
    const done = () => {
      this.#fetching = null;
    };
    // Whoever waits for it hears of a fault, or of the next one.
    fetching.then(done, done);
    this.#fetching = fetching;
  }

  async #load(repliesOnly: boolean): Promise<number> {
    const held = await this.#claim(repliesOnly);
    if (held.length === 0) return 0;
    const turns = await this.#turns.ofClaimed(held);
    this.#wait(turns);
    await this.#learnPolicies(turns.now);
    const prepared = await prepareDeliveries(this.#deps, this.#account, turns.now);
    const policyOf = (delivery: HeldDelivery) => this.#policyOf(delivery);
    const ended = await rerouteWaiting({ ...this.#deps, policyOf }, turns.now, prepared.ended);
    this.#finish.add(ended);
    this.#ready.unshift(...prepared.ready);
    return held.length;
  }

  #wait({ later }: Turns<unknown>): void {
    const now = this.#deps.clock.now();
    for (const { delivery, waitMs } of later)
      this.#putBack([delivery], now + waitMs, 'chat was just written to');
  }

  async #mayDispatch(): Promise<boolean> {
    if (this.#deps.isShared) return true;
    const standing = await this.#right.look();
    if (standing.kind === 'held') {
      this.#giveBack(null, 'another process took over');
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
    const until = await this.#hold.pausedUntil(this.#signal);
    if (until > 0 && this.#pausedUntil !== until) {
      this.#deps.log.warn('dispatch.paused', { account: this.#account.name, until });
    }
    this.#pausedUntil = until;
    if (until > 0) this.#giveBack(until, 'account paused');
    return until > 0;
  }

  #giveBack(untilMs: number | null, reason: string): void {
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
    while (this.#inFlight.size > most - this.#limiter.grantSize) {
      await new Promise<void>((resolve) => {
        this.#onRoom = resolve;
      });
    }
  }

  async #claim(repliesOnly: boolean): Promise<HeldDelivery[]> {
    const limit = this.#claimSize();
    const createdSince = this.#deps.onlyAnswersSince?.() ?? null;
    const held = await this.#deps.deliveries.claim({
      channelAccount: this.#account.name,
      worker: this.#deps.worker,
      limit,
      repliesOnly: repliesOnly || createdSince !== null,
      ...(createdSince !== null && { createdSince }),
      now: this.#deps.clock.now(),
      leaseMs,
    });
    if (!repliesOnly) this.#isDry = held.length < limit;
    return held;
  }

  // A fifth of a second's worth at most, but never less than a grant.
  #claimSize(): number {
    const { grantSize } = this.#limiter;
    const ahead = Math.floor(this.#account.rate.perSecond / 5);
    const most = Math.min(mostPerClaim.grants * grantSize, mostPerClaim.messages, ahead);
    return Math.max(grantSize, most - (most % grantSize));
  }

  async #idleMs(): Promise<number> {
    const due = await this.#deps.deliveries.nextDueAt(this.#account.name);
    if (due === null) return pollMs;
    // Due but not to be had: another worker has it, or its deadline has passed and the sweep is about to end it.
    const untilDue = due - this.#deps.clock.now();
    return untilDue <= 0 ? 50 : Math.min(pollMs, untilDue);
  }

  #policyOf({ runId }: HeldDelivery): RunPolicy | null {
    return runId === null ? null : (this.#policies.get(runId) ?? null);
  }

  async #learnPolicies(held: readonly HeldDelivery[]): Promise<void> {
    const runs = held.flatMap(({ runId }) => runId ?? []);
    const unknown = [...new Set(runs)].filter((runId) => !this.#policies.has(runId));
    if (unknown.length === 0) return;
    for (const [runId, policy] of await this.#deps.policies(unknown)) {
      this.#policies.set(runId, policy);
    }
  }

  async #sendGrant(grant: readonly ReadyDelivery[]): Promise<void> {
    const afterwards = this.#deps.clock.now() + afterFaultMs;
    const turns = await this.#turns.ofGrant(grant).catch(() => null);
    if (turns === null) return this.#putBack(grant.map(delivered), afterwards, 'lanes are gone');
    this.#wait(turns);
    if (turns.now.length === 0) return;
    const begun = await this.#begin(turns.now);
    if (begun.length === 0) return;
    // The turn comes last, so that calls leave at the limiter's pace whatever the database's was.
    const turn = await this.#limiter.take().catch(() => null);
    if (turn === null) return this.#giveUp(begun, afterwards, 'rate limiter is gone');
    void Promise.all(begun.map((sending) => this.#launch(sending))).then(() => turn.end());
  }

  async #begin(grant: readonly ReadyDelivery[]): Promise<Sending[]> {
    const now = this.#deps.clock.now();
    const { timeoutMs, perChatMs } = this.#account.rate;
    const mostParts = Math.max(...grant.map(({ parts }) => parts.length));
    const leaseUntil = now + leaseMs + mostParts * (timeoutMs + perChatMs + leaseMs);
    const times = { now, leaseUntil };
    const beginning = beginGrant(this.#deps, this.#account, grant, times);
    const { begun, stopped, refused } = await beginning.catch((error: unknown) => {
      // The intent may be there or not; the calls certainly were not made.
      this.#putBack(grant.map(delivered), null, 'its intent could not be written');
      throw error;
    });
    this.#putBack(stopped, null, 'its run was stopped');
    for (const { delivery, refusal } of refused) this.#refuse(delivery, refusal);
    await this.#turns.leave([...stopped, ...refused.map(({ delivery }) => delivery)], false);
    return begun.map((each) => ({ ...each, policy: this.#policyOf(each.delivery) }));
  }

  #refuse(delivery: HeldDelivery, refusal: Refusal): void {
    if (refusal.kind === 'right') {
      this.#putBack([delivery], null, 'its right was used up');
      return;
    }
    const { take } = refusal;
    if (take.isForAll && delivery.purpose === 'campaign') this.#campaignsFrom = take.periodEnd;
    this.#putBack([delivery], take.periodEnd, `quota used up: ${take.max} a ${take.quota}`);
  }

  #launch(sending: Sending): Promise<void> {
    const work = sendDelivery(this.#send, sending)
      .then((result) => this.#settle(sending, result))
      .catch((error) => void this.#fault(error))
      .finally(() => {
        this.#inFlight.delete(work);
        this.#onRoom();
      });
    this.#inFlight.add(work);
    return work;
  }

  async #settle({ delivery }: Sending, result: Finished): Promise<void> {
    this.#finish.add([result]);
    await this.#turns.leave([delivery], true);
    if (result.identity?.state !== 'blocked') return;
    await this.#finish.drained();
    await this.#deps.onSuppressed?.(this.#account.name, delivery);
  }

  /** Begun, and certainly not sent: what was taken for it goes back as well. */
  #giveUp(begun: readonly Sending[], untilMs: number, reason: string): void {
    const ending = { kind: 'wait', untilMs, reason } as const;
    this.#finish.add(
      begun.map((sending) => ({
        ...finished(sending.delivery.id, ending),
        ...unused(this.#send, sending, [], ending),
      })),
    );
    void this.#turns.leave(begun.map(delivered), false);
  }

  /** @param untilMs null leaves it due when it was, so that neither its turn nor a wrong clock's time is kept */
  #putBack(deliveries: readonly HeldDelivery[], untilMs: number | null, reason: string): void {
    this.#finish.add(
      deliveries.map(({ id, dueAt }) =>
        finished(id, { kind: 'wait', untilMs: untilMs ?? dueAt, reason }),
      ),
    );
  }
}

function delivered({ delivery }: ReadyDelivery): HeldDelivery {
  return delivery;
}

import type { ChannelAccount } from '../ports/channel.js';
import type { ChatLanes } from '../ports/chat-lanes.js';
import type { DeliveryStore, HeldDelivery } from '../ports/delivery-store.js';
import type { RateLimiter } from '../ports/rate-limiter.js';
import type { RunPolicies, RunPolicy } from '../ports/run-control.js';
import { AccountHold, type HoldDeps } from './account-hold.js';
import type { Bell } from './bell.js';
import { ChatPacer, gapOf } from './chat-pacer.js';
import { ChatTurns, type Turns } from './chat-turns.js';
import { type FinishDeps, FinishQueue } from './finish-queue.js';
import { GrantSender, putBack } from './grant-sender.js';
import { type PrepareDeps, prepareDeliveries, type ReadyDelivery } from './prepare-deliveries.js';
import { rerouteWaiting } from './reroute-waiting.js';
import type { SendDeps } from './send-delivery.js';
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
/** Claimed and prepared together, so that many messages pay for one claim. */
const mostPerClaim = 400;

/** Sends one account's due deliveries, grant by grant, until told to stop. */
export class AccountDispatcher {
  readonly #deps: AccountDeps;
  readonly #account: ChannelAccount;
  readonly #limiter: RateLimiter;
  readonly #finish: FinishQueue;
  readonly #sender: GrantSender;
  readonly #right: SoleRight;
  readonly #hold: AccountHold;
  readonly #lanes: ChatLanes | null;
  readonly #turns: ChatTurns;
  readonly #policies = new Map<number, RunPolicy>();
  /** A claim under way while the grants before it go out. */
  #fetching: Promise<number> | null = null;
  /** The last claim found less than it asked for. */
  #isDry = true;
  /** Claimed and prepared, without an intent yet. */
  readonly #ready: ReadyDelivery[] = [];
  #heard = 0;
  #heldBy: string | null = null;
  #pausedUntil = 0;
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
    this.#sender = new GrantSender({
      ...deps,
      account,
      limiter: this.#limiter,
      hold: this.#hold,
      pacer,
      turns: this.#turns,
      finish: this.#finish,
      policyOf: (delivery) => this.#policyOf(delivery),
    });
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
    await this.#sender.idle();
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
    await this.#sender.room();
    const claimed = await this.#fetch();
    const grant = this.#ready.splice(0, this.#limiter.grantSize);
    if (grant.length > 0) await this.#sender.send(grant);
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
    const fetching = this.#load(this.#sender.campaignsFrom > this.#deps.clock.now());
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

  // A tenth of a second's worth: what a killed worker holds, nobody sends until its lease is over.
  #claimSize(): number {
    const { grantSize } = this.#limiter;
    const most = Math.min(mostPerClaim, Math.floor(this.#account.rate.perSecond / 10));
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

  #putBack(deliveries: readonly HeldDelivery[], untilMs: number | null, reason: string): void {
    this.#finish.add(putBack(deliveries, untilMs, reason));
  }
}

import type { ChannelAccount } from '../ports/channel.js';
import type { DeliveryStore, Finished, HeldDelivery } from '../ports/delivery-store.js';
import type { Logger } from '../ports/logger.js';
import type { RunPolicy } from '../ports/run-control.js';
import type { Refusal } from '../ports/send-limits.js';
import { type BeginDeps, beginGrant } from './begin-grant.js';
import type { ChatTurns } from './chat-turns.js';
import type { FinishQueue } from './finish-queue.js';
import { finished, type ReadyDelivery } from './prepare-deliveries.js';
import { type SendDeps, type Sending, sendDelivery, unused } from './send-delivery.js';

export interface GrantDeps extends SendDeps, BeginDeps {
  readonly account: ChannelAccount;
  readonly deliveries: DeliveryStore;
  readonly turns: ChatTurns;
  readonly finish: FinishQueue;
  readonly policyOf: (delivery: HeldDelivery) => RunPolicy | null;
  readonly log: Logger;
  /** Told when the platform says that somebody shut us out. */
  readonly onSuppressed?: (account: string, delivery: HeldDelivery) => Promise<void>;
}

const leaseMs = 30_000;
const afterFaultMs = 1_000;

/** Sends what is ready, a grant at a time: lanes, intents, the limiter's turn, the calls. */
export class GrantSender {
  readonly #deps: GrantDeps;
  readonly #inFlight = new Set<Promise<void>>();
  /** Told when a call has ended. */
  #onRoom: () => void = () => undefined;
  #campaignsFrom = 0;

  constructor(deps: GrantDeps) {
    this.#deps = deps;
  }

  /** The quota of a period is used up for campaigns until then; answers have a share kept. */
  get campaignsFrom(): number {
    return this.#campaignsFrom;
  }

  /** Resolves when every call under way has ended. */
  async idle(): Promise<void> {
    await Promise.all(this.#inFlight);
  }

  /** As many calls at once as the platform may be asked for, but never less than a grant. */
  async room(): Promise<void> {
    const { account, limiter } = this.#deps;
    const most = Math.max(account.rate.concurrency, limiter.grantSize);
    while (this.#inFlight.size > most - limiter.grantSize) {
      await new Promise<void>((resolve) => {
        this.#onRoom = resolve;
      });
    }
  }

  async send(grant: readonly ReadyDelivery[]): Promise<void> {
    const afterwards = this.#deps.clock.now() + afterFaultMs;
    const turns = await this.#deps.turns.ofGrant(grant).catch(() => null);
    if (turns === null) return this.#putBack(grant.map(delivered), afterwards, 'lanes are gone');
    const now = this.#deps.clock.now();
    for (const { delivery, waitMs } of turns.later)
      this.#putBack([delivery], now + waitMs, 'chat was just written to');
    if (turns.now.length === 0) return;
    const begun = await this.#begin(turns.now);
    if (begun.length === 0) return;
    // The turn comes last, so that calls leave at the limiter's pace whatever the database's was.
    const turn = await this.#deps.limiter.take().catch(() => null);
    if (turn === null) return this.#giveUp(begun, afterwards, 'rate limiter is gone');
    void Promise.all(begun.map((sending) => this.#launch(sending))).then(() => turn.end());
  }

  async #begin(grant: readonly ReadyDelivery[]): Promise<Sending[]> {
    const now = this.#deps.clock.now();
    const { timeoutMs, perChatMs } = this.#deps.account.rate;
    const mostParts = Math.max(...grant.map(({ parts }) => parts.length));
    const leaseUntil = now + leaseMs + mostParts * (timeoutMs + perChatMs + leaseMs);
    const times = { now, leaseUntil };
    const beginning = beginGrant(this.#deps, this.#deps.account, grant, times);
    const { begun, stopped, refused } = await beginning.catch((error: unknown) => {
      // The intent may be there or not; the calls certainly were not made.
      this.#putBack(grant.map(delivered), null, 'its intent could not be written');
      void this.#deps.turns.leave(grant.map(delivered), false);
      throw error;
    });
    this.#putBack(stopped, null, 'its run was stopped');
    for (const { delivery, refusal } of refused) this.#refuse(delivery, refusal);
    await this.#deps.turns.leave([...stopped, ...refused.map(({ delivery }) => delivery)], false);
    return begun.map((each) => ({ ...each, policy: this.#deps.policyOf(each.delivery) }));
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
    const work = sendDelivery(this.#deps, sending)
      .then((result) => this.#settle(sending, result))
      .catch((error: unknown) => {
        const { account, log } = this.#deps;
        log.error('dispatch.failed', { account: account.name, error: String(error) });
      })
      .finally(() => {
        this.#inFlight.delete(work);
        this.#onRoom();
      });
    this.#inFlight.add(work);
    return work;
  }

  async #settle({ delivery }: Sending, result: Finished): Promise<void> {
    this.#deps.finish.add([result]);
    await this.#deps.turns.leave([delivery], true);
    if (result.identity?.state !== 'blocked') return;
    await this.#deps.finish.drained();
    await this.#deps.onSuppressed?.(this.#deps.account.name, delivery);
  }

  /** Begun, and certainly not sent: what was taken for it goes back as well. */
  #giveUp(begun: readonly Sending[], untilMs: number, reason: string): void {
    const ending = { kind: 'wait', untilMs, reason } as const;
    this.#deps.finish.add(
      begun.map((sending) => ({
        ...finished(sending.delivery.id, ending),
        ...unused(this.#deps, sending, [], ending),
      })),
    );
    void this.#deps.turns.leave(begun.map(delivered), false);
  }

  #putBack(deliveries: readonly HeldDelivery[], untilMs: number | null, reason: string): void {
    this.#deps.finish.add(putBack(deliveries, untilMs, reason));
  }
}

/** @param untilMs null leaves it due when it was, so that neither its turn nor a wrong clock's time is kept */
export function putBack(
  deliveries: readonly HeldDelivery[],
  untilMs: number | null,
  reason: string,
): Finished[] {
  return deliveries.map(({ id, dueAt }) =>
    finished(id, { kind: 'wait', untilMs: untilMs ?? dueAt, reason }),
  );
}

function delivered({ delivery }: ReadyDelivery): HeldDelivery {
  return delivery;
}

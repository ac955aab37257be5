import type { ChannelAccount } from '../ports/channel.js';
import type { ChatLanes } from '../ports/chat-lanes.js';
import type { Clock } from '../ports/clock.js';
import type { DeliveryStore, HeldDelivery } from '../ports/delivery-store.js';
import { type ChatPacer, gapOf } from './chat-pacer.js';
import type { ReadyDelivery } from './prepare-deliveries.js';

export interface TurnDeps {
  readonly account: ChannelAccount;
  readonly pacer: ChatPacer;
  /** Null where this process alone dispatches the account: the pacer is enough. */
  readonly lanes: ChatLanes | null;
  readonly deliveries: Pick<DeliveryStore, 'behindOthers'>;
  readonly worker: string;
  readonly clock: Clock;
}

export interface Turns<Each> {
  readonly now: readonly Each[];
  readonly later: readonly { readonly delivery: HeldDelivery; readonly waitMs: number }[];
}

const behindMs = 100;
/** For the database and the limiter between taking a lane and the call. */
const onTheWayMs = 15_000;

/** Whose chat may be written to now: within this process by the pacer, over all workers by lanes and the outbox. */
export class ChatTurns {
  readonly #deps: TurnDeps;

  constructor(deps: TurnDeps) {
    this.#deps = deps;
  }

  /** A chat that was just written to gets its next message later; nobody else waits for it. */
  async ofClaimed(held: readonly HeldDelivery[]): Promise<Turns<HeldDelivery>> {
    const behind = await this.#behindOthers(held);
    const now: HeldDelivery[] = [];
    const later: { delivery: HeldDelivery; waitMs: number }[] = [];
    for (const delivery of held) {
      const ahead = now.filter(({ address }) => address === delivery.address).length;
      const waitMs = behind.has(delivery.id)
        ? behindMs
        : this.#deps.pacer.waitMs(delivery.address, delivery.id, ahead);
      if (waitMs === 0) now.push(delivery);
      else later.push({ delivery, waitMs });
    }
    return { now, later };
  }

  // Another worker holds an earlier answer to the same chat: it goes first.
  async #behindOthers(held: readonly HeldDelivery[]): Promise<ReadonlySet<number>> {
    const { lanes, deliveries, worker, clock } = this.#deps;
    const answers = held.filter(({ runId, customerId }) => runId === null && customerId !== null);
    if (lanes === null || answers.length === 0) return new Set();
    return deliveries.behindOthers(
      answers.map(({ id }) => id),
      worker,
      clock.now(),
    );
  }

  /** @throws Error if the lanes do not answer */
  async ofGrant(grant: readonly ReadyDelivery[]): Promise<Turns<ReadyDelivery>> {
    const { lanes, account } = this.#deps;
    const { perChatMs, perGroupMs = 0, timeoutMs } = account.rate;
    if (lanes === null || perChatMs + perGroupMs === 0) return { now: grant, later: [] };
    const firsts = grant.filter(
      (each, i) => grant.findIndex((other) => chatOf(other) === chatOf(each)) === i,
    );
    const waits = await lanes.take(
      firsts.map((each) => ({
        chat: chatOf(each),
        holdMs: onTheWayMs + each.parts.length * (timeoutMs + gapOf(account, chatOf(each))),
      })),
    );
    const rest = grant.filter((each) => !firsts.includes(each));
    return {
      now: firsts.filter((_, i) => waits[i] === 0),
      later: [
        ...firsts.flatMap(({ delivery }, i) => laterBy(delivery, waits[i] ?? 0)),
        ...rest.flatMap(({ delivery }) =>
          laterBy(delivery, Math.max(1, gapOf(account, delivery.address))),
        ),
      ],
    };
  }

  /** @param wasCalled the platform has just been asked to write to it */
  async leave(deliveries: readonly HeldDelivery[], wasCalled: boolean): Promise<void> {
    const { lanes, account } = this.#deps;
    const { perChatMs, perGroupMs = 0 } = account.rate;
    if (lanes === null || perChatMs + perGroupMs === 0) return;
    await Promise.all(
      deliveries.map(({ address }) =>
        lanes.leave(address, wasCalled ? gapOf(account, address) : 0),
      ),
    );
  }
}

function chatOf({ delivery }: ReadyDelivery): string {
  return delivery.address;
}

function laterBy(delivery: HeldDelivery, waitMs: number) {
  return waitMs === 0 ? [] : [{ delivery, waitMs }];
}

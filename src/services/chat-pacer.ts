import type { ChannelAccount } from '../ports/channel.js';
import type { Clock } from '../ports/clock.js';

interface Chat {
  /** Resolves when the messages before have been answered by the platform. */
  tail: Promise<unknown>;
  waiting: number;
  freeAt: number;
  /** Messages sent back to the outbox until their turn, by id: when they come again. */
  readonly deferred: Map<number, number>;
}

const manyChats = 10_000;
/** A message that has not come again by then has gone another way. */
const lateMs = 1_000;

/** Least time between two messages to a chat: a chat of many may have its own. */
export function gapOf({ rate, isGroup }: ChannelAccount, address: string): number {
  const { perChatMs, perGroupMs } = rate;
  return perGroupMs !== undefined && isGroup?.(address) === true ? perGroupMs : perChatMs;
}

/** Within this process: one message at a time to each chat, in order, and not closer than the platform allows. */
export class ChatPacer {
  readonly #chats = new Map<string, Chat>();
  readonly #gapMs: (address: string) => number;
  readonly #clock: Clock;

  /** @param gapMs least time between two messages to an address */
  constructor(gapMs: (address: string) => number, clock: Clock) {
    this.#gapMs = gapMs;
    this.#clock = clock;
  }

  /**
   * How long a message claimed now had better wait in the outbox; 0 if it may go. Those that wait keep their order:
   * one that comes again before an earlier one waits for it.
   *
   * @param ahead messages to the same chat in the same claim, before it
   */
  waitMs(address: string, messageId: number, ahead = 0): number {
    const gapMs = this.#gapMs(address);
    if (gapMs === 0) return 0;
    const chat = this.#chat(address);
    const now = this.#clock.now();
    const busyMs = chat.waiting > 0 ? chat.waiting * gapMs : chat.freeAt - now;
    const behindMs = [...chat.deferred]
      .filter(([id, at]) => id < messageId && at > now - lateMs)
      .map(([, at]) => at + gapMs - now);
    const waitMs = Math.max(0, busyMs, ...behindMs) + ahead * gapMs;
    if (waitMs > 0) chat.deferred.set(messageId, now + waitMs);
    else chat.deferred.delete(messageId);
    return waitMs;
  }

  /** Runs `work` when those before it in the same chat are through. */
  async inLine<T>(address: string, work: () => Promise<T>): Promise<T> {
    const chat = this.#chat(address);
    chat.waiting += 1;
    const turn = chat.tail.then(work);
    chat.tail = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      chat.waiting -= 1;
    }
  }

  /** One platform call to a chat: not before its time, which is counted from the last answer. */
  async call<T>(address: string, work: () => Promise<T>): Promise<T> {
    const chat = this.#chat(address);
    const waitMs = chat.freeAt - this.#clock.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    try {
      return await work();
    } finally {
      chat.freeAt = this.#clock.now() + this.#gapMs(address);
    }
  }

  #chat(address: string): Chat {
    const found = this.#chats.get(address);
    if (found !== undefined) return found;
    if (this.#chats.size >= manyChats) this.#forgetFree();
    const chat: Chat = { tail: Promise.resolve(), waiting: 0, freeAt: 0, deferred: new Map() };
    this.#chats.set(address, chat);
    return chat;
  }

  #forgetFree(): void {
    const now = this.#clock.now();
    for (const [address, chat] of this.#chats) {
      const isAwaited = [...chat.deferred.values()].some((at) => at > now - lateMs);
      if (chat.waiting === 0 && chat.freeAt <= now && !isAwaited) this.#chats.delete(address);
    }
  }
}

import type { Clock } from '../ports/clock.js';

interface Chat {
  /** Resolves when the messages before have been answered by the platform. */
  tail: Promise<unknown>;
  waiting: number;
  freeAt: number;
}

const manyChats = 10_000;

/** Within this process: one message at a time to each chat, in order, and not closer than the platform allows. */
export class ChatPacer {
  readonly #chats = new Map<string, Chat>();
  readonly #perChatMs: number;
  readonly #clock: Clock;

  constructor(perChatMs: number, clock: Clock) {
    this.#perChatMs = perChatMs;
    this.#clock = clock;
  }

  /** How long a message claimed now had better wait in the outbox; 0 if its chat is free. */
  waitMs(address: string): number {
    const chat = this.#chats.get(address);
    if (chat === undefined || this.#perChatMs === 0) return 0;
    if (chat.waiting > 0) return chat.waiting * this.#perChatMs;
    return Math.max(0, chat.freeAt - this.#clock.now());
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
      chat.freeAt = this.#clock.now() + this.#perChatMs;
    }
  }

  #chat(address: string): Chat {
    const found = this.#chats.get(address);
    if (found !== undefined) return found;
    if (this.#chats.size >= manyChats) this.#forgetFree();
    const chat: Chat = { tail: Promise.resolve(), waiting: 0, freeAt: 0 };
    this.#chats.set(address, chat);
    return chat;
  }

  #forgetFree(): void {
    const now = this.#clock.now();
    for (const [address, chat] of this.#chats) {
      if (chat.waiting === 0 && chat.freeAt <= now) this.#chats.delete(address);
    }
  }
}

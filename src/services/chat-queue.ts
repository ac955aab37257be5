import type { ChatKey } from '../ports/inbox-store.js';

/** Works on each chat once at a time; one that is added while it is worked on is looked at again. */
export class ChatQueue {
  readonly #work: (chat: ChatKey) => Promise<void>;
  readonly #width: number;
  readonly #waiting = new Map<string, ChatKey>();
  readonly #running = new Set<string>();
  #whenIdle: (() => void)[] = [];

  /** @param work never rejects */
  constructor(width: number, work: (chat: ChatKey) => Promise<void>) {
    this.#work = work;
    this.#width = width;
  }

  add(chat: ChatKey): void {
    this.#waiting.set(`${chat.channelAccount} ${chat.addressHash}`, chat);
    this.#pump();
  }

  idle(): Promise<void> {
    if (this.#running.size === 0 && this.#waiting.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#whenIdle.push(resolve);
    });
  }

  #pump(): void {
    for (const [key, chat] of this.#waiting) {
      if (this.#running.size >= this.#width) return;
      if (this.#running.has(key)) continue;
      this.#waiting.delete(key);
      this.#running.add(key);
      void this.#run(key, chat);
    }
  }

  async #run(key: string, chat: ChatKey): Promise<void> {
    await this.#work(chat);
    this.#running.delete(key);
    this.#pump();
    if (this.#running.size === 0 && this.#waiting.size === 0) this.#settle();
  }

  #settle(): void {
    const waiters = this.#whenIdle;
    this.#whenIdle = [];
    for (const resolve of waiters) resolve();
  }
}

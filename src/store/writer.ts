/** Who goes first when several want to write: a chat's reply, a message's intent, a row, a bulk chunk. */
export const writePriority = { reply: 0, intent: 1, normal: 2, bulk: 3 } as const;

export type WritePriority = (typeof writePriority)[keyof typeof writePriority];

interface Waiting {
  readonly priority: WritePriority;
  readonly start: () => void;
}

/** Lets one piece of work at a time through; among those waiting the lowest priority number, then the oldest. */
export class Writer {
  #busy = false;
  readonly #waiting: Waiting[] = [];

  async run<T>(priority: WritePriority, work: () => Promise<T>): Promise<T> {
    await this.#turn(priority);
    try {
      return await work();
    } finally {
      this.#next();
    }
  }

  #turn(priority: WritePriority): Promise<void> {
    if (!this.#busy) {
      this.#busy = true;
      return Promise.resolve();
    }
    return new Promise((start) => {
      const behind = this.#waiting.findIndex((other) => other.priority > priority);
      const at = behind === -1 ? this.#waiting.length : behind;
      this.#waiting.splice(at, 0, { priority, start });
    });
  }

  #next(): void {
    const next = this.#waiting.shift();
    if (next) next.start();
    else this.#busy = false;
  }
}

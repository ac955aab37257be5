/** Who goes first when several want to write: a chat's reply, a message's intent, a row, a bulk chunk. */
export const writePriority = { reply: 0, intent: 1, normal: 2, bulk: 3 } as const;

export type WritePriority = (typeof writePriority)[keyof typeof writePriority];

/** The transaction that small writes share. */
export interface GroupTransaction {
  begin(): Promise<void>;
  /** False once a fault has made the database undo all of it. */
  isOpen(): Promise<boolean>;
  commit(): Promise<void>;
  /** Undoes what is left of it. */
  abandon(): Promise<void>;
}

type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: unknown };

interface Waiting {
  readonly priority: WritePriority;
  /** Does the work; nobody hears of it yet. @returns its fault, and how to tell its caller */
  readonly attempt: () => Promise<{ readonly fault: unknown; readonly tell: () => void }>;
  readonly fail: (error: unknown) => void;
}

// A commit costs about as much as ten small writes. A group ends early enough that the first need not wait for the last.
const mostPerGroup = 64;
const groupMs = 10;

/**
 * Lets one piece of work at a time through; among those waiting the lowest priority number, then the oldest. Replies and
 * intents that wait together share one transaction: each can fail alone, and none is told of before all are committed.
 */
export class Writer {
  readonly #group: GroupTransaction;
  readonly #waiting: Waiting[] = [];
  #busy = false;

  constructor(group: GroupTransaction) {
    this.#group = group;
  }

  /** @param work one transaction, begun and ended on the writing connection */
  run<T>(priority: WritePriority, work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const attempt = async () => {
        const done = await outcomeOf(work);
        return done.ok
          ? { fault: null, tell: () => resolve(done.value) }
          : { fault: done.error, tell: () => reject(done.error) };
      };
      this.#enqueue({ priority, attempt, fail: reject });
    });
  }

  #enqueue(entry: Waiting): void {
    const behind = this.#waiting.findIndex((other) => other.priority > entry.priority);
    this.#waiting.splice(behind === -1 ? this.#waiting.length : behind, 0, entry);
    if (!this.#busy) void this.#work();
  }

  async #work(): Promise<void> {
    this.#busy = true;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      if (isSmall(next)) await this.#workTogether(next);
      else (await next.attempt()).tell();
    }
    this.#busy = false;
  }

  async #workTogether(first: Waiting): Promise<void> {
    const members = [first];
    try {
      await this.#group.begin();
      const tellings = await this.#attemptAll(members);
      await this.#group.commit();
      for (const tell of tellings) tell();
    } catch (error) {
      await this.#group.abandon().catch(() => undefined);
      for (const member of members) member.fail(error);
    }
  }

  /** @param members the first; those that join are added */
  async #attemptAll(members: Waiting[]): Promise<(() => void)[]> {
    const tellings: (() => void)[] = [];
    const untilMs = performance.now() + groupMs;
    for (let next = members[0]; next !== undefined; ) {
      const { fault, tell } = await next.attempt();
      if (fault !== null && !(await this.#group.isOpen())) {
        tell();
        throw brokenBy(fault);
      }
      tellings.push(tell);
      next = await this.#company(members.length, untilMs);
      if (next !== undefined) members.push(next);
    }
    return tellings;
  }

  // Who was told of the last commit comes back with the next write in the same turn of the event loop.
  async #company(count: number, untilMs: number): Promise<Waiting | undefined> {
    if (count >= mostPerGroup || performance.now() > untilMs) return undefined;
    if (this.#waiting.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const [next] = this.#waiting;
    return next !== undefined && isSmall(next) ? this.#waiting.shift() : undefined;
  }
}

function isSmall({ priority }: Waiting): boolean {
  return priority <= writePriority.intent;
}

function brokenBy(fault: unknown): Error {
  return new Error('another write broke off the transaction they shared', { cause: fault });
}

async function outcomeOf<T>(work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return { ok: false, error };
  }
}

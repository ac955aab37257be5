import type { Clock } from '../ports/clock.js';
import type { LeaseStore } from '../ports/lease-store.js';

export interface RightDeps {
  readonly leases: LeaseStore;
  readonly clock: Clock;
  readonly worker: string;
  /** Knows that a worker's process is gone; false where it cannot tell. */
  readonly isDead: (worker: string) => boolean;
}

export type Standing =
  /** `isNew` on the first look after it became ours. */
  | { readonly kind: 'ours'; readonly isNew: boolean }
  | { readonly kind: 'held'; readonly by: string };

const forMs = 15_000;
const renewAfterMs = 5_000;

/** The right to do something that only one process may do, such as dispatching an account on SQLite. */
export class SoleRight {
  readonly #deps: RightDeps;
  readonly #name: string;
  #renewAt = 0;
  #isOurs = false;

  constructor(deps: RightDeps, name: string) {
    this.#deps = deps;
    this.#name = name;
  }

  /** Takes or renews it; asks the database only now and then while it is ours. */
  async look(): Promise<Standing> {
    const { leases, clock, worker, isDead } = this.#deps;
    const now = clock.now();
    if (this.#isOurs && now < this.#renewAt) return { kind: 'ours', isNew: false };
    const lease = { name: this.#name, holder: worker };
    let holder = await leases.acquire({ ...lease, now, forMs });
    if (holder !== worker && isDead(holder)) {
      const taken = await leases.takeOver({ ...lease, from: holder, until: now + forMs });
      if (taken) holder = worker;
    }
    const isNew = !this.#isOurs;
    this.#isOurs = holder === worker;
    this.#renewAt = now + renewAfterMs;
    return this.#isOurs ? { kind: 'ours', isNew } : { kind: 'held', by: holder };
  }

  async release(): Promise<void> {
    if (!this.#isOurs) return;
    this.#isOurs = false;
    await this.#deps.leases.release(this.#name, this.#deps.worker);
  }
}

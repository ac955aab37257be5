import type { Clock } from '../ports/clock.js';
import type { DeliveryStore, Finished } from '../ports/delivery-store.js';
import type { Logger } from '../ports/logger.js';

export interface FinishDeps {
  readonly deliveries: Pick<DeliveryStore, 'finish'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly worker: string;
}

const retryMs = 500;
const mostAtOnce = 500;

/** Writes outcomes down, those that come while a write is under way together in the next one. */
export class FinishQueue {
  readonly #deps: FinishDeps;
  readonly #lingerMs: number;
  #waiting: Finished[] = [];
  #writing: Promise<void> | null = null;

  /** @param lingerMs how long the first outcome waits for others: what is not written is unknown after a kill */
  constructor(deps: FinishDeps, lingerMs = 0) {
    this.#deps = deps;
    this.#lingerMs = lingerMs;
  }

  add(finished: readonly Finished[]): void {
    if (finished.length === 0) return;
    this.#waiting.push(...finished);
    this.#writing ??= this.#write();
  }

  /** Resolves when all that was added is written. */
  async drained(): Promise<void> {
    while (this.#writing !== null) await this.#writing;
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      // What the rest of the grant brings goes into the same transaction.
      await this.#company();
      const batch = this.#waiting.slice(0, mostAtOnce);
      if (await this.#finish(batch)) this.#waiting = this.#waiting.slice(batch.length);
      else await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
    this.#writing = null;
  }

  #company(): Promise<void> {
    const isFull = this.#waiting.length >= mostAtOnce;
    return new Promise((resolve) => {
      if (this.#lingerMs === 0 || isFull) setImmediate(resolve);
      else setTimeout(resolve, this.#lingerMs);
    });
  }

  // What the platform said is tried again until it is written: without it the message would count as unknown.
  async #finish(batch: readonly Finished[]): Promise<boolean> {
    const { deliveries, clock, log, worker } = this.#deps;
    try {
      await deliveries.finish(worker, batch, clock.now());
      return true;
    } catch (error) {
      log.error('dispatch.finish.failed', { count: batch.length, error: String(error) });
      return false;
    }
  }
}

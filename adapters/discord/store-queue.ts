import { setTimeout as sleep } from 'node:timers/promises';
import type { InboundEvent } from '../../src/ports/channel.js';
import type { Heard } from './events.js';
import type { DiscordRest } from './rest.js';

export type Sink = (events: readonly InboundEvent[]) => Promise<void>;

export interface StoreDeps {
  readonly rest: DiscordRest;
  /** Acknowledgements on their way, by interaction: what fills one in has to wait for it. */
  readonly acknowledging: Map<string, Promise<void>>;
  readonly warn: (event: string, fields?: Record<string, unknown>) => void;
}

export interface Told {
  readonly event: InboundEvent;
  /** What an interaction has to be told at once. */
  readonly heard: Heard | null;
}

const storeAgainMs = 1_000;
const mostWaiting = 10_000;
const callbackMs = 2_500;

/** One after the other: an event that cannot be stored now is tried again, and those behind it wait. */
export class StoreQueue {
  readonly #deps: StoreDeps;
  readonly #sink: Sink;
  readonly #signal: AbortSignal;
  readonly #waiting: Told[] = [];
  #running: Promise<void> = Promise.resolve();
  #isRunning = false;
  onFull: () => void = () => undefined;

  constructor(deps: StoreDeps, sink: Sink, signal: AbortSignal) {
    this.#deps = deps;
    this.#sink = sink;
    this.#signal = signal;
  }

  add(told: Told): void {
    if (this.#waiting.length >= mostWaiting) this.onFull();
    else this.#waiting.push(told);
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#running = this.#run().finally(() => {
      this.#isRunning = false;
    });
  }

  end(): Promise<void> {
    return this.#running;
  }

  // The gateway tells nothing twice, so what is not stored stays here.
  async #run(): Promise<void> {
    for (let told = this.#waiting[0]; told !== undefined; told = this.#waiting[0]) {
      if (await this.#store(told)) {
        this.#waiting.shift();
        continue;
      }
      if (this.#signal.aborted) return;
      await sleep(storeAgainMs, undefined, { signal: this.#signal }).catch(() => undefined);
    }
  }

  async #store({ event, heard }: Told): Promise<boolean> {
    try {
      await this.#sink([event]);
    } catch (error) {
      this.#deps.warn('discord.event.unstored', { why: (error as Error).name });
      return false;
    }
    if (heard !== null) {
      const { acknowledging } = this.#deps;
      const { id } = heard.interaction;
      const work = this.#acknowledge(heard).finally(() => acknowledging.delete(id));
      acknowledging.set(id, work);
    }
    return true;
  }

  async #acknowledge({ interaction, callback }: Heard): Promise<void> {
    const path = `/interactions/${interaction.id}/${interaction.token}/callback` as const;
    const call = { method: 'POST', path, body: callback, isSigned: false } as const;
    try {
      await this.#deps.rest.call(call, AbortSignal.timeout(callbackMs));
    } catch (error) {
      // The person sees "did not respond"; the answer still comes as a direct message.
      this.#deps.warn('discord.acknowledge.failed', { why: (error as Error).name });
    }
  }
}

import type { ChannelAccount } from '../ports/channel.js';
import type { Clock } from '../ports/clock.js';
import type { Logger } from '../ports/logger.js';
import type { RenderDeliveries } from '../ports/outbox.js';
import type { ReconcileStore, UnknownDelivery, Verdict } from '../ports/reconcile-store.js';

export interface ReconcileDeps {
  readonly accounts: readonly ChannelAccount[];
  readonly reconciling: ReconcileStore;
  readonly render: RenderDeliveries;
  readonly clock: Clock;
  readonly log: Logger;
}

const dayMs = 86_400_000;
const fewAtOnce = 3;
const askTimeoutMs = 10_000;
/** A platform may not know at once; each next question waits longer. */
const askAgainMs = [10_000, 60_000, 600_000, 3_600_000];

/** Asks platforms that can tell what became of messages nobody knows about; a few at a time, changing nothing there. */
export class UnknownAsker {
  readonly #deps: ReconcileDeps;
  readonly #asked = new Map<number, { times: number; nextAt: number }>();

  constructor(deps: ReconcileDeps) {
    this.#deps = deps;
  }

  /** @returns how many were settled */
  async ask(signal: AbortSignal): Promise<number> {
    const { accounts, reconciling, clock } = this.#deps;
    const now = clock.now();
    const able = accounts.filter((account) => account.reconcile !== undefined);
    if (able.length === 0) return 0;
    const found = await reconciling.unknown({
      accounts: able.map((account) => ({ name: account.name, sinceMs: now - memoryMs(account) })),
      except: [...this.#asked].filter(([, { nextAt }]) => nextAt > now).map(([id]) => id),
      limit: fewAtOnce,
    });
    let settled = 0;
    for (const unknown of found) {
      const account = able.find(({ name }) => name === unknown.delivery.channelAccount);
      if (account !== undefined && (await this.#settle(account, unknown, signal))) settled += 1;
    }
    return settled;
  }

  async #settle(
    account: ChannelAccount,
    unknown: UnknownDelivery,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { reconciling, clock, log } = this.#deps;
    const { id } = unknown.delivery;
    const verdict = await this.#verdictOn(account, unknown, signal).catch(() => null);
    if (verdict === null) {
      const times = this.#asked.get(id)?.times ?? 0;
      const waitMs = askAgainMs[Math.min(times, askAgainMs.length - 1)] ?? dayMs;
      this.#asked.set(id, { times: times + 1, nextAt: clock.now() + waitMs });
      return false;
    }
    this.#asked.delete(id);
    const settled = await reconciling.settle(id, verdict, clock.now());
    if (settled)
      log.info('delivery.reconciled', { deliveryId: id, account: account.name, verdict });
    return settled;
  }

  /** @returns null while it is not certain: of several parts all have to say the same */
  async #verdictOn(
    account: ChannelAccount,
    { delivery, parts }: UnknownDelivery,
    signal: AbortSignal,
  ): Promise<Verdict | null> {
    const rendered = (await this.#deps.render([delivery])).get(delivery.id);
    if (rendered?.ok !== true) return null;
    const rendering = account.render(rendered.message);
    if (!rendering.ok || rendering.parts.length !== parts.length) return null;
    const answers = new Set<string>();
    for (const { part: index, key, startedAt } of parts) {
      const part = rendering.parts[index];
      if (part === undefined) return null;
      const question = { key, to: delivery.address, part, startedAt };
      const within = AbortSignal.any([signal, AbortSignal.timeout(askTimeoutMs)]);
      answers.add((await account.reconcile?.(question, within)) ?? 'unknown');
    }
    const [only] = answers;
    return answers.size === 1 && (only === 'sent' || only === 'not_sent') ? only : null;
  }
}

// As long as the platform remembers our keys; else a day, in which its lists still show a post.
function memoryMs({ capabilities: { idempotency } }: ChannelAccount): number {
  return idempotency?.ttlMs ?? dayMs;
}

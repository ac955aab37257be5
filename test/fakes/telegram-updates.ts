import type { ServerResponse } from 'node:http';
import { ApiError } from './telegram-rules.js';

type Json = Record<string, unknown>;

interface Webhook {
  readonly url: string;
  readonly secret: string | undefined;
}

/** What Telegram has to tell a bot: kept until it is asked for, or delivered to its webhook. */
export class TelegramUpdates {
  webhook: Webhook | null = null;
  readonly deliveries: number[] = [];
  lastId = 100;
  readonly #waiting: (Json & { update_id: number })[] = [];
  readonly #wakers = new Set<() => void>();
  #terminatePoll: () => void = () => undefined;

  /** Ends every poll that waits. */
  stop(): void {
    for (const wake of [...this.#wakers]) wake();
  }

  tell(update: Json): void {
    this.lastId += 1;
    this.#waiting.push({ update_id: this.lastId, ...update });
    for (const wake of [...this.#wakers]) wake();
    if (this.webhook !== null) void this.#deliver(this.webhook);
  }

  async poll(payload: Json, response: ServerResponse): Promise<unknown> {
    const conflict = "Conflict: can't use getUpdates method while webhook is active";
    if (this.webhook !== null) throw new ApiError(409, conflict);
    // The later one wins: the one that waits is told so.
    this.#terminatePoll();
    const offset = Number(payload['offset'] ?? 0);
    while ((this.#waiting[0]?.update_id ?? offset) < offset) this.#waiting.shift();
    const timeoutMs = Number(payload['timeout'] ?? 0) * 1_000;
    if (this.#waiting.length === 0 && timeoutMs > 0) await this.#nextUpdate(timeoutMs, response);
    return this.#waiting.slice(0, Number(payload['limit'] ?? 100));
  }

  async #nextUpdate(ms: number, response: ServerResponse): Promise<void> {
    let isTerminated = false;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => wake(), ms);
      const wake = () => {
        clearTimeout(timer);
        this.#wakers.delete(wake);
        this.#terminatePoll = () => undefined;
        response.off('close', wake);
        resolve();
      };
      this.#wakers.add(wake);
      this.#terminatePoll = () => {
        isTerminated = true;
        wake();
      };
      response.on('close', wake);
    });
    if (isTerminated) {
      throw new ApiError(409, 'Conflict: terminated by other getUpdates request');
    }
  }

  setWebhook(payload: Json): true {
    const secret = payload['secret_token'];
    if (secret !== undefined && !/^[A-Za-z0-9_-]{1,256}$/.test(String(secret))) {
      throw new ApiError(400, 'Bad Request: secret token contains unallowed characters');
    }
    const webhook = { url: String(payload['url']), secret: secret as string | undefined };
    this.webhook = webhook;
    if (this.#waiting.length > 0) void this.#deliver(webhook);
    return true;
  }

  /** In order, each until it is taken. */
  async #deliver(webhook: Webhook): Promise<void> {
    const update = this.#waiting.shift();
    if (update === undefined) return;
    const secret =
      webhook.secret === undefined ? {} : { 'x-telegram-bot-api-secret-token': webhook.secret };
    for (let waitMs = 20; waitMs < 1_000 && this.webhook === webhook; waitMs *= 2) {
      const status = await fetch(webhook.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...secret },
        body: JSON.stringify(update),
      }).then(
        (answer) => answer.status,
        () => 0,
      );
      this.deliveries.push(status);
      if (status >= 200 && status < 300) break;
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
    await this.#deliver(webhook);
  }
}

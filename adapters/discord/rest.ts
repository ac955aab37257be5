import type { REST } from 'discord.js';
import type { DiscordSettings } from './settings.js';

/** One request of ours; the method and path as Discord's reference has them, without the version. */
export interface ApiCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  readonly path: `/${string}`;
  readonly body?: unknown;
  readonly query?: Readonly<Record<string, string>>;
  /** False where the path itself carries the credential. */
  readonly isSigned?: boolean;
}

export interface ApiAnswer {
  readonly body: unknown;
  /** Discord's clock when it answered; null if it did not say. */
  readonly at: number | null;
}

/**
 * The one REST client of an account: it keeps the buckets that Discord names in its answers, and so must live as long
 * as the account. It never repeats a call, and reports a limit instead of waiting for it.
 */
export class DiscordRest {
  readonly #settings: DiscordSettings;
  readonly #fetch: typeof fetch;
  #rest: Promise<REST> | undefined;

  constructor(settings: DiscordSettings, fetch_: typeof fetch) {
    this.#settings = settings;
    this.#fetch = fetch_;
  }

  /** @throws what discord.js throws; see classify.ts */
  async call(
    { method, path, body, query, isSigned = true }: ApiCall,
    signal: AbortSignal,
  ): Promise<ApiAnswer> {
    const opened = this.#rest ?? this.#open();
    const rest = await opened;
    try {
      const response = await rest.queueRequest({
        method: method as never,
        fullRoute: path,
        auth: isSigned,
        signal,
        ...(body === undefined ? {} : { body }),
        ...(query === undefined ? {} : { query: new URLSearchParams(query) }),
      });
      const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
      const at = Date.parse(response.headers.get('date') ?? '');
      return {
        body: isJson ? await response.json() : null,
        at: Number.isNaN(at) ? null : at,
      };
    } catch (error) {
      // discord.js forgets a token that was refused. With a new client, one that is allowed again works again.
      const isRefused = isSigned && (error as { status?: number }).status === 401;
      if (isRefused && this.#rest === opened) this.#rest = undefined;
      throw error;
    }
  }

  // Loaded when first needed: it takes longer than the rest of a command's start.
  #open(): Promise<REST> {
    const { token, apiRoot, requestsPerSecond, timeoutMs } = this.#settings;
    const opening = import('discord.js').then((discord) =>
      new discord.REST({
        api: apiRoot,
        version: '10',
        retries: 0,
        timeout: timeoutMs,
        rejectOnRateLimit: () => true,
        globalRequestsPerSecond: requestsPerSecond,
        // It would be added to the delay that Discord names.
        offset: 0,
        makeRequest: (url, init) => this.#fetch(url, init as object as RequestInit),
      }).setToken(token),
    );
    this.#rest = opening;
    return opening;
  }
}

/** Requests of one bucket within a window that begins with its first; discord.com/developers/docs/topics/rate-limits. */
export interface BucketRule {
  readonly max: number;
  readonly perMs: number;
}

export interface DiscordLimits {
  /** Of the whole bot; interaction endpoints do not count. Null: none. */
  readonly globalPerSecond: number | null;
  /** Of each route and channel. Null: none. */
  readonly route: BucketRule | null;
}

export interface Verdict {
  readonly headers: Record<string, string>;
  /** Null: taken. */
  readonly refusal: { readonly retryAfterMs: number; readonly isGlobal: boolean } | null;
}

interface Bucket {
  startedAt: number;
  used: number;
}

export class DiscordBuckets {
  readonly #limits: DiscordLimits;
  readonly #buckets = new Map<string, Bucket>();
  readonly #all: number[] = [];
  refusals = 0;

  constructor(limits: DiscordLimits) {
    this.#limits = limits;
  }

  /** @param bucket the route with its channel or webhook */
  take(bucket: string, now: number, countsGlobally: boolean): Verdict {
    const { globalPerSecond, route } = this.#limits;
    while ((this.#all[0] ?? now) <= now - 1_000) this.#all.shift();
    if (countsGlobally && globalPerSecond !== null && this.#all.length >= globalPerSecond) {
      this.refusals += 1;
      const retryAfterMs = (this.#all[0] ?? now) + 1_000 - now;
      const headers = { 'x-ratelimit-global': 'true', 'x-ratelimit-scope': 'global' };
      return { headers, refusal: { retryAfterMs, isGlobal: true } };
    }
    if (countsGlobally) this.#all.push(now);
    return route === null ? { headers: {}, refusal: null } : this.#ofRoute(bucket, route, now);
  }

  #ofRoute(name: string, { max, perMs }: BucketRule, now: number): Verdict {
    const found = this.#buckets.get(name);
    const isOver = found === undefined || now >= found.startedAt + perMs;
    const bucket = isOver ? { startedAt: now, used: 0 } : found;
    this.#buckets.set(name, bucket);
    const restMs = bucket.startedAt + perMs - now;
    const isRefused = bucket.used >= max;
    if (isRefused) this.refusals += 1;
    else bucket.used += 1;
    const headers = {
      'x-ratelimit-limit': String(max),
      'x-ratelimit-remaining': String(max - bucket.used),
      'x-ratelimit-reset': String((now + restMs) / 1_000),
      'x-ratelimit-reset-after': String(restMs / 1_000),
      'x-ratelimit-bucket': bucketHash(name),
      ...(isRefused ? { 'x-ratelimit-scope': 'user' } : {}),
    };
    return { headers, refusal: isRefused ? { retryAfterMs: restMs, isGlobal: false } : null };
  }
}

// The hash names the route, not its channel.
function bucketHash(name: string): string {
  const route = name.split(' ')[0] ?? name;
  return Buffer.from(route).toString('hex').slice(0, 32);
}

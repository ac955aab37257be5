import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { SendOutcome } from '../../src/domain/message/send-outcome.js';
import type { AdapterDeps } from '../../src/ports/channel.js';
import type { MadeToken } from '../../src/ports/shared-tokens.js';
import { type CallResult, httpCall } from '../common/http-call.js';
import { redacted } from '../common/redact.js';
import type { Target } from './address.js';
import { classify, codeIn, isStaleToken } from './classify.js';
import type { QqSettings } from './settings.js';

/** A step before the message failed: the message was certainly not sent, and this is what becomes of it. */
export class NotSentError extends Error {
  override readonly name = 'NotSentError';
  readonly outcome: SendOutcome;

  constructor(outcome: SendOutcome) {
    super(`not sent: ${outcome.kind}`);
    this.outcome = outcome;
  }
}

const prepareMs = 10_000;
const dayMs = 86_400_000;
// In its last minute QQ gives a new token beside the old one, which holds until then.
const overlapMs = 60_000;

const tokenSchema = z.looseObject({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive(),
});
const fileSchema = z.looseObject({ file_info: z.string().min(1), ttl: z.coerce.number().min(0) });

/** Calls of one bot, with a token that all processes share. */
export class QqApi {
  readonly #name: string;
  readonly #settings: QqSettings;
  readonly #deps: Pick<AdapterDeps, 'fetch' | 'now' | 'tokens'>;
  // Kept so that QQ's words never carry one to a log.
  #lastToken = '';

  constructor(
    name: string,
    settings: QqSettings,
    deps: Pick<AdapterDeps, 'fetch' | 'now' | 'tokens'>,
  ) {
    this.#name = name;
    this.#settings = settings;
    this.#deps = deps;
  }

  /**
   * Asks once; once more only where QQ says that the token is stale, so that nothing was done.
   *
   * @throws NotSentError if there is no token to ask with
   */
  async call(
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    body: object | null,
    signal: AbortSignal,
  ): Promise<CallResult> {
    const token = await this.#token(signal);
    const first = await this.#ask({ method, path, body, token }, signal);
    if (!isStaleToken(first)) return first;
    const fresh = await this.#token(signal, token);
    return this.#ask({ method, path, body, token: fresh }, signal);
  }

  /**
   * What QQ calls a picture it has fetched: one upload for all who get it, people and groups apart.
   *
   * @throws NotSentError if QQ did not take it
   */
  async fileInfo(url: string, to: Target, signal: AbortSignal): Promise<string> {
    const hash = createHash('sha256').update(url).digest('hex').slice(0, 32);
    const name = `qq:${this.#name}:${to.kind}:file:${hash}`;
    const made = this.#deps.tokens.get(name, () => this.#upload(url, to));
    return withSignal(made, signal);
  }

  redact = (text: string): string => redacted(text, [this.#settings.clientSecret, this.#lastToken]);

  async #token(signal: AbortSignal, stale?: string): Promise<string> {
    const made = this.#deps.tokens.get(`qq:${this.#name}:access`, () => this.#makeToken(), stale);
    this.#lastToken = await withSignal(made, signal);
    return this.#lastToken;
  }

  // Others wait for this token too, so it has a time of its own.
  async #makeToken(): Promise<MadeToken> {
    const { appId, clientSecret, tokenRoot } = this.#settings;
    const result = await httpCall(this.#deps.fetch, `${tokenRoot}/app/getAppAccessToken`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ appId, clientSecret }),
      signal: AbortSignal.timeout(prepareMs),
    });
    const parsed = tokenSchema.safeParse(result.kind === 'answer' ? result.json : undefined);
    if (!parsed.success) throw new NotSentError(this.#noToken(result));
    const { access_token: value, expires_in } = parsed.data;
    const lifeMs = Math.max(expires_in * 1_000 - overlapMs, overlapMs / 4);
    return { value, expiresAt: this.#deps.now() + lifeMs };
  }

  #noToken(result: CallResult): SendOutcome {
    const code = codeIn(result);
    if (code === 100001) return { kind: 'throttled', scope: 'account', retryAfterMs: null };
    // 100007: the AppID is invalid, banned or deleted; 100016: AppID and secret do not fit; 10004: no such bot.
    const isRefused = [100007, 100016, 10004].includes(code);
    if (isRefused) return { kind: 'account_fault', why: 'credentials' };
    const why = result.kind === 'answer' ? `status ${result.status}, code ${code}` : result.why;
    return { kind: 'deferred', minDelayMs: 5_000, why: `no access token: ${why}` };
  }

  async #upload(url: string, to: Target): Promise<MadeToken> {
    const body = { file_type: 1, url, srv_send_msg: false };
    const signal = AbortSignal.timeout(prepareMs);
    const result = await this.call('POST', `${pathOf(to)}/files`, body, signal);
    const parsed = fileSchema.safeParse(result.kind === 'answer' ? result.json : undefined);
    if (!parsed.success) throw new NotSentError(this.#notTaken(result));
    const { file_info: value, ttl } = parsed.data;
    // 0 is for ever.
    const lifeMs = ttl === 0 ? dayMs : Math.max(ttl * 1_000 - 30_000, 1_000);
    return { value, expiresAt: this.#deps.now() + lifeMs };
  }

  #notTaken(result: CallResult): SendOutcome {
    const outcome = classify(result, { now: this.#deps.now(), redact: this.redact });
    // Whatever became of the upload, nobody was sent anything.
    if (outcome.kind === 'unknown' || outcome.kind === 'accepted') {
      return { kind: 'deferred', minDelayMs: 5_000, why: 'QQ did not take the picture' };
    }
    return outcome;
  }

  #ask(
    asked: { method: string; path: string; body: object | null; token: string },
    signal: AbortSignal,
  ): Promise<CallResult> {
    const { method, path, body, token } = asked;
    const content = body === null ? {} : { body: JSON.stringify(body) };
    const headers = { authorization: `QQBot ${token}`, 'content-type': 'application/json' };
    const url = `${this.#settings.apiRoot}${path}`;
    return httpCall(this.#deps.fetch, url, { method, headers, signal, ...content });
  }
}

export function pathOf({ kind, openid }: Target): string {
  return `/v2/${kind === 'group' ? 'groups' : 'users'}/${encodeURIComponent(openid)}`;
}

// What is shared goes on without us; we only stop waiting.
async function withSignal<T>(made: Promise<T>, signal: AbortSignal): Promise<T> {
  const why = 'no time was left to get a token';
  const late = () => new NotSentError({ kind: 'deferred', minDelayMs: 1_000, why });
  if (signal.aborted) {
    made.catch(() => undefined);
    throw late();
  }
  let giveUp: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    giveUp = () => reject(late());
    signal.addEventListener('abort', giveUp, { once: true });
  });
  try {
    return await Promise.race([made, aborted]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}

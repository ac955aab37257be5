import type { AdapterDeps, InboundEvent } from '../../src/ports/channel.js';
import type { CallResult } from '../common/http-call.js';
import { commentPlace } from './address.js';
import type { WeiboApi } from './api.js';
import { codeIn, isRateFault, isTokenFault } from './classify.js';
import type { WeiboSettings } from './settings.js';
import { type Asked, type Entry, ownPosts, pageSize, readPage } from './timeline.js';

type What = 'comment' | 'repost' | 'like';
type Sink = (events: readonly InboundEvent[]) => Promise<void>;

export interface ReaderParts {
  readonly account: string;
  readonly api: WeiboApi;
  readonly settings: Pick<WeiboSettings, 'readEveryMs' | 'readMs' | 'locale'>;
  readonly deps: Pick<AdapterDeps, 'now' | 'log'>;
}

const hourMs = 3_600_000;
const timelinePagesMax = 4;
const listPagesMax = 40;
const callMs = 15_000;

const lists: Readonly<Record<What, Pick<Asked, 'path' | 'list'>>> = {
  comment: { path: '/2/comments/show.json', list: 'comments' },
  repost: { path: '/2/statuses/repost_timeline.json', list: 'reposts' },
  like: { path: '/2/attitudes/show.json', list: 'attitudes' },
};

/** Weibo refused to show a list; `result` says why. */
class UnseenError extends Error {
  override readonly name = 'UnseenError';
  readonly result: CallResult;

  constructor(result: CallResult) {
    super('Weibo showed no list');
    this.result = result;
  }
}

/**
 * Reads back what people do under our posts. Where it has got to is only kept for the time of the process: the key of
 * each event is the platform's own, so that reading it again after a restart changes nothing.
 */
export class EngagementReader {
  readonly #parts: ReaderParts;
  readonly #counted = new Map<string, number>();
  readonly #newest = new Map<string, string>();
  readonly #hidden = new Set<What>();

  constructor(parts: ReaderParts) {
    this.#parts = parts;
  }

  /** One look at every recent post. @returns how long to wait before the next one */
  async look(sink: Sink, signal: AbortSignal): Promise<number> {
    const { settings, account, deps } = this.#parts;
    try {
      for (const post of await this.#recentPosts(signal)) {
        for (const what of ['comment', 'repost', 'like'] as const) {
          await this.#lookAt(post, what, sink, signal);
        }
      }
      return settings.readEveryMs;
    } catch (error) {
      if (!(error instanceof UnseenError)) throw error;
      const code = codeIn(error.result);
      if (isTokenFault(code)) {
        const why = `weibo ${account}: Weibo refuses the access token (${code})`;
        throw new Error(why, { cause: error });
      }
      deps.log.warn('weibo.reading.failed', { account, code });
      return isRateFault(code) ? Math.max(hourMs, settings.readEveryMs) : settings.readEveryMs;
    }
  }

  async #recentPosts(signal: AbortSignal): Promise<Entry[]> {
    const { api, settings, deps } = this.#parts;
    const since = deps.now() - settings.readMs;
    const posts: Entry[] = [];
    for (let page = 1; page <= timelinePagesMax; page += 1) {
      const shown = await ownPosts(api, page, withTimeout(signal));
      if (!shown.ok) throw new UnseenError(shown.result);
      posts.push(...shown.entries.filter(({ at }) => at >= since));
      const isLast = shown.entries.length < pageSize || shown.entries.some(({ at }) => at < since);
      if (isLast) break;
    }
    return posts;
  }

  // Each list is a call of a small hourly allowance, so it is read only when Weibo counts something new.
  async #lookAt(post: Entry, what: What, sink: Sink, signal: AbortSignal): Promise<void> {
    const place = `${what}:${post.id}`;
    const count = post.counts[what];
    if (this.#hidden.has(what) || count === (this.#counted.get(place) ?? 0)) return;
    const entries = await this.#newEntries(post, what, signal);
    if (entries === null) return;
    const events = entries.flatMap((entry) => this.#eventOf(post, what, entry));
    if (events.length > 0) await sink(events);
    const newest = entries.at(-1)?.id;
    if (newest !== undefined) this.#newest.set(place, newest);
    this.#counted.set(place, count);
  }

  /** @returns oldest first; null where Weibo keeps this list from us */
  async #newEntries(post: Entry, what: What, signal: AbortSignal): Promise<Entry[] | null> {
    const since_id = this.#newest.get(`${what}:${post.id}`) ?? '0';
    const found = new Map<string, Entry>();
    for (let page = 1; page <= listPagesMax; page += 1) {
      const query = { id: post.id, since_id, count: String(pageSize), page: String(page) };
      const shown = await readPage(this.#parts.api, { ...lists[what], query }, withTimeout(signal));
      if (!shown.ok) return this.#unseen(what, shown.result);
      for (const entry of shown.entries) found.set(entry.id, entry);
      if (shown.entries.length < pageSize) break;
    }
    return [...found.values()].sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1));
  }

  #unseen(what: What, result: CallResult): null {
    const code = codeIn(result);
    // The post was taken away meanwhile.
    if (code === 20101) return null;
    if (code !== 10014 && code !== 10005) throw new UnseenError(result);
    this.#hidden.add(what);
    const { deps, account } = this.#parts;
    deps.log.warn('weibo.reading.not_permitted', { account, what, code });
    return null;
  }

  #eventOf(post: Entry, what: What, entry: Entry): InboundEvent[] {
    const { by } = entry;
    // Our own answers stand among the comments.
    if (by === null || by.uid === post.by?.uid) return [];
    return [
      {
        kind: 'engagement',
        key: `${what}:${entry.id}`,
        at: entry.at,
        from: by.uid,
        locale: this.#parts.settings.locale,
        ...(by.name === null ? {} : { name: by.name }),
        what,
        post: post.id,
        ...(what === 'like' ? {} : { text: entry.text }),
        ...(what === 'comment' ? { place: commentPlace(post.id, entry.id) } : {}),
      },
    ];
  }
}

function withTimeout(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(callMs)]);
}

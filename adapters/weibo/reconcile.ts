import type { ReconcileQuestion } from '../../src/ports/channel.js';
import { targetOf } from './address.js';
import type { WeiboApi } from './api.js';
import type { Said } from './render.js';
import { comparable } from './text.js';
import { type Entry, ownPosts, pageSize, readPage } from './timeline.js';

export type Found =
  | { readonly kind: 'found'; readonly id: string }
  | { readonly kind: 'none' }
  /** Weibo did not show its list. */
  | { readonly kind: 'unseen' };

// Clocks differ, and a post may show only after a minute or two (20032).
const skewMs = 60_000;
const showsWithinMs = 300_000;

/** The newest post of ours with these words, not older than `since`. */
export async function findPost(
  api: WeiboApi,
  status: string,
  since: number,
  signal: AbortSignal,
): Promise<Found> {
  const page = await ownPosts(api, 1, signal);
  return page.ok ? among(page.entries, (each) => isSame(each.text, status), since) : unseen;
}

/** Looks whether an attempt of unknown outcome is there; a message to one person leaves nothing to look at. */
export async function reconcile(
  api: WeiboApi,
  { to, part, startedAt }: ReconcileQuestion,
  now: number,
  signal: AbortSignal,
): Promise<'sent' | 'not_sent' | 'unknown'> {
  const said = part.payload as unknown as Said;
  const since = startedAt - skewMs;
  const target = targetOf(to);
  if (target.kind === 'message') return 'unknown';
  const found =
    target.kind === 'post'
      ? await findPost(api, said.status, since, signal)
      : await findAnswer(api, target, since, signal);
  if (found.kind === 'found') return 'sent';
  return found.kind === 'none' && now - startedAt > showsWithinMs ? 'not_sent' : 'unknown';
}

async function findAnswer(
  api: WeiboApi,
  { postId, commentId }: { readonly postId: string; readonly commentId: string },
  since: number,
  signal: AbortSignal,
): Promise<Found> {
  const query = { id: postId, count: String(pageSize), page: '1', since_id: commentId };
  const asked = { path: '/2/comments/show.json', list: 'comments', query } as const;
  const page = await readPage(api, asked, signal);
  return page.ok ? among(page.entries, ({ answers }) => answers === commentId, since) : unseen;
}

const unseen: Found = { kind: 'unseen' };

function among(entries: readonly Entry[], isOurs: (entry: Entry) => boolean, since: number): Found {
  const found = entries.find((entry) => entry.at >= since && isOurs(entry));
  return found === undefined ? { kind: 'none' } : { kind: 'found', id: found.id };
}

function isSame(shown: string, sent: string): boolean {
  return comparable(shown) === comparable(sent);
}

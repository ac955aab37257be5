import { z } from 'zod';
import type { CallResult } from '../common/http-call.js';
import type { WeiboApi } from './api.js';
import { instantOf } from './text.js';

const id = z.union([z.string(), z.number()]).transform(String);

const personSchema = z.looseObject({
  id,
  idstr: z.string().optional(),
  screen_name: z.string().optional(),
});

/** A post, a comment, a repost or a like: all are told alike. */
const entrySchema = z.looseObject({
  id,
  idstr: z.string().optional(),
  created_at: z.string(),
  text: z.string().default(''),
  user: personSchema.optional(),
  comments_count: z.number().default(0),
  reposts_count: z.number().default(0),
  attitudes_count: z.number().default(0),
  reply_comment: z.looseObject({ id, idstr: z.string().optional() }).optional(),
});

export interface Entry {
  readonly id: string;
  readonly at: number;
  readonly text: string;
  readonly by: { readonly uid: string; readonly name: string | null } | null;
  /** Of an answer: the comment it answers. */
  readonly answers: string | null;
  readonly counts: { readonly comment: number; readonly repost: number; readonly like: number };
}

export type Page =
  | { readonly ok: true; readonly entries: readonly Entry[] }
  | { readonly ok: false; readonly result: CallResult };

export interface Asked {
  readonly path: string;
  /** Under which the list stands in the answer. */
  readonly list: 'statuses' | 'comments' | 'reposts' | 'attitudes';
  readonly query: Readonly<Record<string, string>>;
}

/** One page of a list, as Weibo orders it: the newest first. What cannot be read of it is passed over. */
export async function readPage(api: WeiboApi, asked: Asked, signal: AbortSignal): Promise<Page> {
  const result = await api.get(asked.path, asked.query, signal);
  if (result.kind !== 'answer') return { ok: false, result };
  const parsed = z.looseObject({ [asked.list]: z.array(z.unknown()) }).safeParse(result.json);
  if (result.status !== 200 || !parsed.success) return { ok: false, result };
  const list = parsed.data[asked.list] as unknown[];
  return { ok: true, entries: list.flatMap(entryOf) };
}

/** The account's own newest posts. */
export function ownPosts(api: WeiboApi, page: number, signal: AbortSignal): Promise<Page> {
  const query = { count: String(pageSize), page: String(page) };
  return readPage(api, { path: '/2/statuses/user_timeline.json', list: 'statuses', query }, signal);
}

export const pageSize = 50;

function entryOf(raw: unknown): Entry[] {
  const parsed = entrySchema.safeParse(raw);
  const at = parsed.success ? instantOf(parsed.data.created_at) : null;
  if (!parsed.success || at === null) return [];
  const { user, text, reply_comment: answered, ...entry } = parsed.data;
  return [
    {
      id: entry.idstr ?? entry.id,
      at,
      text,
      by:
        user === undefined ? null : { uid: user.idstr ?? user.id, name: user.screen_name ?? null },
      answers: answered === undefined ? null : (answered.idstr ?? answered.id),
      counts: {
        comment: entry.comments_count,
        repost: entry.reposts_count,
        like: entry.attitudes_count,
      },
    },
  ];
}

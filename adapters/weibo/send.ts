import type { SendOutcome } from '../../src/domain/message/send-outcome.js';
import type { AdapterDeps, NativePart, SendContext } from '../../src/ports/channel.js';
import type { CallResult } from '../common/http-call.js';
import { type Target, targetOf } from './address.js';
import type { WeiboApi } from './api.js';
import { classify, codeIn, isRepeat } from './classify.js';
import { fetchPicture } from './picture.js';
import { findPost } from './reconcile.js';
import type { Said } from './render.js';
import type { WeiboSettings } from './settings.js';
import { linksIn } from './text.js';

export interface SendDeps {
  readonly api: WeiboApi;
  readonly settings: WeiboSettings;
  readonly deps: Pick<AdapterDeps, 'fetch' | 'now'>;
}

// An earlier attempt whose outcome is unknown was made minutes ago; an older post of the same words is another one.
const repeatWithinMs = 600_000;

/** A post, an answer under a post, or a message to one person, as the address says. */
export function send(
  all: SendDeps,
  part: NativePart,
  { to, signal }: Pick<SendContext, 'to' | 'signal'>,
): Promise<SendOutcome> {
  const said = part.payload as unknown as Said;
  const target = targetOf(to);
  switch (target.kind) {
    case 'post':
      return post(all, said, signal);
    case 'comment':
      return answerComment(all, said, target, signal);
    case 'message':
      return message(all, said, target, signal);
  }
}

async function post(all: SendDeps, said: Said, signal: AbortSignal): Promise<SendOutcome> {
  const { api, settings, deps } = all;
  if (settings.safeDomains.length === 0 || settings.rip === null) {
    return { kind: 'account_fault', why: 'permission' };
  }
  const fields = { status: said.status, rip: settings.rip };
  if (said.image === undefined) {
    return posted(all, said, await api.post('/2/statuses/share.json', fields, signal), signal);
  }
  const picture = await fetchPicture(deps.fetch, said.image.url, signal);
  if (!picture.ok) return picture.outcome;
  const { content, fileName } = picture;
  const file = { name: 'pic', content, fileName };
  return posted(all, said, await api.post('/2/statuses/share.json', fields, signal, file), signal);
}

// Weibo refuses words it has had. After an attempt of unknown outcome that means: they are there.
async function posted(
  { api, deps }: SendDeps,
  said: Said,
  result: CallResult,
  signal: AbortSignal,
): Promise<SendOutcome> {
  const outcome = classify(result, { now: deps.now(), redact: api.redact });
  if (!isRepeat(codeIn(result))) return outcome;
  const found = await findPost(api, said.status, deps.now() - repeatWithinMs, signal);
  if (found.kind === 'found') return { kind: 'duplicate', ref: found.id };
  if (found.kind === 'none') {
    return { kind: 'rejected', why: 'Weibo has had these words before: change them' };
  }
  return { kind: 'deferred', minDelayMs: 60_000, why: 'repeated words, and no look at the posts' };
}

async function answerComment(
  { api, settings, deps }: SendDeps,
  said: Said,
  target: Extract<Target, { kind: 'comment' }>,
  signal: AbortSignal,
): Promise<SendOutcome> {
  if (settings.rip === null) return { kind: 'account_fault', why: 'permission' };
  const comment = wordsOf(said);
  const fields = { id: target.postId, cid: target.commentId, comment, rip: settings.rip };
  const result = await api.post('/2/comments/reply.json', fields, signal);
  // The post or the comment was taken away meanwhile: nobody's fault, and nobody to write to.
  if ([20101, 20201].includes(codeIn(result))) {
    return { kind: 'rejected', why: 'the comment is no longer there' };
  }
  return classify(result, { now: deps.now(), redact: api.redact });
}

async function message(
  { api, deps }: SendDeps,
  said: Said,
  { uid }: Extract<Target, { kind: 'message' }>,
  signal: AbortSignal,
): Promise<SendOutcome> {
  const fields = { ...messageOf(said), receiver_id: uid, save_sender_box: '1' };
  const result = await api.post('/2/messages/reply.json', fields, signal);
  if (isTaken(result)) return { kind: 'accepted', ref: `to:${uid}`, final: true };
  return classify(result, { now: deps.now(), redact: api.redact });
}

// Weibo names no message of its inbox: all it says is that it took one.
function isTaken(result: CallResult): boolean {
  if (result.kind !== 'answer' || result.status !== 200) return false;
  const { result: isDone } = (result.json ?? {}) as { result?: unknown };
  return isDone === true;
}

/** A picture goes as an article, which is what the inbox has for pictures; its link is the message's first. */
function messageOf(said: Said): { readonly type: string; readonly data: string } {
  const { image } = said;
  if (image === undefined) return { type: 'text', data: JSON.stringify({ text: said.text }) };
  const [link = image.url] = linksIn(said.text);
  const display_name = image.alt === '' ? wordsOf(said).slice(0, 30) : image.alt;
  const article = { display_name, summary: said.text, image: image.url, url: link };
  return { type: 'articles', data: JSON.stringify({ articles: [article] }) };
}

function wordsOf(said: Said): string {
  return said.text === '' ? (said.image?.alt ?? '') : said.text;
}

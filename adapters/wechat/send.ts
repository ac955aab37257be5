import type { SendOutcome } from '../../src/domain/message/send-outcome.js';
import type { NativePart, SendContext } from '../../src/ports/channel.js';
import type { Called, WechatApi } from './api.js';
import {
  type CallFacts,
  classify,
  classifyBefore,
  type Fault,
  type Json,
  massRef,
} from './classify.js';
import type { MediaIds, MediaKind } from './media.js';
import { noticeMethod, timeMark } from './notice.js';
import { type Place, placeOf } from './place.js';
import { massMethod } from './public-parts.js';
import { noticeTime } from './shanghai.js';

export interface SendParts {
  readonly api: WechatApi;
  readonly media: MediaIds;
  readonly massQuotaPer: CallFacts['massQuotaPer'];
  readonly now: () => number;
}

/** What is to be asked of the platform, once its pictures have been given to it. */
interface Request {
  readonly path: string;
  readonly body: (ids: readonly string[]) => Json;
  readonly pictures: { readonly kind: MediaKind; readonly urls: readonly string[] };
  readonly folds: boolean;
  readonly refOf: (answer: Json) => { readonly ref: string; readonly final: boolean };
}

const badMedia = 40007;

/** One message: pictures first, where there are any, which sends nothing yet; then the call that sends. */
export async function send(
  parts: SendParts,
  part: NativePart,
  context: SendContext,
): Promise<SendOutcome> {
  const request = requestOf(part, context, parts.now());
  if ('kind' in request) return request;
  const { signal } = context;
  const facts = { folds: request.folds, massQuotaPer: parts.massQuotaPer, now: parts.now() };
  let stale: readonly string[] = [];
  for (;;) {
    const given = await giveAll(parts.media, request.pictures, { signal, stale });
    if (!given.ok) return classifyBefore(given.fault, facts);
    const called = await parts.api.call(request.path, { json: request.body(given.ids) }, signal);
    if (called.ok) return { kind: 'accepted', ...request.refOf(called.answer) };
    // Refused for a picture that is gone there: nothing was sent, so it may be given once more.
    const isGone = isBadMedia(called) && stale.length === 0 && given.ids.length > 0;
    if (!isGone) return outcomeOf(called, facts);
    stale = given.ids;
  }
}

function outcomeOf(called: Extract<Called, { ok: false }>, facts: CallFacts): SendOutcome {
  const { fault, during } = called;
  return during === 'token' ? classifyBefore(fault, facts) : classify(fault, facts);
}

function isBadMedia(called: Extract<Called, { ok: false }>): boolean {
  return called.fault.kind === 'api' && called.fault.code === badMedia;
}

type Given =
  | { readonly ok: true; readonly ids: readonly string[] }
  | { readonly ok: false; readonly fault: Fault };

async function giveAll(
  media: MediaIds,
  { kind, urls }: Request['pictures'],
  { signal, stale }: { readonly signal: AbortSignal; readonly stale: readonly string[] },
): Promise<Given> {
  const ids: string[] = [];
  for (const [index, url] of urls.entries()) {
    const old = stale[index];
    const given = await media.get(
      kind,
      url,
      old === undefined ? { signal } : { signal, stale: old },
    );
    if (!given.ok) return given;
    ids.push(given.id);
  }
  return { ok: true, ids };
}

function requestOf(part: NativePart, context: SendContext, now: number): Request | SendOutcome {
  const place = placeOf(context.to);
  if (part.method === massMethod) {
    if (place !== null) return massRequest(part.payload, place, context.key);
    return { kind: 'undeliverable', recipient: 'needs_inbound', why: 'no window is open' };
  }
  if (place !== null) return { kind: 'rejected', why: 'an answer to one person, sent to many' };
  return part.method === noticeMethod
    ? noticeRequest(part.payload, context, now)
    : replyRequest(part, context);
}

function replyRequest({ method, payload }: NativePart, { to, right }: SendContext): Request {
  const url = (payload['image'] as { readonly url: string } | undefined)?.url;
  return {
    path: method,
    body: ([id]) =>
      id === undefined
        ? { touser: to, ...payload }
        : { touser: to, msgtype: 'image', image: { media_id: id } },
    pictures: { kind: 'temporary', urls: url === undefined ? [] : [url] },
    folds: false,
    // WeChat gives these messages no number: which of the window's messages it was is what names it.
    refOf: () => ({ ref: `reply:${right?.ref ?? ''}:${right?.sequence ?? 0}`, final: true }),
  };
}

function noticeRequest(
  payload: NativePart['payload'],
  { to, right }: SendContext,
  now: number,
): Request {
  const data = Object.entries(payload['data'] as Readonly<Record<string, { value: string }>>).map(
    ([field, { value }]) => [field, { value: value === timeMark ? noticeTime(now) : value }],
  );
  return {
    path: noticeMethod,
    body: () => ({ touser: to, ...payload, data: Object.fromEntries(data) }),
    pictures: { kind: 'temporary', urls: [] },
    folds: false,
    refOf: ({ msgid }) =>
      typeof msgid === 'number' || typeof msgid === 'string'
        ? { ref: `notice:${msgid}`, final: false }
        : { ref: `notice:${to}:${right?.ref ?? ''}:${right?.sequence ?? 0}`, final: true },
  };
}

function massRequest(payload: NativePart['payload'], place: Place, key: string): Request {
  const images = payload['images'] as
    | { readonly urls: readonly string[]; readonly recommend: string }
    | undefined;
  const isPreview = place.kind === 'preview';
  const content = (ids: readonly string[]): Json => {
    if (images === undefined) return { ...payload };
    const [first] = ids;
    // A preview shows one picture, and has no place for words beside it.
    if (isPreview) return { msgtype: 'image', image: { media_id: first } };
    return { msgtype: 'image', images: { media_ids: ids, recommend: images.recommend } };
  };
  return {
    path: isPreview ? 'message/mass/preview' : massMethod,
    body: (ids) => ({ ...audience(place, key), ...content(ids) }),
    pictures: { kind: 'permanent', urls: images?.urls ?? [] },
    folds: !isPreview,
    refOf: ({ msg_id: id }) => ({ ref: massRef(String(id ?? key)), final: isPreview }),
  };
}

function audience(place: Place, key: string): Json {
  if (place.kind === 'preview') return place.who;
  const filter =
    place.kind === 'all' ? { is_to_all: true } : { is_to_all: false, tag_id: place.tag };
  return { filter, clientmsgid: key };
}

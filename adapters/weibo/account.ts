import { z } from 'zod';
import type { SendOutcome } from '../../src/domain/message/send-outcome.js';
import type {
  AdapterDeps,
  Address,
  Capabilities,
  ChannelAccount,
  NativePart,
  Probe,
  SendContext,
  SendRight,
} from '../../src/ports/channel.js';
import { targetOf } from './address.js';
import { WeiboApi } from './api.js';
import { classify, codeIn, isTokenFault } from './classify.js';
import { EngagementReader, type ReaderParts } from './engagement.js';
import { WeiboInbox } from './receive.js';
import { reconcile } from './reconcile.js';
import { render, textMax, type Way } from './render.js';
import { send } from './send.js';
import type { WeiboSettings } from './settings.js';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const tokenInfoSchema = z.looseObject({
  uid: z.union([z.string(), z.number()]).transform(String),
  expire_in: z.coerce.number(),
});

export function weiboAccount(
  name: string,
  settings: WeiboSettings,
  deps: AdapterDeps,
): ChannelAccount {
  const api = new WeiboApi(settings, deps.fetch);
  const { perSecond, perChatMs, concurrency, timeoutMs, appSecret, safeDomains } = settings;
  const hasPosts = safeDomains.length > 0;
  const inbox = appSecret === null ? null : new WeiboInbox({ appSecret, locale: settings.locale });
  return {
    name,
    kind: 'weibo',
    capabilities: capabilitiesOf(settings),
    // Posts and answers in public are looked at by Weibo's filters: never a burst of them.
    rate: { perSecond, perChatMs, perGroupMs: 5_000, concurrency, timeoutMs },
    render: (message, right, place) => render(message, settings, wayOf(settings, right, place)),
    send: (part, context) => sendWhileGranted({ name, api, settings, deps }, part, context),
    ...(inbox === null ? {} : { receive: async (request) => inbox.receive(request, deps.now()) }),
    ...(hasPosts && settings.readEveryMs > 0
      ? { listen: (sink, signal) => listen({ account: name, api, settings, deps }, sink, signal) }
      : {}),
    isGroup: (address) => targetOf(address).kind !== 'message',
    reconcile: (question, signal) => reconcile(api, question, deps.now(), signal),
    probe: (signal) => probe(api, settings, deps.now(), signal),
  };
}

function capabilitiesOf(settings: WeiboSettings): Capabilities {
  const hasPosts = settings.safeDomains.length > 0;
  const hasInbox = settings.appSecret !== null;
  const opensOn = ['message', 'start', 'action'] as const;
  return {
    proactive: hasPosts ? 'post' : 'none',
    // "48 hours, without limit"; a bound of our own, so that a fault cannot flood anybody.
    ...(hasInbox ? { windows: [{ opensOn, ttlMs: 2 * dayMs, maxMessages: 100 }] } : {}),
    text: { max: textMax(settings), unit: 'weibo' },
    buttons: null,
    image: [hasPosts ? 'upload' : 'url'],
    // Repeated words are refused, whatever the key: no repeat is safe, but `reconcile` can look.
    idempotency: null,
    posts: hasPosts,
    webhook: hasInbox ? { auth: 'query_no_body', ackMs: 5_000 } : null,
  };
}

function wayOf(
  { safeDomains }: WeiboSettings,
  right: Pick<SendRight, 'kind'> | undefined,
  place: Address | undefined,
): Way {
  if (right?.kind === 'reply') return 'message';
  if (place !== undefined && targetOf(place).kind === 'comment') return 'comment';
  return safeDomains.length > 0 ? 'post' : 'message';
}

interface Granted {
  readonly name: string;
  readonly api: WeiboApi;
  readonly settings: WeiboSettings;
  readonly deps: AdapterDeps;
}

// Weibo gives no new token by itself: once it has run out, asking is in vain until the owner has granted another.
async function sendWhileGranted(
  { name, api, settings, deps }: Granted,
  part: NativePart,
  context: SendContext,
): Promise<SendOutcome> {
  const { accessUntil } = settings;
  const isOver = accessUntil !== null && deps.now() >= accessUntil;
  const outcome: SendOutcome = isOver
    ? { kind: 'account_fault', why: 'credentials' }
    : await send({ api, settings, deps }, part, context);
  if (outcome.kind === 'account_fault' && outcome.why === 'credentials') {
    deps.log.error('weibo.access.over', { account: name, next: renewal(settings) });
  }
  return outcome;
}

async function listen(
  parts: ReaderParts,
  sink: Parameters<NonNullable<ChannelAccount['listen']>>[0],
  signal: AbortSignal,
): Promise<void> {
  const reader = new EngagementReader(parts);
  while (!signal.aborted) {
    const waitMs = await reader.look(sink, signal).catch((error: unknown) => {
      if (signal.aborted) return 0;
      throw error;
    });
    if (!signal.aborted) await pause(waitMs, signal);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}

async function probe(
  api: WeiboApi,
  settings: WeiboSettings,
  now: number,
  signal: AbortSignal,
): Promise<Probe> {
  const result = await api.post('/oauth2/get_token_info', {}, signal);
  const parsed = tokenInfoSchema.safeParse(result.kind === 'answer' ? result.json : undefined);
  const next = renewal(settings);
  if (parsed.success) {
    const { uid, expire_in } = parsed.data;
    if (expire_in <= 0) return { ok: false, why: 'credentials', detail: next };
    const until = new Date(now + expire_in * 1_000).toISOString().slice(0, 16).replace('T', ' ');
    return { ok: true, name: `uid ${uid}, access until ${until} UTC` };
  }
  const isRefused = isTokenFault(codeIn(result));
  if (isRefused) return { ok: false, why: 'credentials', detail: next };
  const outcome = classify(result, { now, redact: api.redact });
  const why = outcome.kind === 'account_fault' ? outcome.why : 'network';
  return { ok: false, why, detail: 'why' in outcome ? outcome.why : outcome.kind };
}

function renewal({ authorizeUrl }: WeiboSettings): string {
  return authorizeUrl === null
    ? 'the access token has run out or was taken back: make a new one as adapters/weibo.md says'
    : `the access token has run out or was taken back: grant a new one at ${authorizeUrl}`;
}

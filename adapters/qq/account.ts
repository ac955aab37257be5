import { z } from 'zod';
import type { SendOutcome } from '../../src/domain/message/send-outcome.js';
import type {
  AdapterDeps,
  AskedLink,
  Capabilities,
  ChannelAccount,
  NativePart,
  Probe,
  SendContext,
} from '../../src/ports/channel.js';
import { bothButtons } from '../common/button-limits.js';
import type { CallResult } from '../common/http-call.js';
import { replyToOf, targetOf } from './address.js';
import { NotSentError, pathOf, QqApi } from './api.js';
import { classify } from './classify.js';
import { receive } from './receive.js';
import { limits, render } from './render.js';
import type { QqSettings } from './settings.js';
import { signingKeys } from './signature.js';

const minuteMs = 60_000;
const shortCallMs = 10_000;
const linkDataMax = 32;

const meSchema = z.looseObject({ username: z.string() });
const linkSchema = z.looseObject({
  retcode: z.coerce.number().default(0),
  data: z.looseObject({ url: z.url({ protocol: /^https$/ }) }),
});

export function qqAccount(name: string, settings: QqSettings, deps: AdapterDeps): ChannelAccount {
  const api = new QqApi(name, settings, deps);
  const keys = signingKeys(settings.clientSecret);
  const { perSecond, perChatMs, concurrency, timeoutMs } = settings;
  return {
    name,
    kind: 'qq',
    capabilities: capabilitiesOf(settings),
    rate: { perSecond, perChatMs, concurrency, timeoutMs },
    render: (message) => render(message, settings),
    send: (part, context) => send(api, deps, part, context),
    receive: async (request) =>
      receive(request, {
        keys,
        locale: settings.locale,
        now: deps.now(),
        onUnreadable: (type) => deps.log.warn('qq.event.unreadable', { account: name, type }),
      }),
    isGroup: (address) => targetOf(address).kind === 'group',
    acknowledge: (ack) => acknowledge(api, deps, ack),
    askLink: (token, signal) => askLink(api, token, signal),
    probe: (signal) => probe(api, signal),
  };
}

function capabilitiesOf({ hasKeyboard, textMax }: QqSettings): Capabilities {
  const opensOn = ['message', 'start', 'action'] as const;
  return {
    // 主动推送 is no more since 2025-04-21.
    proactive: 'none',
    windows: [
      { opensOn, chats: 'private', ttlMs: 60 * minuteMs, maxMessages: limits.parts },
      { opensOn, chats: 'group', ttlMs: 5 * minuteMs, maxMessages: limits.parts },
    ],
    text: { max: textMax, unit: 'utf16' },
    buttons: hasKeyboard ? bothButtons(limits) : null,
    image: ['url'],
    // The pair (msg_id, msg_seq) is taken once; another attempt has another pair.
    idempotency: { keyMax: 64, ttlMs: 60 * minuteMs, scope: 'reply' },
    posts: false,
    webhook: { auth: 'body_sig', ackMs: 3_000 },
  };
}

async function send(
  api: QqApi,
  { now }: Pick<AdapterDeps, 'now'>,
  part: NativePart,
  { to, right, signal }: SendContext,
): Promise<SendOutcome> {
  const target = targetOf(to);
  if (target.kind === 'member') {
    const why = 'known from a group only, where QQ lets nobody be written to alone';
    return { kind: 'undeliverable', recipient: 'suppress', why };
  }
  if (right === undefined) {
    const why = 'window_closed: QQ takes replies only';
    return { kind: 'undeliverable', recipient: 'needs_inbound', why };
  }
  const replyTo = replyToOf(right.ref);
  const { image_url, ...said } = part.payload;
  try {
    const media =
      typeof image_url === 'string'
        ? { media: { file_info: await api.fileInfo(image_url, target, signal) } }
        : {};
    const body = { ...said, ...media, ...replyTo, msg_seq: right.sequence + 1 };
    const result = await api.call('POST', `${pathOf(target)}/messages`, body, signal);
    return classify(result, { now: now(), redact: api.redact });
  } catch (error) {
    return outcomeOf(error);
  }
}

function outcomeOf(error: unknown): SendOutcome {
  if (error instanceof NotSentError) return error.outcome;
  // The store of tokens is away, before anything was asked of QQ.
  return { kind: 'deferred', minDelayMs: 5_000, why: `no access token: ${(error as Error).name}` };
}

async function acknowledge(
  api: QqApi,
  { log }: Pick<AdapterDeps, 'log'>,
  ack: string,
): Promise<void> {
  const signal = AbortSignal.timeout(shortCallMs);
  const path = `/interactions/${encodeURIComponent(ack)}`;
  const outcome = await api.call('PUT', path, { code: 0 }, signal).then(refusalOf, outcomeOf);
  // Only a spinner is at stake.
  if (outcome !== null) log.warn('qq.acknowledge.failed', { why: outcome.kind });
}

// An empty 2xx is all there is to a success.
function refusalOf(result: CallResult): { readonly kind: string } | null {
  if (result.kind === 'answer' && result.status >= 200 && result.status < 300) return null;
  return { kind: result.kind === 'answer' ? `status ${result.status}` : result.why };
}

async function askLink(api: QqApi, token: string, signal: AbortSignal): Promise<AskedLink> {
  if (token.length > linkDataMax) {
    return { ok: false, why: `QQ takes ${linkDataMax} characters in a link` };
  }
  const body = { callback_data: token };
  try {
    const result = await api.call('POST', '/v2/generate_url_link', body, signal);
    const parsed = linkSchema.safeParse(result.kind === 'answer' ? result.json : undefined);
    if (parsed.success && parsed.data.retcode === 0) return { ok: true, url: parsed.data.data.url };
    return { ok: false, why: wordsOf(classify(result, untold(api))) };
  } catch (error) {
    return { ok: false, why: wordsOf(outcomeOf(error)) };
  }
}

async function probe(api: QqApi, signal: AbortSignal): Promise<Probe> {
  try {
    const result = await api.call('GET', '/users/@me', null, signal);
    const me = meSchema.safeParse(result.kind === 'answer' ? result.json : undefined);
    if (me.success) return { ok: true, name: api.redact(me.data.username) };
    return asProbe(classify(result, untold(api)));
  } catch (error) {
    return asProbe(outcomeOf(error));
  }
}

function untold({ redact }: QqApi) {
  return { now: 0, redact };
}

function asProbe(outcome: SendOutcome): Probe {
  const why = outcome.kind === 'account_fault' ? outcome.why : 'network';
  return { ok: false, why, detail: wordsOf(outcome) };
}

function wordsOf(outcome: SendOutcome): string {
  if (outcome.kind === 'account_fault' && outcome.why === 'credentials') {
    return 'QQ refuses the AppID or the AppSecret (开发设置 of q.qq.com shows both)';
  }
  return 'why' in outcome ? outcome.why : outcome.kind;
}

import type {
  AdapterDeps,
  AskedLink,
  Capabilities,
  ChannelAccount,
  MenuEntry,
  Probe,
  Quota,
} from '../../src/ports/channel.js';
import { type Called, type WechatApi, wechatApi } from './api.js';
import { type CallFacts, classify } from './classify.js';
import { mediaIds } from './media.js';
import { menuOf } from './menu.js';
import { placeOf } from './place.js';
import { massMethod } from './public-parts.js';
import { receive } from './receive.js';
import { render } from './render.js';
import { send } from './send.js';
import type { WechatSettings } from './settings.js';
import { limits } from './words.js';

const hourMs = 3_600_000;
/** The longest WeChat keeps the code of a scene. */
const sceneSeconds = 30 * 24 * 3_600;

export function wechatAccount(
  name: string,
  settings: WechatSettings,
  deps: AdapterDeps,
): ChannelAccount {
  const { perSecond, perChatMs, concurrency, timeoutMs, type } = settings;
  const api = wechatApi(name, settings, deps);
  const media = mediaIds(name, api, deps);
  const massQuotaPer = type === 'service' ? 'month' : 'day';
  const parts = { api, media, massQuotaPer, now: deps.now } as const;
  const asking = { massQuotaPer, folds: false } as const;
  return {
    name,
    kind: 'wechat',
    capabilities: capabilitiesOf(settings),
    rate: { perSecond, perChatMs, concurrency, timeoutMs, quotas: quotasOf(type) },
    render: (message, right) => render(message, settings, right),
    send: (part, context) => send(parts, part, context),
    receive: async (request) => receive(request, settings, deps.now()),
    isGroup: (address) => placeOf(address) !== null,
    askLink: (token, signal) => askLink(api, token, signal),
    publishMenu: (entries, signal) => publishMenu(entries, signal),
    async probe(signal) {
      const called = await api.call('get_api_domain_ip', null, signal);
      return probeOf(called, `${type} account ${settings.appId}`, { ...asking, now: deps.now() });
    },
  };

  async function publishMenu(entries: readonly MenuEntry[], signal: AbortSignal): Promise<Probe> {
    const { json, left } = menuOf(entries, settings.menuMore);
    if (left.length > 0) deps.log.warn('wechat.menu.full', { account: name, left });
    const called = await api.call('menu/create', { json }, signal);
    return probeOf(called, `menu of ${entries.length - left.length}`, {
      ...asking,
      now: deps.now(),
    });
  }
}

function capabilitiesOf({ type, aesKey }: WechatSettings): Capabilities {
  return {
    proactive: 'window',
    windows: [
      { opensOn: ['message'], ttlMs: 48 * hourMs, maxMessages: 5 },
      { opensOn: ['start', 'action'], ttlMs: 60_000, maxMessages: 3 },
    ],
    text: { max: limits.textBytes, unit: 'byte' },
    buttons: {
      // 菜单消息 are for service accounts; elsewhere a button of ours becomes words to answer with.
      kinds: type === 'service' ? ['action', 'link'] : ['link'],
      rows: limits.rows,
      perRow: limits.perRow,
      labelMax: limits.labelMax,
      actionBytes: limits.actionBytes,
    },
    image: ['url', 'upload'],
    idempotency: { keyMax: 64, ttlMs: 24 * hourMs, scope: 'post' },
    posts: true,
    webhook: { auth: aesKey === null ? 'query_no_body' : 'body_mac', ackMs: 5_000 },
  };
}

function quotasOf(type: WechatSettings['type']): readonly Quota[] {
  const timezone = 'Asia/Shanghai';
  const mass = { timezone, methods: [massMethod] } as const;
  return [
    { of: 'account', max: 500_000, per: 'day', timezone },
    { of: 'account', max: 60, per: 'minute', ...mass },
    type === 'subscription'
      ? { of: 'account', max: 1, per: 'day', ...mass }
      : // Of each follower; counted here for each place, and by WeChat for each person.
        { of: 'chat', max: 4, per: 'month', ...mass },
  ];
}

async function askLink(api: WechatApi, token: string, signal: AbortSignal): Promise<AskedLink> {
  const json = {
    expire_seconds: sceneSeconds,
    action_name: 'QR_STR_SCENE',
    action_info: { scene: { scene_str: token } },
  };
  const called = await api.call('qrcode/create', { json }, signal);
  const url = called.ok ? called.answer['url'] : undefined;
  if (typeof url === 'string') return { ok: true, url };
  return { ok: false, why: called.ok ? 'the answer held no link' : wordsOf(called) };
}

function probeOf(called: Called, name: string, facts: CallFacts): Probe {
  if (called.ok) return { ok: true, name };
  const outcome = classify(called.fault, facts);
  const why = outcome.kind === 'account_fault' ? outcome.why : 'network';
  return { ok: false, why, detail: wordsOf(called) };
}

function wordsOf({ fault }: Extract<Called, { ok: false }>): string {
  return fault.kind === 'api' ? `${fault.code} ${fault.words}`.trim() : fault.why;
}

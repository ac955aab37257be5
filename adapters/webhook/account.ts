import type { AdapterDeps, ChannelAccount, Probe, SendContext } from '../../src/ports/channel.js';
import { outcomeOf, outcomeOfFault } from './classify.js';
import {
  type GuardedAnswer,
  guardedRequest,
  type Resolve,
  systemResolve,
} from './guarded-request.js';
import { receive } from './receive.js';
import { canShow, render } from './render.js';
import type { WebhookSettings } from './settings.js';
import { signed } from './signature.js';

const answerMaxBytes = 64_000;
const dayMs = 86_400_000;

/** @param resolve how host names are looked up; a test's own instead of the system's */
export function webhookAccount(
  name: string,
  settings: WebhookSettings,
  deps: AdapterDeps,
  resolve: Resolve = systemResolve,
): ChannelAccount {
  const { inboundSecrets, perSecond, perChatMs, concurrency, timeoutMs } = settings;
  const isHeard = inboundSecrets.length > 0;
  const post = poster(settings, deps, resolve);
  return {
    name,
    kind: 'webhook',
    capabilities: {
      proactive: 'free',
      ...canShow,
      // Receivers keep the webhook-ids they have had; how long is theirs to say, a day is what the page asks for.
      idempotency: { keyMax: 256, ttlMs: dayMs },
      posts: false,
      webhook: isHeard ? { auth: 'body_mac', ackMs: 10_000 } : null,
    },
    rate: { perSecond, perChatMs, concurrency, timeoutMs },
    render,
    async send(part, { to, key, signal }: SendContext) {
      try {
        const answer = await post({ type: part.method, to, key, ...part.payload }, key, signal);
        return outcomeOf(answer, key, deps.now());
      } catch (error) {
        return outcomeOfFault(error);
      }
    },
    ...(isHeard
      ? { receive: async (request) => receive(request, inboundSecrets, deps.now()) }
      : {}),
    probe: (signal) => probe(post, settings, deps.now, signal),
  };
}

type Post = (body: object, id: string, signal: AbortSignal) => Promise<GuardedAnswer>;

function poster(settings: WebhookSettings, deps: AdapterDeps, resolve: Resolve): Post {
  const { url, secrets, allowPrivate } = settings;
  return (content, id, signal) => {
    const body = JSON.stringify(content);
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'Hawker',
      ...signed(secrets, { id, at: deps.now(), body }),
    };
    const asked = { method: 'POST', url, headers, body, signal, allowPrivate } as const;
    return guardedRequest({ ...asked, maxBytes: answerMaxBytes }, resolve);
  };
}

// A signed `{"type":"ping"}`, to be answered with 2xx: nothing is to be shown to anybody.
async function probe(
  post: Post,
  { url }: WebhookSettings,
  now: () => number,
  signal: AbortSignal,
): Promise<Probe> {
  try {
    const { status } = await post({ type: 'ping' }, `ping-${now()}`, signal);
    if (status >= 200 && status < 300) return { ok: true, name: new URL(url).host };
    const detail = `the receiver answered the ping with ${status}`;
    if (status === 401 || status === 403) return { ok: false, why: 'credentials', detail };
    return { ok: false, why: status >= 500 ? 'network' : 'permission', detail };
  } catch (error) {
    const outcome = outcomeOfFault(error);
    if (outcome.kind !== 'account_fault') {
      const detail = 'why' in outcome ? outcome.why : outcome.kind;
      return { ok: false, why: 'network', detail };
    }
    return { ok: false, why: 'permission', detail: (error as Error).message };
  }
}

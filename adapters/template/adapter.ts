import { z } from 'zod';
import type { OutboundMessage } from '../../src/domain/message/message.js';
import type {
  AdapterDeps,
  Capabilities,
  ChannelAccount,
  ChannelAdapter,
  NativePart,
  Probe,
  Rendering,
  SendContext,
  SendOutcome,
} from '../../src/ports/channel.js';
import { settingProblems } from '../common/setting-problems.js';

// The beginning of an adapter. adapters/README.md says how to copy and fill it; until then it fails every case of
// the contract (test/adapters/template.test.ts), so that none is forgotten.

/** What campaigns/shop.yaml says about an account; `env:` references are resolved by then. */
const settingsSchema = z.strictObject({
  token: z.string().min(1),
  /** Another server of the platform, such as a test's. */
  api_root: z.url({ protocol: /^https?$/ }).default('https://api.platform.example'),
  per_second: z.coerce.number().min(0.1).max(1_000).default(10),
  timeout_ms: z.coerce.number().int().min(100).max(60_000).default(10_000),
});

type Settings = z.output<typeof settingsSchema>;

/** What the platform's documentation says, each with its source; no more than it says. */
const capabilities: Capabilities = {
  proactive: 'free',
  text: { max: 1_000, unit: 'codepoint' },
  buttons: null,
  image: [],
  idempotency: null,
  posts: false,
  webhook: null,
};

export const adapter: ChannelAdapter = {
  kind: 'template',
  open(name, settings, deps) {
    const parsed = settingsSchema.safeParse(settings);
    if (parsed.success) return { ok: true, account: accountOf(name, parsed.data, deps) };
    return { ok: false, problems: settingProblems(parsed.error.issues, settingsSchema) };
  },
};

function accountOf(name: string, settings: Settings, deps: AdapterDeps): ChannelAccount {
  return {
    name,
    kind: 'template',
    capabilities,
    rate: {
      perSecond: settings.per_second,
      perChatMs: 1_000,
      concurrency: 4,
      timeoutMs: settings.timeout_ms,
    },
    render,
    send: (part, context) => send({ settings, deps }, part, context),
    probe: (signal) => probe({ settings, deps }, signal),
  };
}

interface Call {
  readonly settings: Settings;
  readonly deps: AdapterDeps;
}

/** Pure. One part for each call of the platform; a violation for each thing that cannot be said there. */
function render(message: OutboundMessage): Rendering {
  const violations = message.blocks.map((_, block) => ({ block, message: 'not written yet' }));
  return { ok: false, violations };
}

/** Exactly one request, with `signal`; then one of the nine outcomes. Never throws, waits or tries again. */
async function send(_call: Call, _part: NativePart, _context: SendContext): Promise<SendOutcome> {
  return { kind: 'deferred', minDelayMs: 60_000, why: 'not written yet' };
}

/** The cheapest request that needs the credentials and changes nothing. */
async function probe(_call: Call, _signal: AbortSignal): Promise<Probe> {
  return { ok: false, why: 'network', detail: 'not written yet' };
}

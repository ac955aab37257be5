import { z } from 'zod';
import { isChatId } from '../src/domain/message/chat-id.js';
import type { Block, Button, OutboundMessage } from '../src/domain/message/message.js';
import type {
  AdapterDeps,
  Capabilities,
  ChannelAccount,
  ChannelAdapter,
  NativePart,
  RatePolicy,
  Rendering,
  SendContext,
  SendOutcome,
} from '../src/ports/channel.js';
import { violationsOf } from './common/block-faults.js';
import { settingProblems } from './common/setting-problems.js';
import { isWebUrl } from './common/web-url.js';

const settingsSchema = z.strictObject({
  /** Messages per second over all chats: what the shop's own database and pages can take. */
  per_second: z.coerce.number().int().min(1).max(1_000).default(200),
  /** Websites that may show the chat in a frame; every one when absent. */
  embed_on: z.array(z.url({ protocol: /^https?$/ })).optional(),
});

const textMax = 4_000;
const buttonLimits = { rows: 8, perRow: 4, labelMax: 40, actionBytes: 256 };

const capabilities: Capabilities = {
  proactive: 'free',
  text: { max: textMax, unit: 'codepoint' },
  buttons: { kinds: ['action', 'link'], ...buttonLimits },
  image: ['url'],
  // A key is kept as long as its message, so a repeat is one message at any time.
  idempotency: { keyMax: 200, ttlMs: Number.MAX_SAFE_INTEGER },
  posts: false,
  webhook: null,
};

/** The built-in chat page. Its platform is the shop's own database: a message sent is a row that the page tails. */
export const adapter: ChannelAdapter = {
  kind: 'webchat',
  open(name, settings, deps) {
    const parsed = settingsSchema.safeParse(settings);
    if (!parsed.success) {
      const problems = settingProblems(parsed.error.issues, settingsSchema);
      return { ok: false, problems };
    }
    return { ok: true, account: accountOf(name, parsed.data.per_second, deps) };
  },
};

function accountOf(name: string, perSecond: number, deps: AdapterDeps): ChannelAccount {
  const rate: RatePolicy = { perSecond, perChatMs: 0, concurrency: 4, timeoutMs: 10_000 };
  const { publicUrl } = deps;
  return {
    name,
    kind: 'webchat',
    capabilities,
    rate,
    render,
    send: (part, context) => send(deps, part, context),
    ...(publicUrl === null ? {} : { deepLink: (token) => deepLink(publicUrl, name, token) }),
    probe: async () => ({ ok: true, name: `${publicUrl ?? ''}/chat${accountQuery(name)}` }),
  };
}

function deepLink(publicUrl: string, name: string, token: string): string {
  const begin = `${publicUrl}/chat${accountQuery(name)}`;
  return `${begin}${name === 'webchat' ? '?' : '&'}start=${encodeURIComponent(token)}`;
}

// The account called `webchat` is the one that the page shows unless it is asked for another.
function accountQuery(name: string): string {
  return name === 'webchat' ? '' : `?account=${name}`;
}

function render(message: OutboundMessage): Rendering {
  const violations = violationsOf(message.blocks, faultsOf);
  if (message.blocks.length === 0) violations.push({ block: 0, message: 'the message is empty' });
  if (violations.length > 0) return { ok: false, violations };
  return { ok: true, parts: [{ method: 'append', payload: { message } }] };
}

function faultsOf(block: Block): string[] {
  switch (block.kind) {
    case 'text':
      return textFaults(block.text);
    case 'image':
      return isWebUrl(block.url) ? [] : ['an image needs an http or https URL'];
    case 'buttons':
      return buttonsFaults(block.rows);
  }
}

function textFaults(text: string): string[] {
  const length = [...text].length;
  if (length > textMax) return [`the text has ${length} characters; ${textMax} is the most`];
  return text.trim() === '' ? ['the text is empty'] : [];
}

function buttonsFaults(rows: readonly (readonly Button[])[]): string[] {
  const { rows: rowMax, perRow } = buttonLimits;
  const faults = rows.flat().flatMap(buttonFaults);
  if (rows.length > rowMax) faults.push(`${rows.length} rows of buttons; ${rowMax} is the most`);
  const widest = Math.max(0, ...rows.map((row) => row.length));
  if (widest > perRow) faults.push(`${widest} buttons in a row; ${perRow} is the most`);
  if (rows.flat().length === 0) faults.push('a block of buttons has no button');
  return faults;
}

function buttonFaults(button: Button): string[] {
  const { labelMax, actionBytes } = buttonLimits;
  const faults: string[] = [];
  const length = [...button.label].length;
  if (length === 0) faults.push('a button has no label');
  if (length > labelMax) faults.push(`a label has ${length} characters; ${labelMax} is the most`);
  if (button.kind === 'link' && !isWebUrl(button.url))
    faults.push(`"${button.label}" needs an http or https URL`);
  if (button.kind === 'action' && Buffer.byteLength(button.action) > actionBytes)
    faults.push(`the action of "${button.label}" is longer than ${actionBytes} bytes`);
  return faults;
}

async function send(
  deps: AdapterDeps,
  part: NativePart,
  context: SendContext,
): Promise<SendOutcome> {
  const { to, key, signal } = context;
  if (!isChatId(to)) {
    return { kind: 'undeliverable', recipient: 'suppress', why: 'no web chat has this address' };
  }
  if (signal.aborted)
    return { kind: 'deferred', minDelayMs: 1_000, why: 'aborted before the call' };
  const appending = append(deps, part, to, key);
  return Promise.race([appending, whenAborted(signal, appending)]);
}

async function append(
  deps: AdapterDeps,
  part: NativePart,
  chatId: string,
  key: string,
): Promise<SendOutcome> {
  const message = part.payload['message'] as OutboundMessage;
  const draft = { chatId, direction: 'out', message, text: null, key, at: deps.now() } as const;
  try {
    const { id, isNew } = await deps.chatMessages.append(draft);
    const ref = String(id);
    return isNew ? { kind: 'accepted', ref, final: true } : { kind: 'duplicate', ref };
  } catch (error) {
    deps.log.warn('webchat.append.failed', { error: (error as Error).name });
    return perhapsSent('the database did not answer');
  }
}

function whenAborted(signal: AbortSignal, appending: Promise<unknown>): Promise<SendOutcome> {
  return new Promise((resolve) => {
    const abort = () => resolve(perhapsSent('no answer in time'));
    signal.addEventListener('abort', abort, { once: true });
    void appending.finally(() => signal.removeEventListener('abort', abort));
  });
}

function perhapsSent(why: string): SendOutcome {
  return { kind: 'unknown', why, resendSafe: true };
}

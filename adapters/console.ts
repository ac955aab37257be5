import { stdout } from 'node:process';
import { z } from 'zod';
import type { Block, Button, OutboundMessage } from '../src/domain/message/message.js';
import type {
  Capabilities,
  ChannelAccount,
  ChannelAdapter,
  NativePart,
  Rendering,
} from '../src/ports/channel.js';
import { settingProblems } from './common/setting-problems.js';

const textMax = 10_000;
const buttonLimits = { rows: 20, perRow: 10, labelMax: 100, actionBytes: 1_000 };

const settingsSchema = z.strictObject({
  per_second: z.coerce.number().min(0.1).max(10_000).default(100),
});

const capabilities: Capabilities = {
  proactive: 'free',
  text: { max: textMax, unit: 'codepoint' },
  buttons: { kinds: ['action', 'link'], ...buttonLimits },
  image: ['url'],
  idempotency: null,
  posts: true,
  webhook: null,
};

/** Where lines go; a test's own instead of the terminal. */
export type Write = (text: string) => void;

/** Prints each message in a box: to try a campaign without an account anywhere. */
export const adapter: ChannelAdapter = {
  kind: 'console',
  open(name, settings) {
    const parsed = settingsSchema.safeParse(settings);
    if (parsed.success) {
      const write: Write = (text) => void stdout.write(text);
      return { ok: true, account: consoleAccount(name, parsed.data.per_second, write) };
    }
    const problems = settingProblems(parsed.error.issues, settingsSchema);
    return { ok: false, problems };
  },
};

export function consoleAccount(name: string, perSecond: number, write: Write): ChannelAccount {
  let count = 0;
  return {
    name,
    kind: 'console',
    capabilities,
    rate: { perSecond, perChatMs: 0, concurrency: 1, timeoutMs: 1_000 },
    render,
    async send(part, { to, signal }) {
      if (signal.aborted) {
        return { kind: 'deferred', minDelayMs: 1_000, why: 'aborted before the call' };
      }
      count += 1;
      write(boxed(`${name} → ${to}`, linesOf(part)));
      return { kind: 'accepted', ref: String(count), final: true };
    },
    probe: async () => ({ ok: true, name: 'this terminal' }),
  };
}

function render(message: OutboundMessage): Rendering {
  const violations = message.blocks.flatMap((block, index) =>
    faultsOf(block).map((fault) => ({ block: index, message: fault })),
  );
  if (message.blocks.length === 0) violations.push({ block: 0, message: 'the message is empty' });
  if (violations.length > 0) return { ok: false, violations };
  const lines = message.blocks.flatMap(blockLines);
  return { ok: true, parts: [{ method: 'print', payload: { lines } }] };
}

function faultsOf(block: Block): string[] {
  if (block.kind === 'image') return [];
  if (block.kind === 'text') {
    return [...block.text].length > textMax ? [`more than ${textMax} characters`] : [];
  }
  const { rows } = block;
  const { rows: mostRows, perRow, labelMax, actionBytes } = buttonLimits;
  const all = rows.flat();
  return [
    ...(rows.length > mostRows ? [`more than ${mostRows} rows of buttons`] : []),
    ...(rows.some((row) => row.length > perRow) ? [`more than ${perRow} buttons in a row`] : []),
    ...all.filter(({ label }) => label.length > labelMax).map(() => 'a label is too long'),
    ...all
      .filter((each) => Buffer.byteLength(targetOf(each)) > actionBytes)
      .map(() => 'an action is too long'),
    ...all.filter((each) => each.kind === 'link' && !/^https?:/.test(each.url)).map(noLink),
  ];
}

function noLink({ label }: Button): string {
  return `"${label}" needs an http or https URL`;
}

function targetOf(button: Button): string {
  return button.kind === 'link' ? button.url : button.action;
}

function blockLines(block: Block): string[] {
  switch (block.kind) {
    case 'text':
      return block.text.split('\n');
    case 'image':
      return [`▣ ${block.alt} ${block.url}`];
    case 'buttons':
      return block.rows.map((row) =>
        row
          .map((each) =>
            each.kind === 'link'
              ? `[${each.label} ↗ ${each.url}]`
              : `[${each.label} = ${each.action}]`,
          )
          .join(' '),
      );
    default:
      return block satisfies never;
  }
}

function linesOf(part: NativePart): readonly string[] {
  return part.payload['lines'] as readonly string[];
}

// Control characters of a customer's or product's name must not reach the terminal.
function boxed(title: string, lines: readonly string[]): string {
  const all = [`╭─ ${title}`, ...lines.map((line) => `│ ${line}`), '╰─'];
  return `${all.map((line) => line.replaceAll(/\p{Cc}/gu, ' ')).join('\n')}\n`;
}

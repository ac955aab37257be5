import { expect, it } from 'vitest';
import { adapter, consoleAccount } from '../../adapters/console.js';
import { textMessage } from '../../src/domain/message/message.js';
import { type ChannelPeer, channelContract } from '../contract/channel.js';
import { openAccount } from '../support/channels.js';

async function open(): Promise<ChannelPeer> {
  const printed: string[] = [];
  const account = consoleAccount('console', 100, (text) => void printed.push(text));
  return {
    account,
    address: 'ann',
    received: async () => printed.map(asReceived),
    requestCount: () => printed.length,
    secrets: [],
    logged: () => [],
    stop: async () => undefined,
  };
}

// Reads the box as a person would.
function asReceived(box: string, index: number) {
  const [title = '', ...rest] = box.split('\n');
  const lines = rest.filter((line) => line.startsWith('│ ')).map((line) => line.slice(2));
  const image = lines.find((line) => line.startsWith('▣ '));
  const texts = lines.filter((line) => !/^(▣ |\[)/.test(line));
  return {
    to: title.split('→ ')[1] ?? '',
    ref: String(index + 1),
    text: texts.join('\n'),
    imageUrl: image?.split(' ').at(-1) ?? null,
    buttons: lines
      .filter((line) => line.startsWith('['))
      .map((line) => /\[(.*?)(?: [↗=] (.*))?\]$/.exec(line) ?? [])
      .map(([, label = '', target = '']) => ({ label, target })),
  };
}

const noWire = 'there is no platform behind it that could refuse or fail: it prints';
const noInbound = 'nothing comes in: a terminal has no customers';

channelContract('console', open, {
  6: noWire,
  7: noWire,
  8: noWire,
  9: 'every address can be printed',
  10: noWire,
  11: noWire,
  12: noWire,
  13: 'it has no credential',
  14: noWire,
  15: 'it has no access token',
  16: noWire,
  17: noWire,
  18: noWire,
  19: noWire,
  20: noWire,
  21: 'it has no secret',
  22: noInbound,
  23: noInbound,
  24: noInbound,
  25: noInbound,
  26: noInbound,
});

it('prints no control character of a text, which could rewrite the terminal', async () => {
  const printed: string[] = [];
  const account = consoleAccount('console', 100, (text) => void printed.push(text));
  const rendering = account.render(textMessage('en', 'a\u001b[2Jb\rc'));
  if (!rendering.ok) throw new Error('renders');
  for (const part of rendering.parts) {
    await account.send(part, { to: 'ann\u0007', key: 'k', signal: AbortSignal.timeout(1_000) });
  }
  expect(printed.join('')).toBe('╭─ console → ann \n│ a [2Jb c\n╰─\n');
});

it('takes its pace from the settings and refuses what it does not know', () => {
  expect(openAccount(adapter, { per_second: '5' }).rate.perSecond).toBe(5);
  expect(() => openAccount(adapter, { color: true })).toThrow('color');
});

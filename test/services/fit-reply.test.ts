import { expect, it } from 'vitest';
import { adapter as discord } from '../../adapters/discord.js';
import { adapter as qq } from '../../adapters/qq.js';
import { adapter as telegram } from '../../adapters/telegram.js';
import { adapter as wechat } from '../../adapters/wechat.js';
import { type OutboundMessage, textMessage } from '../../src/domain/message/message.js';
import type { ChannelAccount } from '../../src/ports/channel.js';
import { fitReply } from '../../src/services/fit-reply.js';
import { openAccount } from '../support/channels.js';

const shop = 'https://shop.example/lantern.jpg';
const words = '1. Red Lantern, £3.00';
const rows = [[{ kind: 'action' as const, label: 'Not this', action: 'not:L1' }]];

function pictured(text = words, url = shop, buttons = rows): OutboundMessage {
  const said = textMessage('en', text, buttons);
  return { ...said, blocks: [{ kind: 'image', url, alt: 'Red Lantern' }, ...said.blocks] };
}

const accounts: Record<string, () => ChannelAccount> = {
  telegram: () => openAccount(telegram, { token: '1:abc' }),
  discord: () =>
    openAccount(discord, { token: `${'MTIzNDU2Nzg5MDEyMzQ1Njc4'}.abcdef.${'x'.repeat(27)}` }),
  qq: () => openAccount(qq, { app_id: '102012345', client_secret: 's'.repeat(16), keyboard: true }),
  'qq without a keyboard': () =>
    openAccount(qq, { app_id: '102012345', client_secret: 's'.repeat(16) }),
  wechat: () =>
    openAccount(wechat, {
      ...{ app_id: 'wx0123456789abcdef', app_secret: 's'.repeat(32), token: 'token123' },
      ...{ encoding_aes_key: 'a'.repeat(43), type: 'service' },
    }),
  'no pictures': () => {
    const account = openAccount(telegram, { token: '1:abc' });
    return { ...account, capabilities: { ...account.capabilities, image: [] } };
  },
};

function fitted(name: string, said: OutboundMessage) {
  const account = accounts[name]?.();
  if (account === undefined) throw new Error(`no account ${name}`);
  const message = fitReply(account, said);
  const rendered = account.render(message, { kind: 'reply', ref: '' });
  return {
    kinds: message.blocks.map(({ kind }) => kind),
    calls: rendered.ok ? rendered.parts.length : rendered.violations,
    text: JSON.stringify(message.blocks),
  };
}

it.each([
  // One photo with a caption, one message with an embed.
  { channel: 'telegram', has: true },
  { channel: 'discord', has: true },
  // QQ puts buttons under Markdown only, which takes no picture; WeChat's picture is a message of its own. Both count
  // five messages for each of the customer's.
  { channel: 'qq', has: false },
  { channel: 'qq without a keyboard', has: true },
  { channel: 'wechat', has: false },
])('a picture goes along on $channel only if it costs no further message: $has', (row) => {
  const { kinds, calls, text } = fitted(row.channel, pictured());
  expect(kinds.includes('image')).toBe(row.has);
  expect(calls).toBe(1);
  expect(text).toContain('Red Lantern, £3.00');
});

it('falls away where the text has no room under it as a caption', () => {
  // 1,024 characters is Telegram's longest caption.
  expect(fitted('telegram', pictured('x'.repeat(1_024))).kinds).toContain('image');
  const long = fitted('telegram', pictured('x'.repeat(1_025)));
  expect(long.kinds).not.toContain('image');
  expect(long.calls).toBe(1);
});

it('falls away where the channel cannot show it, and its name is not said twice', () => {
  const plain = fitted('no pictures', pictured());
  expect(plain.kinds).not.toContain('image');
  expect(plain.text.match(/Red Lantern/g)).toHaveLength(1);
  expect(fitted('telegram', pictured(words, 'lantern.jpg')).kinds).not.toContain('image');
});

it('leaves an answer without a picture as it is', () => {
  expect(fitted('telegram', textMessage('en', words, rows)).kinds).toEqual(['text', 'buttons']);
});

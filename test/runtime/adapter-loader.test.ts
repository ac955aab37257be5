import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseShop } from '../../src/config/shop-file.js';
import { problemLine } from '../../src/domain/problem.js';
import type { ChannelAdapter } from '../../src/ports/channel.js';
import { loadAdapters, openAccounts, openChannels } from '../../src/runtime/adapter-loader.js';
import { adapterDeps } from '../support/channels.js';
import { programRoot } from '../support/databases.js';

describe('adapter loader', () => {
  let adapters: ReadonlyMap<string, ChannelAdapter>;
  beforeAll(async () => {
    adapters = await loadAdapters(join(programRoot, 'dist', 'adapters'));
  });

  it('finds each adapter by its kind, and none of their own parts', () => {
    expect([...adapters.keys()]).toEqual(
      expect.arrayContaining(['console', 'telegram', 'webchat']),
    );
    expect([...adapters].every(([kind, adapter]) => adapter.kind === kind)).toBe(true);
  });

  it('opens accounts under their own names', () => {
    const opened = openChannels(
      [
        { name: 'one', kind: 'console', settings: {} },
        { name: 'two', kind: 'telegram', settings: { token: '1:abc' } },
      ],
      adapters,
      adapterDeps(),
    );
    if (!opened.ok) throw new Error('opens');
    expect(opened.value.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      'one console',
      'two telegram',
    ]);
  });

  it('names every wrong key of shop.yaml at once, and no secret', () => {
    const token = 'not a token but secret';
    const opened = openChannels(
      [
        { name: 'bot', kind: 'telegram', settings: { token, per_chat_ms: -1, updates: 'webhook' } },
        { name: 'tg', kind: 'telegrem', settings: {} },
        { name: 'odd', kind: 'pigeon', settings: {} },
        { name: 'here', kind: 'console', settings: { color: 1 } },
      ],
      adapters,
      adapterDeps(),
    );
    if (opened.ok) throw new Error('refuses');
    expect(opened.problems.map(({ message }) => message.split(':')[0])).toEqual([
      'channels.bot.token',
      'channels.bot.per_chat_ms',
      'channels.bot.webhook_secret',
      'channels.tg.kind',
      'channels.odd.kind',
      'channels.here.color',
    ]);
    const text = JSON.stringify(opened.problems);
    expect(text).toContain('did you mean \\"telegram\\"?');
    expect(text).toMatch(/there are: console, .*telegram, .*webchat/);
    expect(text).not.toContain(token);
  });

  it('points at the very line of a setting, or at the account where a key is missing', () => {
    const text = [
      'id: tea',
      'name: Tea',
      'currency: GBP',
      'timezone: Europe/London',
      'locales: [en]',
      'channels:',
      '  here:',
      '    kind: console',
      '    per_second: 0',
      '  web:',
      '    kind: webchat',
      '    embed_on: [https://shop.example, shop.example]',
      '    colour: red',
      '  bot:',
      '    kind: telegram',
    ].join('\n');
    const shop = parseShop('campaigns/shop.yaml', text, {});
    if (!shop.ok) throw new Error(JSON.stringify(shop.problems));
    const opened = openChannels(shop.value.channels, adapters, adapterDeps());
    expect(opened.ok ? [] : opened.problems.map(problemLine)).toEqual([
      expect.stringMatching(/^campaigns\/shop.yaml:9:17 channels.here.per_second: /),
      expect.stringMatching(/^campaigns\/shop.yaml:12:38 channels.web.embed_on.1: /),
      'campaigns/shop.yaml:13:13 channels.web.colour: is not a known key',
      expect.stringMatching(/^campaigns\/shop.yaml:14:3 channels.bot.token: /),
    ]);
  });

  it('opens a whole shop, or refuses it in words for its owner', async () => {
    const shop = { channels: [{ name: 'here', kind: 'console', settings: {} }] };
    const folder = join(programRoot, 'dist', 'adapters');
    const accounts = await openAccounts(shop, adapterDeps(), folder);
    expect(accounts.map(({ name }) => name)).toEqual(['here']);
    const wrong = { channels: [{ name: 'bot', kind: 'telegram', settings: {} }] };
    await expect(openAccounts(wrong, adapterDeps(), folder)).rejects.toThrow(
      /^campaigns\/shop.yaml channels.bot.token: /,
    );
  });
});

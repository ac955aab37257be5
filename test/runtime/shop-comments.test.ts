import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseShop } from '../../src/config/shop-file.js';
import { loadAdapters, openChannels } from '../../src/runtime/adapter-loader.js';
import { adapterDeps } from '../support/channels.js';
import { programRoot } from '../support/databases.js';

/** Credentials that look right. */
const variables = {
  TELEGRAM_BOT_TOKEN: '123456:ABC-def',
  DISCORD_BOT_TOKEN: `${'a'.repeat(24)}.bbbbbb.${'c'.repeat(27)}`,
  WECHAT_APP_SECRET: '0123456789abcdef'.repeat(2),
  WECHAT_TOKEN: 'abcdef',
  WECHAT_AES_KEY: `${'abcdefghij'.repeat(4)}ABC`,
  QQ_APP_SECRET: '0123456789abcdef',
  WEIBO_ACCESS_TOKEN: '2.00abcdefgh',
  SMTP_URL: 'smtp://user:password@mail.shop.example:587',
  APP_HOOK_SECRET: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
};

const names = /\{\{(\w+)\}\}/g;
const values: Readonly<Record<string, string>> = {
  id: 'tea',
  name: 'Tea',
  currency: 'GBP',
  timezone: 'Europe/London',
  locales: 'en, zh-CN',
};

/** Every channel that is there as a comment, as if the # had been taken away. */
function uncommented(text: string): string {
  return text
    .split('\n')
    .map((line) =>
      line.replace(/^ {2}# {2}( *\w+: .*)$/, '    $1').replace(/^ {2}# (\w+: *(#.*)?)$/, '  $1'),
    )
    .join('\n')
    .replaceAll(names, (_, name: string) => values[name] ?? '');
}

describe.each(['campaigns/shop.yaml', 'templates/shop/campaigns/shop.yaml'])('%s', (file) => {
  it('holds every kind of channel, on or as a comment that works once the # is away', async () => {
    const text = readFileSync(join(programRoot, file), 'utf8');
    const shop = parseShop(file, uncommented(text), variables);
    if (!shop.ok) throw new Error(JSON.stringify(shop.problems));
    const adapters = await loadAdapters(join(programRoot, 'dist', 'adapters'));
    const opened = openChannels(shop.value.channels, adapters, adapterDeps());
    expect(opened.ok ? [] : opened.problems).toEqual([]);
    const kinds = shop.value.channels.map(({ kind }) => kind);
    expect(kinds.sort()).toEqual([...adapters.keys()].sort());
  });
});

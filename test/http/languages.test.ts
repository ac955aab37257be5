import { Hono } from 'hono';
import { expect, it } from 'vitest';
import { languageOf } from '../../src/http/languages.js';

const app = new Hono().get('/', (context) => context.text(languageOf(context)));

it.each([
  { accept: undefined, query: '', language: 'en' },
  { accept: 'zh', query: '', language: 'zh-CN' },
  { accept: 'en;q=0.3, zh-HK;q=0.8', query: '', language: 'zh-CN' },
  { accept: 'zh;q=0, en', query: '', language: 'en' },
  { accept: 'de, fr', query: '', language: 'en' },
  { accept: 'en', query: '?lang=zh-CN', language: 'zh-CN' },
  { accept: 'zh', query: '?lang=xx', language: 'zh-CN' },
  { accept: `${'x,'.repeat(10_000)}zh`, query: '', language: 'en' },
])('$accept with "$query" is answered in $language', async ({ accept, query, language }) => {
  const headers: Record<string, string> = accept === undefined ? {} : { 'accept-language': accept };
  expect(await (await app.request(`/${query}`, { headers })).text()).toBe(language);
});

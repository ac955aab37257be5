import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  type EchoShop,
  echoShop,
  hasNoBrowser,
  launch,
  newPage,
  website,
} from '../support/browser.js';

it('is a script of less than 10 kB', () => {
  const file = resolve(import.meta.dirname, '../../../public/widget.js');
  expect(readFileSync(file).byteLength).toBeLessThan(10_000);
});

describe.skipIf(hasNoBrowser)('the chat on another website', () => {
  let browser: Browser;
  let shop: EchoShop;
  const stops: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    shop = await echoShop((chat) => ({
      ...chat,
      accounts: [
        { name: 'webchat', embedOrigins: [] },
        { name: 'members', embedOrigins: ['http://localhost:1'] },
      ],
    }));
    browser = await launch();
  });

  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
  });

  afterAll(async () => {
    await browser?.close();
    await shop?.stop();
  });

  async function visit(
    { attributes = '', lang = 'en', times = 1 } = {},
    options: BrowserContextOptions = {},
  ) {
    const tag = `<script src="${shop.line.url}/widget.js" ${attributes} async></script>`;
    const site = await website(
      `<!doctype html><html lang="${lang}"><head>${tag.repeat(times)}</head>` +
        '<body><h1>A shop</h1><a href="#basket">Basket</a></body></html>',
    );
    stops.push(site.stop);
    const opened = await newPage(browser, options);
    await opened.page.goto(site.url);
    return { ...opened, site };
  }

  const frameOf = (page: Page) => page.frameLocator('iframe');
  const button = (page: Page, name: string | RegExp = /^Chat with us/) =>
    page.getByRole('button', { name });

  it('keeps its chat over a reload without a cookie', async () => {
    const { page, problems, site } = await visit();
    expect(await page.locator('iframe').count()).toBe(0);
    await button(page).click();
    await frameOf(page).getByText('Welcome').waitFor();
    await frameOf(page).getByLabel('Write a message').fill('from the shop');
    await page.keyboard.press('Enter');
    await frameOf(page).getByText('You said from the shop').waitFor();
    await page.goto(`${site.url}?another=page`);
    await button(page).click();
    await frameOf(page).getByText('You said from the shop').waitFor();
    expect(await frameOf(page).getByText('Welcome').count()).toBe(1);
    expect(await page.context().cookies()).toEqual([]);
    expect(problems).toEqual([]);
  });

  it('is reached, used and left by the keyboard, and gives the focus back', async () => {
    const { page } = await visit();
    await button(page).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await button(page).getAttribute('aria-expanded')).toBe('true');
    await frameOf(page).getByText('Welcome').waitFor();
    await expect
      .poll(() => frameOf(page).locator(':focus').getAttribute('id', { timeout: 2_000 }))
      .toBe('text');
    await page.keyboard.type('by keyboard');
    await page.keyboard.press('Enter');
    await frameOf(page).getByText('You said by keyboard').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('iframe').waitFor({ state: 'hidden' });
    expect(await button(page).getAttribute('aria-expanded')).toBe('false');
    const focused = () =>
      page.evaluate<string>(
        '(document.activeElement.shadowRoot?.activeElement ?? document.activeElement).tagName',
      );
    expect(await focused()).toBe('BUTTON');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await frameOf(page).getByRole('button', { name: 'Close the chat' }).click();
    await page.locator('iframe').waitFor({ state: 'hidden' });
    expect(await focused()).toBe('BUTTON');
  });

  it('tells on its button how much is unread, on a page that has not opened it', async () => {
    const { page, site } = await visit();
    await button(page).click();
    await frameOf(page).getByText('Welcome').waitFor();
    const chatId = shop.speakers.at(-1) ?? '';
    await button(page).click();
    await shop.say(chatId, 'one');
    await button(page, 'Chat with us, 1 unread').waitFor();
    await page.goto(`${site.url}?later`);
    await button(page, 'Chat with us, 1 unread').waitFor();
    await shop.say(chatId, 'two');
    await button(page, 'Chat with us, 2 unread').click();
    await frameOf(page).getByText('two').waitFor();
    await button(page, /^Chat with us$/).click();
    await page.goto(`${site.url}?last`);
    await page.locator('iframe').waitFor({ state: 'attached' });
    await frameOf(page).getByText('two').waitFor({ state: 'attached' });
    await button(page, /^Chat with us$/).waitFor();
  });

  it('is there once, however often it is loaded', async () => {
    const { page, problems } = await visit({ times: 3 });
    await button(page).click();
    await frameOf(page).getByText('Welcome').waitFor();
    expect(await button(page).count()).toBe(1);
    expect(await page.locator('iframe').count()).toBe(1);
    expect(problems).toEqual([]);
  });

  it.each([
    { attributes: '', lang: 'zh-Hans', label: '与我们聊天', placeholder: '输入消息' },
    { attributes: 'data-lang="zh-CN"', lang: 'en', label: '与我们聊天', placeholder: '输入消息' },
    {
      attributes: 'data-lang="en" data-label="Need help?"',
      lang: 'zh-CN',
      label: 'Need help?',
      placeholder: 'Write a message',
    },
  ])('speaks the language asked for: $attributes on a page in $lang', async (odd) => {
    const { page } = await visit(odd);
    await button(page, odd.label).click();
    await frameOf(page).getByPlaceholder(odd.placeholder).waitFor();
  });

  it('changes the language within the same chat', async () => {
    const { page } = await visit();
    await button(page).click();
    await frameOf(page).getByText('Welcome').waitFor();
    await frameOf(page).getByLabel('Write a message').fill('same chat');
    await page.keyboard.press('Enter');
    await frameOf(page).getByText('You said same chat').waitFor();
    await frameOf(page).getByRole('link', { name: '中文' }).click();
    await frameOf(page).getByPlaceholder('输入消息').waitFor();
    await frameOf(page).getByText('You said same chat').waitFor();
  });

  it('stays closed to a website that the account does not name', async () => {
    const { page } = await visit({ attributes: 'data-account="members"' });
    const refused = page.waitForEvent('console', (each) => /frame-ancestors/.test(each.text()));
    await button(page).click();
    await refused;
    expect(await frameOf(page).getByText('Welcome').count()).toBe(0);
  });

  it('covers a small phone whole, and leaves it whole', async () => {
    const { page } = await visit({}, { viewport: { width: 360, height: 640 }, hasTouch: true });
    await button(page).tap();
    await frameOf(page).getByText('Welcome').waitFor();
    expect(await page.locator('iframe').boundingBox()).toEqual({
      x: 0,
      y: 0,
      width: 360,
      height: 640,
    });
    await frameOf(page).getByRole('button', { name: 'Close the chat' }).tap();
    await button(page).waitFor();
  });
});

import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EchoShop, echoShop, hasNoBrowser, launch, newPage } from '../support/browser.js';

const texts = (opened: Page) =>
  opened
    .locator('.message:not(.pending) .bubble p, .message.in:not(.pending) p.bubble')
    .allInnerTexts();

const write = async (opened: Page, text: string) => {
  await opened.getByLabel('Write a message').fill(text);
  await opened.keyboard.press('Enter');
};

describe.skipIf(hasNoBrowser)('the chat in a browser', () => {
  let browser: Browser;
  let shop: EchoShop;
  let isSilent = false;
  let isWithStaff = false;

  beforeAll(async () => {
    shop = await echoShop(
      (chat) => ({ ...chat, isWithStaff: async () => isWithStaff }),
      () => isSilent,
    );
    browser = await launch();
  });

  afterAll(async () => {
    await browser?.close();
    await shop?.stop();
  });

  async function open(options?: BrowserContextOptions) {
    const opened = await newPage(browser, options);
    await opened.page.goto(`${shop.line.url}/chat`);
    await opened.page.getByText('Welcome').waitFor();
    return { ...opened, chatId: shop.speakers.at(-1) ?? '' };
  }

  it('greets, takes words and presses, and shows each answer once', async () => {
    const { page, problems } = await open();
    await write(page, 'hello <b>you</b>');
    await page.getByText('You said hello <b>you</b>').waitFor();
    await page.getByRole('button', { name: 'Say it again' }).last().click();
    await page.getByText('You pressed again').waitFor();
    expect(await texts(page)).toEqual([
      'Welcome',
      'hello <b>you</b>',
      'You said hello <b>you</b>',
      'Say it again',
      'You pressed again',
    ]);
    expect(await page.locator('.message.pending').count()).toBe(0);
    expect(problems).toEqual([]);
  });

  it('sends what was typed without a line as soon as there is one, in order and once', async () => {
    const { page, chatId } = await open();
    shop.line.cut();
    await page.getByText('Reconnecting…').waitFor();
    await shop.say(chatId, 'Said while you were away');
    await write(page, 'from the tunnel');
    await write(page, 'and still there');
    await page.getByText('Will be sent as soon as you are online.').first().waitFor();
    shop.line.mend();
    await page.getByText('You said and still there').waitFor();
    expect(await texts(page)).toEqual([
      'Welcome',
      'Said while you were away',
      'from the tunnel',
      'You said from the tunnel',
      'and still there',
      'You said and still there',
    ]);
    expect(await page.locator('.message.pending').count()).toBe(0);
    await page.reload();
    expect((await texts(page)).length).toBe(6);
  });

  it('says once what had arrived when its answer was lost, also over a reload', async () => {
    const { page, chatId } = await open();
    await page.route('**/chat/events*', async (route) => {
      await route.fetch();
      await route.abort();
    });
    await write(page, 'only once');
    const once = ['Welcome', 'only once', 'You said only once'];
    await expect.poll(() => texts(page)).toEqual(once);
    await page.reload();
    await page.unroute('**/chat/events*');
    await page.reload();
    await write(page, 'after it');
    await page.getByText('You said after it').waitFor();
    expect(await texts(page)).toEqual([...once, 'after it', 'You said after it']);
    const said = shop.server.chat.all.filter((each) => each.chatId === chatId);
    expect(said.filter(({ text }) => text === 'only once')).toHaveLength(1);
    expect(await page.locator('.message.pending').count()).toBe(0);
  });

  it('goes back to the beginning page by page, and keeps the reader’s place', async () => {
    const { page, chatId } = await open();
    for (let i = 1; i <= 130; i++) await shop.say(chatId, `number ${i}`);
    await page.reload();
    await page.getByText('number 130').waitFor();
    expect((await texts(page)).length).toBe(50);
    const anchor = page.getByText('number 81', { exact: true });
    await page.locator('#scroll').evaluate((box) => box.scrollTo(0, 150));
    const before = (await anchor.boundingBox())?.y ?? 0;
    await page.getByText('number 31', { exact: true }).waitFor({ state: 'attached' });
    expect(Math.abs(((await anchor.boundingBox())?.y ?? 0) - before)).toBeLessThan(2);
    await page.getByRole('button', { name: 'Earlier messages' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Welcome').waitFor({ state: 'attached' });
    const all = await texts(page);
    expect(all).toEqual(['Welcome', ...Array.from({ length: 130 }, (_, i) => `number ${i + 1}`)]);
    expect(await page.getByRole('button', { name: 'Earlier messages' }).count()).toBe(0);
    expect(await page.locator('.day').allInnerTexts()).toEqual(['Today']);
  });

  it('counts in its title what came while nobody looked, and not what was read', async () => {
    const { page, chatId } = await open();
    for (let i = 1; i <= 40; i++) await shop.say(chatId, `line ${i}`);
    await page.getByText('line 40').waitFor();
    expect(await page.title()).toBe('Chat · Lanterns & Co');
    await page.locator('#scroll').evaluate((box) => box.scrollTo(0, 400));
    await expect.poll(() => page.locator('#scroll').evaluate((box) => box.scrollTop)).toBe(400);
    await shop.say(chatId, 'first news');
    await shop.say(chatId, 'second news');
    await expect.poll(() => page.title()).toBe('(2) Chat · Lanterns & Co');
    await page.getByRole('button', { name: 'New messages (2)' }).click();
    await expect.poll(() => page.title()).toBe('Chat · Lanterns & Co');
    await page.reload();
    expect(await page.title()).toBe('Chat · Lanterns & Co');
  });

  it('says that an answer is being written while the bot writes one, and never for a person', async () => {
    const { page } = await open();
    const typing = page.locator('#typing');
    isSilent = true;
    await write(page, 'think about it');
    await typing.waitFor({ state: 'visible' });
    expect(await page.getByText('The shop is writing').count()).toBe(1);
    await shop.say(shop.speakers.at(-1) ?? '', 'Thought about it');
    await typing.waitFor({ state: 'hidden' });
    isWithStaff = true;
    const sent = page.waitForResponse(/chat\/events/);
    await write(page, 'is anybody there?');
    await (await sent).finished();
    await expect.poll(() => page.locator('.message.pending').count()).toBe(0);
    expect(await typing.isVisible()).toBe(false);
    [isSilent, isWithStaff] = [false, false];
  });

  it.each([
    { locale: 'en-GB', clock: '15:05', day: 'Wednesday 14 October' },
    { locale: 'en', clock: '15:05', day: 'Wednesday 14 October' },
    { locale: 'de-DE', clock: '15:05', day: 'Wednesday 14 October' },
    { locale: 'en-US', clock: '03:05 PM', day: 'Wednesday, October 14' },
    { locale: 'zh-CN', clock: '15:05', day: '10月14日星期三' },
  ])('writes times and days as a reader of $locale is used to', async ({ locale, clock, day }) => {
    const options = { locale, timezoneId: 'Asia/Shanghai' };
    const { page } = await newPage(browser, options);
    await page.clock.setFixedTime('2026-11-21T08:00:00Z');
    await page.goto(`${shop.line.url}/chat`);
    await page.getByText('Welcome').waitFor();
    const chatId = shop.speakers.at(-1) ?? '';
    const chat = shop.server.chat.all.filter((each) => each.chatId === chatId);
    for (const message of chat) Object.assign(message, { at: Date.parse('2026-10-14T07:05:00Z') });
    await shop.say(chatId, 'a day ago', Date.parse('2026-11-20T15:59:00Z'));
    await page.reload();
    await page.getByText('a day ago').waitFor();
    expect(await page.locator('.when').first().textContent()).toBe(clock);
    const yesterday = locale === 'zh-CN' ? '昨天' : 'Yesterday';
    expect(await page.locator('.day').allInnerTexts()).toEqual([day, yesterday]);
  });

  it('keeps the newest words above a phone’s keyboard', async () => {
    const { page, chatId } = await open({ viewport: { width: 360, height: 740 } });
    for (let i = 1; i <= 30; i++) await shop.say(chatId, `line ${i}`);
    await page.getByText('line 30').waitFor();
    await page.setViewportSize({ width: 360, height: 400 });
    const newest = page.getByText('line 30');
    await expect
      .poll(async () => {
        const box = await newest.boundingBox();
        const composer = await page.locator('#composer').boundingBox();
        return box !== null && composer !== null && box.y + box.height <= composer.y;
      })
      .toBe(true);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
  });
});

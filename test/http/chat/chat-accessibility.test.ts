import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type EchoShop, echoShop, hasNoBrowser, launch, newPage } from '../support/browser.js';

const faintTextsScript = readFileSync(
  resolve(import.meta.dirname, '../support/faint-texts.js'),
  'utf8',
);

const faintTexts = (page: Page) => page.evaluate<string[]>(faintTextsScript);

describe.skipIf(hasNoBrowser)('everybody can use the chat', () => {
  let browser: Browser;
  let shop: EchoShop;

  beforeAll(async () => {
    shop = await echoShop();
    browser = await launch();
  });

  afterEach(() => shop.line.mend());

  afterAll(async () => {
    await browser?.close();
    await shop?.stop();
  });

  async function open(options: BrowserContextOptions = {}, path = '/chat') {
    const opened = await newPage(browser, options);
    await opened.page.goto(`${shop.line.url}${path}`);
    await opened.page.getByText('Welcome').waitFor();
    return { ...opened, chatId: shop.speakers.at(-1) ?? '' };
  }

  it('names every part to who hears the page', async () => {
    const { page } = await open();
    await page.getByRole('textbox').fill('hello');
    await page.keyboard.press('Enter');
    await page.getByText('You said hello').waitFor();
    await page.getByRole('textbox').fill('more');
    expect(await page.locator('body').ariaSnapshot()).toMatch(
      new RegExp(
        [
          '- main:',
          '  - heading "Lanterns & Co" \\[level=1\\]',
          '  - status: Online',
          '  - link "中文":',
          '    - /url: "\\?lang=zh-CN"',
          '  - region "Conversation":',
          '    - log "Conversation":',
          '      - list:',
          '        - listitem: Today',
          '        - listitem:',
          '          - text: "?Lanterns & Co:"?',
          '          - paragraph: Welcome',
          '          - button "Say it again"',
          '          - time: \\d\\d:\\d\\d',
          '        - listitem:',
          '          - text: "?You:"?',
          '          - paragraph: hello',
          '          - time: \\d\\d:\\d\\d',
          '        - listitem:',
          '          - text: "?Lanterns & Co:"?',
          '          - paragraph: You said hello',
          '          - button "Say it again"',
          '          - time: \\d\\d:\\d\\d',
          '    - status',
          '  - text: Write a message',
          '  - textbox "Write a message"( \\[active\\])?: more',
          '  - button "Send"',
        ].join('\n'),
      ),
    );
  });

  it('reads out what is new and not what was there', async () => {
    const { page, chatId } = await open();
    const log = page.getByRole('log');
    expect(await log.getAttribute('aria-live')).toBe('polite');
    for (let i = 0; i < 60; i++) await shop.say(chatId, `number ${i}`);
    await page.reload();
    // As text: this program's own types know no browser.
    await page.evaluate(`{
      const box = document.getElementById('log');
      window.live = [];
      const note = () => window.live.push(box.getAttribute('aria-live'));
      new MutationObserver(note).observe(box, { childList: true, subtree: true });
    }`);
    await page.locator('#scroll').evaluate((box) => box.scrollTo(0, 0));
    await page.getByText('number 1', { exact: true }).waitFor({ state: 'attached' });
    const live = () => page.evaluate<string[]>('window.live');
    expect(new Set(await live())).toEqual(new Set(['off']));
    await expect.poll(() => log.getAttribute('aria-live')).toBe('polite');
  });

  it.each(['light', 'dark'] as const)('has contrast enough in the %s', async (colorScheme) => {
    const { page } = await open({ colorScheme });
    await page.getByRole('textbox').fill('https://shop.example is a link');
    await page.keyboard.press('Enter');
    await page.getByText('You said https').waitFor();
    await page.getByRole('button', { name: 'Say it again' }).first().click();
    await page.getByText('You pressed again').waitFor();
    expect(await faintTexts(page)).toEqual([]);
    shop.line.cut();
    await page.getByText('Reconnecting…').waitFor();
    await page.getByRole('textbox').fill('waits');
    await page.keyboard.press('Enter');
    await page.getByText('Will be sent').waitFor();
    expect(await faintTexts(page)).toEqual([]);
  });

  it('goes by Tab in the order in which it is read', async () => {
    const { page } = await open();
    await page.getByRole('textbox').fill('x');
    await page.getByRole('link', { name: '中文' }).focus();
    const order: string[] = [];
    for (let i = 0; i < 5; i++) {
      if (i > 0) await page.keyboard.press('Tab');
      const focused = page.locator(':focus');
      order.push(
        (await focused.getAttribute('aria-label')) ??
          (await focused.getAttribute('placeholder')) ??
          (await focused.textContent()) ??
          '',
      );
    }
    expect(order).toEqual(['中文', 'Conversation', 'Say it again', 'Write a message', 'Send']);
  });

  it.each([
    { what: 'a phone of 360 px', viewport: { width: 360, height: 640 } },
    { what: 'a window of 1280 × 720 at 200 %', viewport: { width: 640, height: 360 } },
    { what: 'a window of 1280 px at 400 %', viewport: { width: 320, height: 256 } },
  ])('fits $what: nothing sideways, newest words and composer in sight', async ({ viewport }) => {
    const { page, chatId } = await open({ viewport });
    await shop.say(chatId, 'A rather long message that goes over several lines. '.repeat(5));
    await shop.say(chatId, `https://shop.example/${'long'.repeat(40)}`);
    await shop.say(chatId, 'newest');
    await page.getByText('newest').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(viewport.width);
    expect(await page.locator('#scroll').evaluate((box) => box.scrollWidth - box.clientWidth)).toBe(
      0,
    );
    await expect.poll(() => page.getByText('newest').isVisible()).toBe(true);
    const composer = await page.locator('#composer').boundingBox();
    expect((composer?.y ?? 0) + (composer?.height ?? 999)).toBeLessThanOrEqual(viewport.height);
    const log = await page.locator('#scroll').boundingBox();
    expect(log?.height ?? 0).toBeGreaterThan(90);
  });

  it('keeps still for who asked for less motion', async () => {
    const { page } = await open({ reducedMotion: 'reduce' });
    const moving = await page.evaluate<number>(`
      [...document.querySelectorAll('body *')].filter((each) => {
        const { animationName, transitionDuration } = getComputedStyle(each);
        return animationName !== 'none' || transitionDuration !== '0s';
      }).length`);
    expect(moving).toBe(0);
  });
});

import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { CampaignReport } from '../../src/domain/report/campaign-report.js';
import {
  freePort,
  hawker,
  hawkerServing,
  programFolder,
  type Running,
} from '../support/hawker-process.js';

const chromiumPath = '/usr/bin/chromium';
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const code = /BACK(-[0-9A-Z]{4}){3}-[0-9A-Z]{5}/;
const stackTrace = /^\s+at /m;
// For a machine on which all other suites run as well.
vi.setConfig({ testTimeout: 60_000 });
const firstRunMs = 90_000;

/** As a reader sees it. */
const textOf = async (place: Locator) => (await place.allInnerTexts()).join('\n');

// One story, told in order: each test goes on where the one before ended.
describe.skipIf(!existsSync(chromiumPath))('the demo, from npm start to the report', () => {
  let folder: string;
  let variables: Record<string, string>;
  let demo: Running;
  let browser: Browser;
  let page: Page;
  /** Shop's own ids of those who got the message, in the end the English-speaking ones. */
  let written: string[];
  let coupon: string;
  const problems: string[] = [];

  const cli = (...args: string[]) => hawker(['--shop', folder, ...args], variables);
  const startDemo = () => hawkerServing(['--shop', folder, 'demo'], variables);
  const report = async () => {
    const { stdout } = await cli('report', 'welcome-back', '--json');
    return JSON.parse(stdout) as CampaignReport;
  };
  const figuresOf = ({ funnel, coupons, effect, deliveries }: CampaignReport) => ({
    redeemed: funnel.find(({ step }) => step === 'redeemed')?.people,
    clicked: funnel.find(({ step }) => step === 'clicked')?.people,
    couponsRedeemed: coupons.redeemed,
    bought: effect.treated.converted,
    deliveries: deliveries.map((each) => `${each.deliveries} ${each.state}`),
  });

  const newestAnswer = () => page.locator('.message.out').last();
  /** Does something in the chat and waits for what the shop says to it. */
  const answerTo = async (act: () => Promise<void>) => {
    const before = await page.locator('.message.out').count();
    await act();
    await page.locator('.message.out').nth(before).waitFor();
    return textOf(newestAnswer());
  };
  const press = (name: string | RegExp) =>
    answerTo(() => page.getByRole('button', { name }).last().click());
  const say = (text: string) =>
    answerTo(async () => {
      await page.locator('#text').fill(text);
      await page.keyboard.press('Enter');
    });
  const chatAs = async (customer = '') => {
    await page.goto(`${demo.url}/demo/customers`);
    await page.locator('.person', { hasText: customer }).getByRole('button').click();
    await page.locator('.message.out').first().waitFor();
  };
  const pay = () => page.getByRole('button', { name: /^Pay £/ }).click();
  const addFirst = async (times: number) => {
    await page
      .getByRole('button', { name: /to the cart$/ })
      .first()
      .click();
    const line = page.locator('.lines li').first();
    for (let count = 1; count < times; count++) {
      await line.getByRole('button', { name: /^One more/ }).click();
      await line.getByText(String(count + 1), { exact: true }).waitFor();
    }
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hawker-demo-'));
    cpSync(join(programFolder, 'campaigns'), join(folder, 'campaigns'), { recursive: true });
    variables = { PORT: await freePort() };
    [demo, browser] = await Promise.all([
      startDemo(),
      chromium.launch({ executablePath: chromiumPath, args: quiet }),
    ]);
    page = await (await browser.newContext({ locale: 'en-GB' })).newPage();
    page.on('pageerror', ({ message }) => problems.push(message));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
  }, firstRunMs);

  afterAll(async () => {
    await browser?.close();
    await demo?.interrupt();
    rmSync(folder, { recursive: true, force: true });
  });

  it('says a line for each step before it serves', () => {
    for (const step of ['Importing', 'Training the recommender', 'Applying', 'Planning'])
      expect(demo.said()).toMatch(new RegExp(`✓ ${step}.+\\d s\\n`));
    expect(demo.said()).toContain('Hawker is running');
  });

  it('begins with a page that says what happened and leads to the customers', async () => {
    await page.goto(`${demo.url}/`);
    await page.getByRole('heading', { name: 'What just happened' }).waitFor();
    const attribution = page.getByRole('link', { name: /Online Retail.+CC BY 4\.0/ });
    expect(await attribution.getAttribute('href')).toContain('doi.org');
    await page.getByRole('link', { name: 'All sample customers' }).click();
    await page.getByRole('heading', { name: 'Whose chat do you want to see?' }).waitFor();
    const people = page.locator('.person', { hasText: '1 message' });
    const about = await people.locator('.person-head .quiet').allInnerTexts();
    written = about.map((text) => /\d+/.exec(text)?.[0] ?? '');
    expect(new Set(written).size).toBeGreaterThan(3);
  });

  it('writes to each customer in their own language', async () => {
    const english: string[] = [];
    for (const customer of written) {
      await chatAs(customer);
      const message = page.locator('.message.out').first();
      const language = await message.locator('.said').getAttribute('lang');
      expect(await textOf(message)).toContain(language === 'en' ? 'a while!' : '好久不见');
      if (language === 'en') english.push(customer);
      if (english.length === 4) break;
    }
    written = english;
    expect(written).toHaveLength(4);
  });

  it('shows a customer’s chat with the campaign’s message: three picks with reasons, and a coupon', async () => {
    await chatAs(written[0]);
    const message = await textOf(page.locator('.message.out').first());
    expect(message).toContain('it has been a while!');
    expect(message.match(/^•/gm)).toHaveLength(3);
    expect(message).toContain('because you bought');
    coupon = code.exec(message)?.[0] ?? '';
    expect(coupon).not.toBe('');
    expect(await page.locator('.message.out').count()).toBe(1);
  });

  it('answers every button: picks, my coupons, use a coupon', async () => {
    const shown = await textOf(newestAnswer());
    // Numbered on, so that "more like 4" says which one.
    const others = (await press('Show me others')).match(/^[456]\. .+(?=, £)/gm) ?? [];
    expect(others).toHaveLength(3);
    for (const other of others) expect(shown).not.toContain(other.slice('4. '.length));
    const coupons = await press('My coupons');
    expect(coupons).toContain(coupon);
    expect(await press(/^Use: 15% off/)).toContain(`Your code: ${coupon}`);
  });

  it('takes the coupon to the shop, where it lowers the price of one order', async () => {
    const before = figuresOf(await report());
    expect(before).toMatchObject({ redeemed: 0, couponsRedeemed: 0, bought: 0, clicked: 1 });

    const [shop] = await Promise.all([
      page.context().waitForEvent('page'),
      page
        .getByRole('link', { name: /Go to the checkout/ })
        .last()
        .click(),
    ]);
    await page.close();
    page = shop;
    expect(await page.getByLabel('Coupon code').inputValue()).toBe(coupon);
    await addFirst(3);
    const saved = page.locator('.saved');
    await saved.waitFor();
    expect(await textOf(saved)).toMatch(/15% off, because we missed you\s+−£\d+\.\d\d/);
    await pay();
    await page.getByText('Thank you!').waitFor();
    expect(await textOf(page.locator('.paid'))).toContain('the redeemed coupon are recorded');

    const after = figuresOf(await report());
    expect(after).toEqual({ ...before, redeemed: 1, couponsRedeemed: 1, bought: 1 });
  });

  it('shows the same in the report’s page', async () => {
    await page.goto(`${demo.url}/admin/reports/welcome-back`);
    await page.getByRole('heading', { name: 'Welcome back' }).waitFor();
    expect(await textOf(page.getByRole('row', { name: /^redeemed/ }))).toMatch(/\b1$/);
    const { leftOut } = await report();
    const heldOut = leftOut.find(({ reason }) => reason === 'holdout')?.people ?? 0;
    expect(heldOut).toBeGreaterThan(0);
    const row = page.getByRole('row', { name: /^holdout/ });
    expect(await textOf(row)).toMatch(new RegExp(`\\b${heldOut}$`));
  });

  it('refuses a second use of the code, says why, and asks for the full price', async () => {
    await page.goto(`${demo.url}/demo/shop?code=${coupon}`);
    await addFirst(1);
    await page.getByText(`“${coupon}” is not known here, is used up`).waitFor();
    expect(await page.locator('.saved').count()).toBe(0);
    expect(figuresOf(await report())).toMatchObject({ redeemed: 1, couponsRedeemed: 1 });
  });

  it('refuses somebody else the code of this customer', async () => {
    await chatAs(written[1]);
    const stranger = code.exec(await textOf(page.locator('.message.out').first()))?.[0] ?? '';
    expect(stranger).not.toBe(coupon);
    await chatAs(written[2]);
    await page.goto(`${demo.url}/demo/shop?code=${stranger}`);
    await addFirst(1);
    await page.getByText('somebody else’s').waitFor();
    expect(await page.locator('.saved').count()).toBe(0);
  });

  it('speaks Chinese to who asks for it, in the chat and around it', async () => {
    await chatAs(written[1]);
    await say('language');
    expect(await press('中文')).toMatch(/[\u4e00-\u9fff]/);
    expect(await say('优惠券')).toMatch(/您的优惠券|你的优惠券/);
    await page.getByRole('link', { name: '中文' }).click();
    await page.getByPlaceholder('输入消息').waitFor();
  });

  it('hears “stop”: says so, and consent is withdrawn', async () => {
    const customer = written[2] ?? '';
    await chatAs(customer);
    const chats = async () => /^chats .*$/m.exec((await cli('profile', customer)).stdout)?.[0];
    expect(await chats()).toMatch(/webchat \(agreed to marketing\)/);
    expect(await say('stop')).toContain('We will not write to you again');
    expect(await chats()).toContain('has not agreed');
  });

  it('runs without an error in any page', () => {
    expect(problems).toEqual([]);
  });

  it('ends cleanly on Ctrl-C, and a second start goes on without importing or sending again', async () => {
    const before = figuresOf(await report());
    const startedAt = performance.now();
    const { code: exitCode, stdout, stderr } = await demo.interrupt();
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(exitCode).toBe(0);
    expect(stderr).not.toMatch(stackTrace);
    expect(stdout).toMatch(/Stopped\..+\n$/);

    demo = await startDemo();
    expect(demo.said()).not.toMatch(/Importing|Training|Planning/);
    await chatAs(written[3]);
    expect(await page.locator('.message.out', { hasText: code }).count()).toBe(1);
    expect(figuresOf(await report())).toEqual(before);
  });
});

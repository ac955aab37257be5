import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadAssets } from '../../../src/http/assets.js';
import { pageHeaders } from '../../../src/http/page-headers.js';
import type { VisitorDeps } from '../../../src/http/visitor/deps.js';
import { visitorRoutes } from '../../../src/http/visitor/routes.js';
import type { Subscription } from '../../../src/services/subscribe.js';
import { hasNoBrowser, launch, newPage } from '../support/browser.js';

const left: string[] = [];
const asked: Subscription[] = [];

const deps: VisitorDeps = {
  shopName: 'Corner Shop',
  now: Date.now,
  isLeaving: () => true,
  leave: async (token) => {
    left.push(token);
    return { kind: 'left', undo: 'undo-token' };
  },
  undoLeave: async (undo) => undo === 'undo-token',
  lessOften: async () => true,
  pressing: () => ({
    account: 'email',
    address: 'a@b.example',
    action: 'x',
    label: 'More like this',
  }),
  receive: async () => undefined,
  newKey: () => 'key',
  joinable: new Set(['email']),
  askToConfirm: async (wish) => void asked.push(wish),
  confirmationOf: () => ({ kind: 'open', address: 'ann@customer.example' }),
  confirm: async () => 'confirmed',
};

describe.skipIf(hasNoBrowser)('pages for who comes by a link, in a browser without scripts', () => {
  let browser: Browser;
  let url = '';
  const assets = loadAssets(resolve(import.meta.dirname, '../../../public'));
  const app = new Hono().use(pageHeaders()).route('/', assets.routes);
  const server = serve({
    fetch: app.route('/', visitorRoutes(deps, assets)).fetch,
    port: 0,
    hostname: '127.0.0.1',
  });

  beforeAll(async () => {
    browser = await launch();
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    await browser?.close();
    server.close();
  });

  const open = async (path: string, width = 390, locale = 'en-GB') => {
    const options = { javaScriptEnabled: false, locale, viewport: { width, height: 800 } };
    const { page, problems } = await newPage(browser, options);
    await page.goto(`${url}${path}`);
    return { page, problems };
  };

  it('leaves by one button, and comes back by another', async () => {
    const { page, problems } = await open('/unsubscribe/tok-1');
    expect(left).toEqual([]);
    await page.getByRole('button', { name: 'Unsubscribe' }).click();
    expect(left).toEqual(['tok-1']);
    expect(await page.getByRole('heading').textContent()).toBe('You are unsubscribed');
    await page.getByRole('button', { name: 'Undo' }).click();
    expect(await page.getByRole('heading').textContent()).toBe('You are subscribed again');
    expect(problems).toEqual([]);
  });

  it('joins by a labelled field', async () => {
    const { page } = await open('/subscribe/email?from=tok_en');
    await page.getByLabel('Your e-mail address').fill('Ann@Customer.example');
    await page.getByRole('button', { name: 'Subscribe' }).click();
    expect(asked).toMatchObject([
      { address: 'ann@customer.example', linkToken: 'tok_en', locale: 'en' },
    ]);
    expect(await page.getByRole('heading').textContent()).toBe('Look into your mailbox');
  });

  it('confirms in the language of the browser', async () => {
    const { page } = await open('/confirm/tok', 390, 'zh-CN');
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
    await page.getByRole('button', { name: '是的，订阅' }).click();
    expect(await page.getByRole('heading').textContent()).toBe('订阅成功');
  });

  it.each([
    ['/unsubscribe/x', 320],
    ['/subscribe/email', 320],
    ['/confirm/x', 320],
    ['/press/x', 320],
    ['/subscribe/email', 1_200],
  ])('%s fits a screen of %i px', async (path, width) => {
    const { page } = await open(path, width);
    const box = await page.locator('main').boundingBox();
    expect(box?.x ?? -1).toBeGreaterThanOrEqual(0);
    expect((box?.x ?? 0) + (box?.width ?? 9_999)).toBeLessThanOrEqual(width);
    const button = await page.getByRole('button').first().boundingBox();
    expect(button?.height ?? 0).toBeGreaterThanOrEqual(40);
  });
});

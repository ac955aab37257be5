import { Webhook } from 'standardwebhooks';
import { afterEach, expect, it } from 'vitest';
import { WebhookReceiver } from '../fakes/webhook-receiver.js';
import { until } from '../support/dispatch.js';
import { hawker } from '../support/hawker-process.js';
import { serveShop } from '../support/served-shop.js';

const inbound = `whsec_${Buffer.from('inbound-secret-0123456789abcdefg').toString('base64')}`;

const shopYaml = `
id: lanterns
name: Lantern Shop
currency: GBP
timezone: Europe/London
locales: [en, zh-CN]
channels:
  app:
    kind: webhook
    url: env:APP_HOOK_URL
    secret: env:APP_HOOK_SECRET
    inbound_secret: env:APP_HOOK_INBOUND_SECRET
    allow_private: true
`;

let stop: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const each of stop.reverse()) await each();
  stop = [];
});

it('talks with a customer of an app through signed calls both ways', async () => {
  const receiver = await new WebhookReceiver().start();
  stop.push(() => receiver.stop());
  const shop = await serveShop(shopYaml, {
    APP_HOOK_URL: receiver.url,
    APP_HOOK_SECRET: receiver.secret,
    APP_HOOK_INBOUND_SECRET: inbound,
  });
  stop.push(shop.stop);
  const tell = async (id: string, content: object) => {
    const body = JSON.stringify(content);
    const at = new Date();
    const headers = {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
      'webhook-signature': new Webhook(inbound).sign(id, at, body),
    };
    return (await fetch(`${shop.url}/webhooks/app`, { method: 'POST', headers, body })).status;
  };

  expect(await tell('m1', { type: 'start', from: 'user-7', payload: null, name: 'Ann' })).toBe(200);
  await until(() => receiver.messages.length === 1);
  expect(receiver.messages[0]).toMatchObject({ to: 'user-7', locale: 'en' });
  expect(receiver.messages[0]?.text).toContain('Lantern Shop');

  // Told again, it is answered once.
  expect(await tell('m1', { type: 'start', from: 'user-7', payload: null, name: 'Ann' })).toBe(200);
  expect(await tell('m2', { type: 'message', from: 'user-7', text: 'stop' })).toBe(200);
  await until(() => receiver.messages.length === 2);
  expect(new Set(receiver.messages.map(({ id }) => id)).size).toBe(2);

  const probed = await hawker(['channels', '--probe', '--shop', shop.dir], shop.variables);
  expect(probed).toMatchObject({ code: 0 });
  expect(receiver.pings.length).toBe(1);
}, 60_000);

import { join } from 'node:path';
import { sqltag as sql } from '@prisma/client/runtime/client';
import { afterEach, expect, it } from 'vitest';
import { openDatabase } from '../../src/store/client.js';
import { MailServer, type TakenMail } from '../fakes/mail-server.js';
import { until } from '../support/dispatch.js';
import { hawker } from '../support/hawker-process.js';
import { serveShop } from '../support/served-shop.js';

const person = 'ann@customer.example';
const secret = 'inbound-secret-0123456789';

const shopYaml = `
id: lanterns
name: Lantern Shop
currency: GBP
timezone: Europe/London
locales: [en, zh-CN]
channels:
  email:
    kind: email
    smtp: env:SMTP_URL
    from: Lantern Shop <news@shop.example>
    postal_address: Lantern Shop Ltd, 1 High Street, London
    inbound: { domain: in.shop.example, secret: env:EMAIL_INBOUND_SECRET }
`;

let stop: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const each of stop.reverse()) await each();
  stop = [];
});

async function serving() {
  const mail = await new MailServer().start();
  stop.push(() => mail.stop());
  const shop = await serveShop(shopYaml, {
    SMTP_URL: `smtp://127.0.0.1:${mail.port}`,
    EMAIL_INBOUND_SECRET: secret,
  });
  stop.push(shop.stop);
  return { mail, ...shop };
}

function linkIn({ mail }: TakenMail, path: string): string {
  const found = new RegExp(`http://[\\w.:]+/${path}/[\\w-]+`).exec(mail.text ?? '')?.[0];
  if (found === undefined) throw new Error(`no /${path}/ link in: ${mail.text}`);
  return found;
}

function answer(replyTo: string): string {
  const lines = [
    `From: <${person}>`,
    `To: <${replyTo}>`,
    'Message-ID: <a1@customer.example>',
    'Subject: Re: Hello',
    '',
    'STOP',
    '',
    'Sent from my iPhone',
    '',
  ];
  return lines.join('\r\n');
}

async function ledgerIn(dir: string): Promise<string[][]> {
  const database = openDatabase(`file:${join(dir, 'data', 'hawker.db')}`);
  try {
    const rows = await database.query<{ kind: string; source: string }>(
      sql`SELECT kind, source FROM consent_event ORDER BY id`,
    );
    return rows.map(({ kind, source }) => [kind, source]);
  } finally {
    await database.close();
  }
}

const form = (fields: Record<string, string>) => ({
  method: 'POST',
  body: new URLSearchParams(fields),
});

it('lets an address join by confirming, talk by mail and leave by one press', async () => {
  const { mail, url, dir, variables } = await serving();
  const asked = await fetch(`${url}/subscribe/email`, form({ email: person }));
  expect(asked.status).toBe(200);
  await until(() => mail.mails.length === 1);
  const [question] = mail.mails;
  if (question === undefined) throw new Error('no mail');
  expect(question).toMatchObject({
    to: person,
    mail: { subject: 'Please confirm your subscription to Lantern Shop' },
  });
  expect(question.mail.headers.find(({ key }) => key === 'list-unsubscribe')).toBeUndefined();

  expect((await fetch(linkIn(question, 'confirm'), { method: 'POST' })).status).toBe(200);
  await until(() => mail.mails.length === 2);
  const welcome = mail.mails[1];
  const [button = ''] = /\/press\/[\w-]+/.exec(welcome?.mail.text ?? '') ?? [];
  expect(button).not.toBe('');

  // By a button of the mail.
  expect((await fetch(`${url}${button}`, form({}))).status).toBe(200);
  await until(() => mail.mails.length === 3);

  const tested = await hawker(
    ['channels', 'test', 'email', '--to', person, '--shop', dir],
    variables,
  );
  expect(tested).toMatchObject({ code: 0 });
  await until(() => mail.mails.length === 4);
  const wayOut = mail.mails[3]?.mail.headers.find(({ key }) => key === 'list-unsubscribe')?.value;
  const oneClick = /<(http[^>]+)>/.exec(wayOut ?? '')?.[1] ?? '';
  const left = await fetch(oneClick, form({ 'List-Unsubscribe': 'One-Click' }));
  expect(await left.text()).toBe('unsubscribed\n');

  // The chat is still open: an answer by mail is answered.
  const replyTo = welcome?.mail.replyTo?.[0]?.address ?? '';
  const handed = await fetch(`${url}/webhooks/email`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'x-envelope-to': replyTo },
    body: answer(replyTo),
  });
  expect(handed.status).toBe(200);
  await until(() => mail.mails.length === 5);
  expect(await ledgerIn(dir)).toEqual([
    ['granted', 'web:double-opt-in'],
    ['withdrawn', 'link:one-click'],
    ['withdrawn', 'chat:words'],
  ]);

  const probed = await hawker(['channels', '--probe', '--shop', dir], variables);
  expect(probed.stdout).toContain('news@shop.example');
}, 60_000);

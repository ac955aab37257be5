import { createTransport } from 'nodemailer';
import { afterEach, describe, expect, it } from 'vitest';
import { readMail } from '../../adapters/email/inbound-mail.js';
import { listenForMail } from '../../adapters/email/listen.js';
import { replyText } from '../../adapters/email/reply-text.js';
import { type ReturnUse, returnAddress } from '../../adapters/email/return-address.js';
import { adapter } from '../../adapters/email.js';
import type { InboundEvent, RawRequest } from '../../src/ports/channel.js';
import { openAccount } from '../support/channels.js';
import { listLog } from '../support/dispatch.js';
import { answerMail, inbound, mailDeps, mailNow, settingsFor } from './support/mail.js';

const person = 'louisl@larry.slip.umd.edu';
const to = (use: ReturnUse, address = person) => returnAddress(inbound, use, address);

function read(mail: string, recipients: readonly string[] = []) {
  return readMail(inbound, { raw: Buffer.from(mail), recipients, at: mailNow });
}

async function eventsOf(mail: string, recipients: readonly string[] = []) {
  const found = await read(mail, recipients);
  if (!found.ok) throw new Error(found.why);
  return found.events;
}

interface Reported {
  readonly action?: string;
  readonly status?: string;
  readonly recipient?: readonly string[];
  readonly bounce?: string;
}

/** After the example of RFC 3464, appendix E.1, with the mail it is about as RFC 3462 wants it. */
function statusReport({ action = 'failed', status = '5.1.1', recipient, bounce }: Reported = {}) {
  const of = recipient ?? [
    `Original-Recipient: rfc822;${person}`,
    `Final-Recipient: rfc822;${person}`,
  ];
  return [
    'Return-Path: <>',
    'Date: Thu, 7 Jul 1994 17:16:05 -0400',
    'From: Mail Delivery Subsystem <MAILER-DAEMON@CS.UTK.EDU>',
    'Message-Id: <199407072116.RAA14128@CS.UTK.EDU>',
    'Subject: Returned mail: Cannot send message for 5 days',
    `To: <${bounce ?? to('bounce')}>`,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status;',
    '  boundary="RAA14128.773615765/CS.UTK.EDU"',
    '',
    '--RAA14128.773615765/CS.UTK.EDU',
    '',
    'The original message was received at Sat, 2 Jul 1994 17:10:28 -0400',
    'from root@localhost',
    '',
    '   ----- The following addresses had delivery problems -----',
    '<louisl@larry.slip.umd.edu>  (unrecoverable error)',
    '',
    '--RAA14128.773615765/CS.UTK.EDU',
    'content-type: message/delivery-status',
    '',
    'Reporting-MTA: dns; cs.utk.edu',
    'Original-Envelope-Id: key-77',
    '',
    ...of,
    `Action: ${action}`,
    `Status: ${status}`,
    'Diagnostic-Code: smtp; 426 connection timed out',
    'Last-Attempt-Date: Thu, 7 Jul 1994 17:15:49 -0400',
    '',
    '--RAA14128.773615765/CS.UTK.EDU',
    'content-type: message/rfc822',
    '',
    'From: The Shop <news@shop.example>',
    `To: <${person}>`,
    'Message-ID: <key-77@shop.example>',
    'Subject: Hello',
    '',
    'Hello',
    '',
    '--RAA14128.773615765/CS.UTK.EDU--',
    '',
  ].join('\r\n');
}

/** After RFC 5965, appendix B.2. */
function complaint(type = 'abuse', headersOnly = false) {
  return [
    'From: <abusedesk@example.com>',
    'Date: Thu, 8 Mar 2005 17:40:36 EDT',
    'Subject: FW: Earn money',
    `To: <${to('bounce')}>`,
    'Message-ID: <20030712040037.46341.5F8J@example.com>',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=feedback-report;',
    '     boundary="part1_13d.2e68ed54_boundary"',
    '',
    '--part1_13d.2e68ed54_boundary',
    'Content-Type: text/plain; charset="US-ASCII"',
    '',
    'This is an email abuse report for an email message received from IP',
    '192.0.2.1 on Thu, 8 Mar 2005 14:00:00 EDT.',
    '',
    '--part1_13d.2e68ed54_boundary',
    'Content-Type: message/feedback-report',
    '',
    `Feedback-Type: ${type}`,
    'User-Agent: SomeGenerator/1.0',
    'Version: 1',
    'Original-Mail-From: <somespammer@example.net>',
    `Original-Rcpt-To: <${person}>`,
    'Arrival-Date: Thu, 8 Mar 2005 14:00:00 EDT',
    '',
    '--part1_13d.2e68ed54_boundary',
    headersOnly ? 'Content-Type: text/rfc822-headers' : 'Content-Type: message/rfc822',
    'Content-Disposition: inline',
    '',
    'From: <news@shop.example>',
    `To: <${person}>`,
    'Subject: Earn money',
    'Message-ID: <key-78@shop.example>',
    '',
    ...(headersOnly ? [] : ['Spam Spam Spam', '']),
    '--part1_13d.2e68ed54_boundary--',
    '',
  ].join('\r\n');
}

describe('a report of a mail server', () => {
  it('of an address that does not exist suppresses it', async () => {
    expect(await eventsOf(statusReport())).toEqual([
      {
        kind: 'delivery',
        key: expect.stringMatching(/^mail:[\w-]{32}$/),
        at: mailNow,
        from: person,
        ref: '<key-77@shop.example>',
        state: 'failed',
        outcome: { kind: 'undeliverable', recipient: 'suppress', why: 'reported 5.1.1' },
      },
    ]);
  });

  it.each([
    ['4.0.0', { kind: 'rejected' }],
    ['5.7.1', { kind: 'rejected' }],
    ['5.2.2 (mailbox full)', { kind: 'deferred' }],
    ['5.2.1', { kind: 'undeliverable', recipient: 'suppress' }],
  ])('with status %s says whose fault it is', async (status, outcome) => {
    expect(await eventsOf(statusReport({ status }))).toMatchObject([{ outcome }]);
  });

  it('of a delay says nothing yet: the server goes on trying', async () => {
    expect(await eventsOf(statusReport({ action: 'delayed', status: '4.0.0' }))).toEqual([]);
  });

  it('of a success is kept', async () => {
    const events = await eventsOf(statusReport({ action: 'delivered', status: '2.0.0' }));
    expect(events).toMatchObject([{ kind: 'delivery', state: 'delivered', from: person }]);
    expect(events[0]).not.toHaveProperty('outcome');
  });

  it('finds whose mail it was when the address was forwarded', async () => {
    const recipient = ['Final-Recipient: rfc822;somebody@else.example'];
    expect(await eventsOf(statusReport({ recipient }))).toMatchObject([{ from: person }]);
  });

  it('finds whose mail it was when the return address had no room for it', async () => {
    const long = `${'a'.repeat(60)}@customer.example`;
    const bounce = to('bounce', long);
    const recipient = [`Final-Recipient: rfc822; ${long.toUpperCase()}`];
    expect(await eventsOf(statusReport({ bounce, recipient }))).toMatchObject([{ from: long }]);
  });

  it('about somebody else by a return address that was not made for them is refused', async () => {
    const mine = to('bounce', `${'m'.repeat(60)}@attacker.example`);
    expect(await read(statusReport({ bounce: mine }))).toMatchObject({ ok: false });
  });

  it('to a made-up return address is refused', async () => {
    const bounce = to('bounce').replace(/\+[a-z2-7]{16}/, `+${'a'.repeat(16)}`);
    expect(await read(statusReport({ bounce }))).toMatchObject({ ok: false });
  });

  it.each([[false], [true]])('that somebody complained is told as such', async (headersOnly) => {
    expect(await eventsOf(complaint('abuse', headersOnly))).toMatchObject([
      { kind: 'delivery', state: 'complained', from: person, ref: '<key-78@shop.example>' },
    ]);
  });

  it('that it was no spam after all is no complaint', async () => {
    expect(await eventsOf(complaint('not-spam'))).toEqual([]);
  });

  it('told twice has one key', async () => {
    const [first] = await eventsOf(statusReport());
    const [second] = await eventsOf(statusReport());
    expect(first?.key).toBe(second?.key);
  });
});

describe('an answer by mail', () => {
  const answer = (text: string, headers: readonly string[] = []) =>
    eventsOf(answerMail({ from: person, text, headers }));

  it('is what was written, without what is quoted', async () => {
    const text =
      '谢谢，我要两个！\r\n\r\n在 2026年11月20日，The Shop <news@shop.example> 写道：\r\n> 你好';
    expect(await answer(text)).toMatchObject([
      { kind: 'message', from: person, name: 'Ann Lee', text: '谢谢，我要两个！' },
    ]);
  });

  it('names the mail it answers', async () => {
    const headers = ['In-Reply-To: <key-9@shop.example>'];
    expect(await answer('ok', headers)).toMatchObject([{ inReplyTo: '<key-9@shop.example>' }]);
  });

  it.each([
    ['Auto-Submitted: auto-replied'],
    ['Precedence: bulk'],
    ['X-Autoreply: yes'],
    ['Return-Path: <>'],
  ])('with %s was written by a machine and says nothing', async (header) => {
    expect(await answer('I am out of office', [header])).toEqual([]);
  });

  it('from another address of theirs is still theirs: the return address proves it', async () => {
    const mail = answerMail({ from: person, text: 'hi' }).replace(
      `<${person}>`,
      '<private@else.example>',
    );
    expect(await eventsOf(mail)).toMatchObject([{ from: person, text: 'hi' }]);
  });

  it('to an address that nobody made is refused, whoever it says it is from', async () => {
    const forged = answerMail({ from: person, text: 'yes' }).replace(/reply\+[^@]+/, 'reply+abc');
    expect(await read(forged)).toMatchObject({ ok: false });
    expect(await read(answerMail({ from: person, text: 'yes' }), ['info@in.shop.example'])).toEqual(
      {
        ok: false,
        why: 'not to an address of ours',
      },
    );
  });

  it('to the leaving address ends it', async () => {
    const events = await eventsOf(answerMail({ from: person, text: '' }), [to('leave')]);
    expect(events).toMatchObject([{ kind: 'opt_out', via: 'unsubscribe', from: person }]);
  });

  it.each([
    ['STOP\n\nSent from my iPhone', 'STOP'],
    ['退订\n\n发自我的 iPhone', '退订'],
    ['Stop\n-- \nAnn\nShop Ltd', 'Stop'],
    ['yes\n\nOn Fri, 20 Nov 2026 at 10:00, The Shop <news@shop.example> wrote:\n> Hi', 'yes'],
    ['yes\n\nOn Fri, 20 Nov 2026 at 10:00, The Shop <news@shop.example>\nwrote:\n> Hi', 'yes'],
    ['好的\n\n------------------ 原始邮件 ------------------\n发件人: "The Shop"', '好的'],
    ['ok\n\n-----Original Message-----\nFrom: The Shop', 'ok'],
    ['ok\n________________________________\nFrom: The Shop\nSent: Friday', 'ok'],
    ['一行\n第二行', '一行\n第二行'],
    ['On Monday I wrote a letter', 'On Monday I wrote a letter'],
    ['> only a quote', ''],
  ])('%j says %j', (text, said) => {
    expect(replyText(text)).toBe(said);
  });
});

describe('a mail handed in by an MTA', () => {
  const account = openAccount(adapter, settingsFor({ port: 25 }), mailDeps());

  it('may be signed instead of carrying the secret', async () => {
    const { Webhook } = await import('standardwebhooks');
    const body = answerMail({ from: person, text: 'hi' });
    const at = new Date();
    const signature = new Webhook(Buffer.from(inbound.secret), { format: 'raw' });
    const headers = {
      'webhook-id': 'm1',
      'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
      'webhook-signature': signature.sign('m1', at, body),
    };
    const live = openAccount(adapter, settingsFor({ port: 25 }), mailDeps({ now: Date.now }));
    const raw = { method: 'POST', path: '/webhooks/email', query: {}, headers };
    const receive = (request: RawRequest) => live.receive?.(request);
    const good = await receive({ ...raw, body: Buffer.from(body) });
    expect(good).toMatchObject({ reply: { status: 200 }, events: [{ text: 'hi' }] });
    const flipped = await receive({ ...raw, body: Buffer.from(body.replace('Re:', 'Rx:')) });
    expect(flipped).toMatchObject({ reply: { status: 401 }, events: [] });
  });

  it('is not taken at all where nothing is set up for it', () => {
    const deaf = openAccount(
      adapter,
      settingsFor({ port: 25 }, null, { inbound: undefined }),
      mailDeps(),
    );
    expect([deaf.receive, deaf.listen, deaf.capabilities.webhook]).toEqual([
      undefined,
      undefined,
      null,
    ]);
    expect(account.listen).toBeUndefined();
  });
});

describe('Hawker as a mail server', () => {
  const stopping: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const stop of stopping.splice(0)) await stop();
  });

  async function listening(sink: (events: readonly InboundEvent[]) => Promise<void>) {
    const abort = new AbortController();
    let running = Promise.resolve();
    const port = await new Promise<number>((onListening, reject) => {
      const deps = { sink, now: () => mailNow, log: listLog(), signal: abort.signal, onListening };
      running = listenForMail(inbound, { host: '127.0.0.1', port: 0 }, deps);
      running.catch(reject);
    });
    stopping.push(async () => {
      abort.abort();
      await running;
    });
    const client = createTransport({ host: '127.0.0.1', port });
    const bring = (recipient: string, raw: string) =>
      client
        .sendMail({ envelope: { from: '', to: [recipient] }, raw })
        .then(({ response }) => response)
        .catch((error: { responseCode?: number }) => error.responseCode);
    return { bring, abort, running: () => running };
  }

  it('takes a report for an address it has made, and says so when it is stored', async () => {
    const stored: InboundEvent[] = [];
    const { bring } = await listening(async (events) => void stored.push(...events));
    expect(await bring(to('bounce'), statusReport())).toContain('250');
    expect(stored).toMatchObject([{ kind: 'delivery', state: 'failed', from: person }]);
  });

  it('refuses every other address', async () => {
    const { bring } = await listening(async () => undefined);
    const madeUp = `bounce+${'a'.repeat(16)}.ann=customer.example@${inbound.domain}`;
    for (const recipient of [madeUp, `info@${inbound.domain}`, 'ann@else.example']) {
      expect(await bring(recipient, statusReport()), recipient).toBe(550);
    }
  });

  it('refuses a report about somebody else', async () => {
    const { bring } = await listening(async () => undefined);
    const short = to('bounce', `${'m'.repeat(60)}@attacker.example`);
    expect(await bring(short, statusReport())).toBe(554);
  });

  it('asks to be tried again when nothing can be stored', async () => {
    const { bring } = await listening(() => Promise.reject(new Error('database is away')));
    expect(await bring(to('bounce'), statusReport())).toBe(451);
  });

  it('refuses what is too large', async () => {
    const { bring } = await listening(async () => undefined);
    const large = `${statusReport()}${'x'.repeat(78)}\r\n`.padEnd(1_200_000, 'y\r\n');
    expect(await bring(to('bounce'), large)).toBe(552);
  });

  it('ends when it is told to', async () => {
    const { bring, abort, running } = await listening(async () => undefined);
    abort.abort();
    await running();
    expect(await bring(to('bounce'), statusReport())).toBeUndefined();
  });

  it('says that its port is taken', async () => {
    const abort = new AbortController();
    const deps = {
      sink: async () => undefined,
      now: () => mailNow,
      log: listLog(),
      signal: abort.signal,
    };
    let second = Promise.resolve();
    const first = new Promise<void>((resolve, reject) => {
      const onListening = (port: number) => {
        second = listenForMail(inbound, { host: '127.0.0.1', port }, deps);
        second.catch(() => abort.abort());
      };
      const place = { host: '127.0.0.1', port: 0 };
      listenForMail(inbound, place, { ...deps, onListening }).then(resolve, reject);
    });
    await first;
    await expect(second).rejects.toThrow('EADDRINUSE');
  });
});

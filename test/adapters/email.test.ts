import { createHash, createPublicKey, createVerify, generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { isReturnOf, readReturnAddress } from '../../adapters/email/return-address.js';
import { settingsSchema } from '../../adapters/email/settings.js';
import { sendMail } from '../../adapters/email/smtp.js';
import { subjectOf } from '../../adapters/email/subject.js';
import { adapter } from '../../adapters/email.js';
import { type OutboundMessage, textMessage } from '../../src/domain/message/message.js';
import type { SendContext } from '../../src/ports/channel.js';
import { type MailFault, MailServer, type MailServerOptions } from '../fakes/mail-server.js';
import { adapterDeps, openAccount } from '../support/channels.js';
import { inbound, mailDeps, settingsFor } from './support/mail.js';
import { certificate, certificateKey } from './support/mail-certificate.js';

const person = 'ann@customer.example';
const servers: MailServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((each) => each.stop()));
});

async function serverWith(options: MailServerOptions = {}): Promise<MailServer> {
  const server = await new MailServer(options).start();
  servers.push(server);
  return server;
}

interface Sent {
  readonly message?: OutboundMessage;
  readonly context?: Partial<SendContext>;
  readonly settings?: Record<string, unknown>;
}

async function send(server: MailServer, { message, context, settings }: Sent = {}) {
  const account = openAccount(adapter, settingsFor(server, null, settings), mailDeps());
  const rendering = account.render(message ?? textMessage('en', 'Hello'));
  if (!rendering.ok) throw new Error(rendering.violations.map((each) => each.message).join());
  const [part] = rendering.parts;
  if (part === undefined) throw new Error('no part');
  const signal = AbortSignal.timeout(5_000);
  return account.send(part, { to: person, key: 'k-1', signal, purpose: 'campaign', ...context });
}

async function mailOf(sent: Sent = {}) {
  const server = await serverWith();
  expect(await send(server, sent)).toMatchObject({ kind: 'accepted' });
  const [taken] = server.mails;
  if (taken === undefined) throw new Error('no mail came');
  const header = (name: string) =>
    taken.mail.headers.find(({ key }) => key === name.toLowerCase())?.value ?? null;
  return { ...taken, header };
}

describe('a mail', () => {
  it('has a text part and an HTML part that say the same, in the customer’s language', async () => {
    const message = textMessage('zh-CN', '你好，安\n\n第二段 & 更多', [
      [{ kind: 'link', label: '去看看', url: 'https://shop.example/a?b=1&c=2' }],
    ]);
    const { mail, raw } = await mailOf({ message });
    expect(/^Content-Type: (\S+);/im.exec(raw)?.[1]).toBe('multipart/alternative');
    const types = [...raw.matchAll(/^Content-Type: ([^;\r\n]+)/gim)].map(([, type]) => type);
    expect(types).toEqual(['multipart/alternative', 'text/plain', 'text/html']);
    expect(mail.text).toContain('第二段 & 更多');
    expect(mail.text).toContain('去看看: https://shop.example/a?b=1&c=2');
    expect(mail.html).toContain('第二段 &amp; 更多');
    expect(mail.html).toContain('href="https://shop.example/a?b=1&amp;c=2"');
    expect(mail.html).toContain('<html lang="zh-CN"');
    expect(mail.html).toContain('退订或减少邮件');
  });

  it('takes no markup from a text, a label or a picture', async () => {
    const evil = '<script>alert(1)</script>" onload="x';
    const { mail } = await mailOf({
      message: {
        locale: 'en',
        blocks: [
          { kind: 'text', text: evil },
          { kind: 'image', url: 'https://shop.example/a.png?x="><b>', alt: evil },
          { kind: 'buttons', rows: [[{ kind: 'action', label: evil, action: evil }]] },
        ],
      },
    });
    expect(mail.html).not.toContain('<script');
    expect(mail.html).not.toContain('" onload');
    expect(mail.html).not.toContain('<b>');
  });

  it('lets no text add a header', async () => {
    const { mail, header } = await mailOf({
      message: textMessage('en', 'Hi\r\nBcc: everybody@else.example\r\n\r\nx'),
    });
    expect(mail.subject).toBe('Hi');
    expect(header('bcc')).toBeNull();
  });

  it('offers two ways out that a mail program can take by itself, and one that a person sees', async () => {
    const { mail, header } = await mailOf();
    const [byWeb, byMail] = (header('list-unsubscribe') ?? '').split(', ');
    const url = `https://shop.example/unsubscribe/email.${Buffer.from(person).toString('base64url')}`;
    expect(byWeb).toBe(`<${url}>`);
    expect(byMail).toMatch(
      /^<mailto:leave\+[a-z2-7]{16}\S*@in\.shop\.example\?subject=unsubscribe>$/,
    );
    expect(header('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
    expect(header('list-id')).toBe('<email.shop.example>');
    expect(mail.html).toContain(`href="${url}"`);
    expect(mail.text).toContain(url);
    expect(mail.text).toContain('The Shop Ltd, 1 High Street, London');
  });

  it('as an answer says that a machine wrote it, and offers no way out of what was asked for', async () => {
    const { header, mail } = await mailOf({ context: { purpose: 'reply' } });
    expect(header('auto-submitted')).toBe('auto-replied');
    for (const name of ['list-unsubscribe', 'list-unsubscribe-post', 'list-id', 'precedence']) {
      expect(header(name), name).toBeNull();
    }
    expect(mail.html).not.toContain('/unsubscribe/');
  });

  it('has the same name on every attempt', async () => {
    const server = await serverWith();
    await send(server, { context: { key: 'abc123' } });
    await send(server, { context: { key: 'abc123' } });
    const names = server.mails.map(({ mail }) => mail.messageId);
    expect(names).toEqual(['<abc123@shop.example>', '<abc123@shop.example>']);
    expect(server.mails[0]?.envelopeId).toBe('abc123');
  });

  it('is sent from an address that tells whose bounce comes back', async () => {
    const { from, header } = await mailOf();
    const read = readReturnAddress(inbound.domain, from);
    expect(read).toMatchObject({ use: 'bounce', address: person });
    expect(read && isReturnOf(inbound.secret, read, person)).toBe(true);
    expect(read && isReturnOf(inbound.secret, read, 'bob@customer.example')).toBe(false);
    expect(header('reply-to')).toMatch(/^reply\+/);
  });

  it('keeps a long address out of its return address, which has 64 letters at most', async () => {
    const long = `${'a'.repeat(50)}@${'b'.repeat(30)}.example`;
    const { from } = await mailOf({ context: { to: long } });
    expect(from.split('@')[0]?.length).toBeLessThanOrEqual(64);
    const read = readReturnAddress(inbound.domain, from);
    expect(read).toMatchObject({ address: null });
    expect(read && isReturnOf(inbound.secret, read, long)).toBe(true);
  });

  it('comes from the shop’s own address where nothing comes back to us', async () => {
    const { from, header } = await mailOf({ settings: { inbound: undefined } });
    expect(from).toBe('news@shop.example');
    expect(header('reply-to')).toBeNull();
    expect(header('list-unsubscribe')).not.toContain('mailto:');
  });

  it('turns an address in the text into a link, without the full stop behind it', async () => {
    const { mail } = await mailOf({
      message: textMessage('en', 'See https://shop.example/x?a=1. 请看 https://shop.example/y。'),
    });
    expect(mail.html).toContain('href="https://shop.example/x?a=1"');
    expect(mail.html).toContain('href="https://shop.example/y"');
  });
});

describe('the subject', () => {
  it.each([
    ['Hello Ann\n\nSomething new', 'Hello Ann'],
    ['\n  Two   spaces \nnext', 'Two spaces'],
    [`Short one. ${'long '.repeat(30)}`, 'Short one.'],
    [`短句。${'长'.repeat(100)}`, '短句。'],
    ['长'.repeat(100), `${'长'.repeat(77)}…`],
    [`${'word '.repeat(30)}`, `${'word '.repeat(15).trim()}…`],
  ])('of %j', (text, subject) => {
    expect(subjectOf([{ kind: 'text', text }])).toBe(subject);
  });
});

/** RFC 6376, relaxed/relaxed, by hand: an independent look at what the library signed. */
function checkDkim(raw: string, publicKey: string) {
  const cut = raw.indexOf('\r\n\r\n');
  const headers = raw.slice(0, cut).split(/\r\n(?![ \t])/);
  const relaxed = (header: string) => {
    const colon = header.indexOf(':');
    const value = header
      .slice(colon + 1)
      .replaceAll(/\r\n/g, '')
      .replaceAll(/[ \t]+/g, ' ');
    return `${header.slice(0, colon).toLowerCase().trim()}:${value.trim()}`;
  };
  const signature = headers.find((each) => /^dkim-signature:/i.test(each)) ?? '';
  const tag = (name: string) =>
    new RegExp(`(?:^|[;:\\s])${name}=([^;]*)`).exec(relaxed(signature))?.[1]?.replaceAll(' ', '') ??
    '';
  const body = raw
    .slice(cut + 4)
    .split('\r\n')
    .map((line) => line.replaceAll(/[ \t]+/g, ' ').replace(/ $/, ''))
    .join('\r\n')
    .replace(/(\r\n)*$/, '\r\n');
  const left = headers.filter((each) => each !== signature);
  const signed = tag('h')
    .split(':')
    .flatMap((name) => {
      const at = left.findLastIndex((each) =>
        each.toLowerCase().startsWith(`${name.toLowerCase()}:`),
      );
      return at === -1 ? [] : [`${relaxed(left.splice(at, 1)[0] ?? '')}\r\n`];
    });
  const own = relaxed(signature).replace(/(b=)[^;]*$/, '$1');
  const verify = createVerify('sha256').update(`${signed.join('')}${own}`);
  return {
    covers: tag('h').toLowerCase().split(':'),
    bodyIsSame: createHash('sha256').update(body).digest('base64') === tag('bh'),
    isSigned: verify.verify(createPublicKey(publicKey), tag('b'), 'base64'),
  };
}

it('is signed by DKIM, the two unsubscribing headers with it (RFC 8058)', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2_048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const dkim = {
    domain: 'shop.example',
    selector: 's1',
    private_key: privateKey.replaceAll('\n', '\\n'),
  };
  const { raw } = await mailOf({ settings: { dkim }, message: textMessage('en', 'Hello, 世界') });
  const checked = checkDkim(raw, publicKey);
  expect(checked).toMatchObject({ bodyIsSame: true, isSigned: true });
  expect(checked.covers).toEqual(
    expect.arrayContaining(['from', 'list-unsubscribe', 'list-unsubscribe-post']),
  );
  expect(checkDkim(raw.replace('One-Click', 'Two-Click'), publicKey).isSigned).toBe(false);
});

describe('what a server answers', () => {
  const says = (at: 'connect' | 'mail' | 'rcpt' | 'data', text: string): MailFault => ({
    kind: 'reply',
    at,
    text,
  });
  const suppress = { kind: 'undeliverable', recipient: 'suppress' };
  const permission = { kind: 'account_fault', why: 'permission' };
  const minutes = (count: number) => ({ kind: 'deferred', minDelayMs: count * 60_000 });

  it.each([
    [says('rcpt', '550 5.1.1 User unknown'), suppress],
    [says('rcpt', '550 5.1.2 Bad destination host'), suppress],
    [says('rcpt', '550 5.1.10 Recipient not found'), suppress],
    [says('rcpt', '550 5.2.1 Mailbox disabled'), suppress],
    [says('rcpt', '550 No such user here'), suppress],
    [says('rcpt', '551 User not local; please try <b@c.example>'), suppress],
    [says('rcpt', '550 Requested action not taken'), { kind: 'rejected' }],
    [says('rcpt', '550 5.7.1 Relaying denied'), permission],
    [says('rcpt', '554 Blocked, see our policy'), permission],
    [says('mail', '550 5.7.1 Sender not allowed'), permission],
    [says('mail', '553 5.1.8 Domain of sender does not exist'), permission],
    [
      says('mail', '530 5.7.0 Authentication required'),
      { kind: 'account_fault', why: 'credentials' },
    ],
    [says('data', '554 5.7.1 Looks like spam'), { kind: 'rejected' }],
    [says('data', '552 5.3.4 Message too big'), { kind: 'rejected' }],
    [says('rcpt', '552 5.2.2 Mailbox full'), minutes(360)],
    [says('rcpt', '450 4.2.0 Greylisted'), minutes(15)],
    [says('data', '451 4.3.0 Later'), minutes(15)],
    [says('data', '421 4.3.2 Shutting down'), { kind: 'throttled', scope: 'account' }],
    [says('connect', '421 4.7.0 Too many connections'), { kind: 'throttled', scope: 'account' }],
  ])('$0.at: $0.text', async (fault, outcome) => {
    const server = await serverWith();
    server.faults.push(fault);
    expect(await send(server)).toMatchObject(outcome);
    expect(server.mails).toEqual([]);
  });

  it('repeats nobody’s address in its words', async () => {
    const server = await serverWith();
    server.faults.push(says('data', `554 5.6.0 <${person}> does not want this`));
    expect(await send(server)).toEqual({
      kind: 'rejected',
      why: '554 5.6.0 <[address]> does not want this',
    });
  });
});

describe('a session that breaks', () => {
  it.each([
    ['no greeting', { kind: 'hang', at: 'connect' }, 'deferred'],
    ['silence before the mail', { kind: 'hang', at: 'mail' }, 'deferred'],
    ['silence behind the mail', { kind: 'hang', at: 'data' }, 'unknown'],
    ['a break before the mail', { kind: 'drop', at: 'mail' }, 'deferred'],
    ['a break behind the mail', { kind: 'drop', at: 'data' }, 'unknown'],
  ] as const)('%s', async (_, fault, kind) => {
    const server = await serverWith();
    server.faults.push(fault);
    const outcome = await send(server, { context: { signal: AbortSignal.timeout(400) } });
    expect(outcome).toMatchObject({ kind });
  });

  it('sends nothing where the signal has gone off before', async () => {
    const server = await serverWith();
    const outcome = await send(server, { context: { signal: AbortSignal.abort() } });
    expect(outcome).toMatchObject({ kind: 'deferred' });
    expect(server.mails).toEqual([]);
  });

  it('goes to no address that could be a command', async () => {
    const server = await serverWith();
    const outcome = await send(server, { context: { to: 'a@b.example>\r\nRCPT TO:<c@d.example' } });
    expect(outcome).toMatchObject({ kind: 'undeliverable', recipient: 'suppress' });
    expect(server.mails).toEqual([]);
  });
});

describe('encryption', () => {
  const tls = { key: certificateKey, cert: certificate };

  it('is there before a password or a mail crosses the network', async () => {
    const server = await serverWith({ tls, user: 'u', pass: 'p' });
    const ca_file = join(tmpdir(), `hawker-mail-${server.port}.pem`);
    writeFileSync(ca_file, certificate);
    const account = openAccount(
      adapter,
      settingsFor(server, { user: 'u', pass: 'p' }, { ca_file }),
      mailDeps(),
    );
    expect(await account.probe(AbortSignal.timeout(5_000))).toEqual({
      ok: true,
      name: 'news@shop.example',
    });
    const part = account.render(textMessage('en', 'x'));
    if (!part.ok || part.parts[0] === undefined) throw new Error('does not fit');
    const context = { to: person, key: 'k', signal: AbortSignal.timeout(5_000) };
    expect(await account.send(part.parts[0], context)).toMatchObject({ kind: 'accepted' });
    expect(server.mails).toMatchObject([{ isSecure: true, user: 'u' }]);
  });

  it.each([
    ['offers none', {}],
    ['shows a certificate nobody vouches for', { tls }],
  ])('is insisted on when a server elsewhere %s', async (_, options) => {
    const server = await serverWith(options);
    const smtp = {
      host: '127.0.0.1',
      port: server.port,
      isSecure: false,
      needsTls: true,
      auth: null,
    };
    const mail = { from: 'a@b.example', to: person, raw: Buffer.from('x'), envelopeId: 'k' };
    const sent = await sendMail({ smtp, ca: null }, mail, AbortSignal.timeout(5_000));
    expect(sent).toMatchObject({ ok: false, phase: 'before-data' });
    expect(server.mails).toEqual([]);
  });

  it('is what a server elsewhere is asked for, by its name', () => {
    const parsed = settingsSchema.parse({
      smtp: 'smtp://u%40x:p%2F@mail.shop.example',
      from: 'news@shop.example',
      postal_address: '1 High Street',
    });
    expect(parsed.smtp).toEqual({
      host: 'mail.shop.example',
      port: 587,
      isSecure: false,
      needsTls: true,
      auth: { user: 'u@x', pass: 'p/' },
    });
  });
});

it('does not leave while there is no public address, and so no way out', async () => {
  const server = await serverWith();
  const deps = mailDeps({ unsubscribeUrl: () => null });
  const account = openAccount(adapter, settingsFor(server), deps);
  const rendering = account.render(textMessage('en', 'x'));
  if (!rendering.ok || rendering.parts[0] === undefined) throw new Error('does not fit');
  const context = { to: person, key: 'k', signal: AbortSignal.timeout(5_000) };
  expect(await account.send(rendering.parts[0], context)).toEqual({
    kind: 'account_fault',
    why: 'permission',
  });
  expect(server.sessions).toBe(0);
  expect(await account.probe(context.signal)).toMatchObject({ ok: false, why: 'permission' });
});

describe('the settings', () => {
  const good = {
    smtp: 'smtp://u:p@mail.shop.example',
    from: 'The Shop <news@shop.example>',
    postal_address: 'The Shop Ltd, London',
  };
  it.each([
    [{ smtp: 'mail.shop.example' }, 'smtp'],
    [{ smtp: 'https://mail.shop.example' }, 'smtp'],
    [{ from: 'The Shop' }, 'from'],
    [{ from: 'a@b.example>\r\nBcc: <x@y.example' }, 'from'],
    [{ postal_address: undefined }, 'postal_address'],
    [{ inbound: { domain: 'in.shop.example', secret: 'short' } }, 'inbound.secret'],
    [{ inbound: { domain: 'x y', secret: 'a'.repeat(16) } }, 'inbound.domain'],
    [{ inbound: { ...inbound, listen: 'nowhere' } }, 'inbound.listen'],
    [{ dkim: { domain: 'shop.example', selector: 's1' } }, 'dkim'],
    [{ dkim: { domain: 'shop.example', selector: 's1', key_file: '/no/such' } }, 'dkim'],
    [{ quota_timezone: 'Mars' }, 'quota_timezone'],
    [{ ca_file: '/no/such' }, 'ca_file'],
    [{ colour: 'red' }, 'colour'],
  ])('say where %j is wrong', (wrong, path) => {
    const opened = adapter.open('email', { ...good, ...wrong }, adapterDeps());
    expect(opened).toMatchObject({ ok: false, problems: [{ path }] });
  });

  it('turn a day’s allowance into a quota in the provider’s zone', () => {
    const { rate } = openAccount(adapter, {
      ...good,
      per_day: '500',
      quota_timezone: 'Asia/Shanghai',
    });
    expect(rate).toMatchObject({
      perSecond: 5,
      quotas: [{ of: 'account', max: 500, per: 'day', timezone: 'Asia/Shanghai' }],
    });
  });
});

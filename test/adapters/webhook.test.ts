import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { webhookAccount } from '../../adapters/webhook/account.js';
import {
  guardedRequest,
  isAllowed,
  type RequestFault,
  type Resolve,
  urlProblem,
} from '../../adapters/webhook/guarded-request.js';
import { settingsSchema } from '../../adapters/webhook/settings.js';
import { adapter } from '../../adapters/webhook.js';
import { textMessage } from '../../src/domain/message/message.js';
import { WebhookReceiver } from '../fakes/webhook-receiver.js';
import { adapterDeps, openAccount } from '../support/channels.js';
import { certificate, certificateKey } from './support/mail-certificate.js';

const receivers: WebhookReceiver[] = [];

afterEach(async () => {
  await Promise.all(receivers.splice(0).map((each) => each.stop()));
});

async function receiverAt(host = '127.0.0.1', port = 0): Promise<WebhookReceiver> {
  const receiver = await new WebhookReceiver().start(port, host);
  receivers.push(receiver);
  return receiver;
}

function ask(url: string, allowPrivate: boolean, resolve?: Resolve) {
  const signal = AbortSignal.timeout(5_000);
  const asked = { method: 'POST', url, headers: {}, body: '{}', signal, allowPrivate } as const;
  return guardedRequest({ ...asked, maxBytes: 1_000 }, resolve);
}

const faultOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: RequestFault) => error,
  );

// Special-purpose registries: RFC 6890 and IANA's tables for IPv4 and IPv6.
const closed = [
  '0.0.0.0',
  '10.0.0.1',
  '100.64.0.1',
  '100.100.100.200',
  '127.0.0.1',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.192',
  '192.168.1.1',
  '198.18.0.1',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '168.63.129.16',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:a9fe:a9fe',
  '::7f00:1',
  '64:ff9b::7f00:1',
  '64:ff9b:1::a00:1',
  'fe80::1',
  'fec0::1',
  'fc00::1',
  'fd00:ec2::254',
  'ff02::1',
  '2001:db8::1',
  '2002:7f00:1::',
  'not an address',
];

describe('the guard against calls into private networks', () => {
  it.each(closed)('does not call %s', (address) => {
    expect(isAllowed(address, false)).toBe(false);
  });

  it.each(['93.184.216.34', '8.8.8.8', '172.32.0.1', '2606:2800:220:1::1'])(
    'calls %s',
    (address) => {
      expect(isAllowed(address, false)).toBe(true);
    },
  );

  it.each([
    ['http://shop.example/', 'https'],
    ['ftp://shop.example/', 'https'],
    ['file:///etc/passwd', 'https'],
    ['https://user:secret@shop.example/', 'user name'],
    ['https://shop.example:6379/', 'port'],
    ['https://127.0.0.1/', 'private'],
    ['https://2130706433/', 'private'],
    ['https://0x7f.1/', 'private'],
    ['https://[::ffff:127.0.0.1]/', 'private'],
    ['https://[::1]/', 'private'],
    ['no address', 'not a web address'],
  ])('refuses %s in the settings', (url, words) => {
    expect(urlProblem(url, false)).toContain(words);
  });

  it('takes http to this machine only, and only when private networks are allowed', () => {
    expect(urlProblem('http://127.0.0.1:9/', true)).toBeNull();
    expect(urlProblem('http://localhost:9/', true)).toBeNull();
    expect(urlProblem('http://10.0.0.1/', true)).toContain('https');
    expect(urlProblem('https://10.0.0.1:4000/', true)).toBeNull();
    expect(urlProblem('https://169.254.169.254/', true)).toContain('private');
  });

  it.each([
    ['a private address', ['10.1.2.3']],
    ['a private one among public ones', ['93.184.216.34', '127.0.0.1']],
  ])('does not call a host whose name leads to %s', async (_, addresses) => {
    const fault = await faultOf(ask('https://shop.example/', false, async () => addresses));
    expect(fault).toMatchObject({ kind: 'forbidden' });
  });

  it('connects to the address it has looked at, whatever the name says the second time', async () => {
    // The system's own word for the name is 127.0.0.1: whoever asks it again goes there.
    const first = await receiverAt('127.0.0.2');
    const second = await receiverAt('127.0.0.1', first.port);
    const answers = [['127.0.0.2'], ['127.0.0.1']];
    let asked = 0;
    const lying: Resolve = async () => answers[asked++] ?? [];
    await ask(`http://localhost:${first.port}/`, true, lying);
    expect({ asked, first: first.calls.length, second: second.calls.length }).toEqual({
      asked: 1,
      first: 1,
      second: 0,
    });
  });

  it('says nothing to a server whose certificate nobody vouches for', async () => {
    const heard: string[] = [];
    const tls = { key: certificateKey, cert: certificate };
    const server = createServer(tls, (request) => void heard.push(String(request.url)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const fault = await faultOf(ask(`https://localhost:${port}/`, true));
    server.close();
    expect({ kind: fault?.kind, heard }).toEqual({ kind: 'not-sent', heard: [] });
  });

  it('follows no redirect', async () => {
    const target = await receiverAt();
    const receiver = await receiverAt();
    const headers = { location: target.url };
    receiver.faults.push({ kind: 'answer', status: 307, body: '', headers });
    expect(await ask(receiver.url, true)).toMatchObject({ status: 307 });
    expect(target.calls).toEqual([]);
  });

  it('cuts a long answer off', async () => {
    const receiver = await receiverAt();
    receiver.faults.push({ kind: 'answer', status: 200, body: 'x'.repeat(5_000_000) });
    const { body } = await ask(receiver.url, true);
    expect(body.length).toBe(1_000);
  });

  it('names no URL in its errors', async () => {
    const url = 'http://127.0.0.1:1/?token=hidden-4711';
    const fault = await faultOf(ask(url, true));
    expect(fault).toMatchObject({ kind: 'not-sent' });
    expect(String(fault?.message)).not.toContain('hidden-4711');
  });

  it('does not wait for a name longer than its signal', async () => {
    const never: Resolve = () => new Promise(() => undefined);
    const signal = AbortSignal.timeout(50);
    const asked = { method: 'GET', url: 'https://shop.example/', headers: {}, signal } as const;
    const work = guardedRequest({ ...asked, allowPrivate: false, maxBytes: 10 }, never);
    expect(await faultOf(work)).toMatchObject({ kind: 'not-sent' });
  });
});

function settingsFor(receiver: WebhookReceiver, more: object = {}) {
  return { url: receiver.url, secret: receiver.secret, allow_private: true, ...more };
}

async function sendTo(receiver: WebhookReceiver, key = 'key-1', more: object = {}) {
  const account = openAccount(adapter, settingsFor(receiver, more));
  const rendering = account.render(textMessage('en', 'hello'));
  if (!rendering.ok) throw new Error('does not fit');
  const [part] = rendering.parts;
  if (part === undefined) throw new Error('no part');
  return account.send(part, { to: 'u', key, signal: AbortSignal.timeout(5_000) });
}

describe('a message as a webhook call', () => {
  it('is taken by the standard’s own library with either key while keys change', async () => {
    const receiver = await receiverAt();
    const next = `whsec_${Buffer.from('the-next-secret-0123456789abcdef').toString('base64')}`;
    const outcome = await sendTo(receiver, 'k', { secret: [next, receiver.secret] });
    expect(outcome).toEqual({ kind: 'accepted', ref: 'k', final: true });
    const [signatures] = receiver.calls.map(({ headers }) => headers['webhook-signature']);
    expect(String(signatures).split(' ').length).toBe(2);
  });

  it.each([
    [301, '', { kind: 'account_fault', why: 'permission' }],
    [404, '', { kind: 'account_fault', why: 'permission' }],
    [410, '', { kind: 'account_fault', why: 'permission' }],
    [403, '', { kind: 'account_fault', why: 'credentials' }],
    [413, '', { kind: 'rejected', why: 'status 413' }],
    [408, '', { kind: 'unknown', resendSafe: true }],
    [204, '', { kind: 'accepted', ref: 'key-1', final: true }],
    [200, 'ok', { kind: 'accepted', ref: 'key-1', final: true }],
    [200, '{"id":"m-9"}', { kind: 'accepted', ref: 'm-9', final: true }],
    [200, '{"error":"needs_consent"}', { kind: 'undeliverable', recipient: 'needs_consent' }],
    [404, '{"error":"unknown_recipient"}', { kind: 'undeliverable', recipient: 'suppress' }],
    [429, '{"error":"recipient_busy"}', { kind: 'throttled', scope: 'recipient' }],
    [422, '{"error":"something new"}', { kind: 'rejected' }],
  ])('answered with %i %s', async (status, body, outcome) => {
    const receiver = await receiverAt();
    receiver.faults.push({ kind: 'answer', status, body });
    expect(await sendTo(receiver)).toMatchObject(outcome);
  });

  it('reads a Retry-After that is a date', async () => {
    const receiver = await receiverAt();
    const headers = { 'retry-after': new Date(Date.UTC(2026, 0, 1, 0, 2)).toUTCString() };
    receiver.faults.push({ kind: 'answer', status: 429, body: '', headers });
    const settings = settingsSchema.parse(settingsFor(receiver));
    const deps = adapterDeps({ now: () => Date.UTC(2026, 0, 1) });
    const part = { method: 'message', payload: {} };
    const context = { to: 'u', key: 'k', signal: AbortSignal.timeout(5_000) };
    const outcome = await webhookAccount('webhook', settings, deps).send(part, context);
    expect(outcome).toEqual({ kind: 'throttled', scope: 'account', retryAfterMs: 120_000 });
  });

  it('pauses the account when its host’s name begins to lead into a private network', async () => {
    const settings = settingsSchema.parse({
      url: 'https://shop.example/hook',
      secret: `whsec_${'A'.repeat(32)}`,
    });
    const resolve: Resolve = async () => ['169.254.169.254'];
    const account = webhookAccount('webhook', settings, adapterDeps(), resolve);
    const context = { to: 'u', key: 'k', signal: AbortSignal.timeout(5_000) };
    const part = { method: 'message', payload: {} };
    expect(await account.send(part, context)).toEqual({ kind: 'account_fault', why: 'permission' });
    expect(await account.probe(context.signal)).toMatchObject({ ok: false, why: 'permission' });
  });

  it('pings with a signature when probed', async () => {
    const receiver = await receiverAt();
    const account = openAccount(adapter, settingsFor(receiver));
    expect(await account.probe(AbortSignal.timeout(5_000))).toEqual({
      ok: true,
      name: `127.0.0.1:${receiver.port}`,
    });
    expect({ pings: receiver.pings.length, messages: receiver.messages }).toEqual({
      pings: 1,
      messages: [],
    });
  });
});

describe('the settings', () => {
  const secret = `whsec_${'A'.repeat(32)}`;
  it.each([
    [{ url: 'https://shop.example/', secret: 'hunter2' }, 'secret'],
    [{ url: 'https://shop.example/', secret: 'whsec_AAAA' }, 'secret'],
    [{ url: 'http://shop.example/', secret }, 'url'],
    [{ url: 'https://shop.example/', secret, inbound_secret: secret }, 'inbound_secret'],
    [{ url: 'https://shop.example/', secret, colour: 'red' }, 'colour'],
  ])('say where %j is wrong', (settings, path) => {
    const opened = adapter.open('webhook', settings, adapterDeps());
    expect(opened).toMatchObject({ ok: false, problems: [{ path }] });
  });
});

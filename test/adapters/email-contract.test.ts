import { returnAddress } from '../../adapters/email/return-address.js';
import { adapter } from '../../adapters/email.js';
import type { RawRequest } from '../../src/ports/channel.js';
import { type ChannelPeer, channelContract, type ReceivedMessage } from '../contract/channel.js';
import { type MailFault, MailServer, type TakenMail } from '../fakes/mail-server.js';
import { openAccount } from '../support/channels.js';
import { listLog } from '../support/dispatch.js';
import { answerMail, inbound, mailDeps, settingsFor } from './support/mail.js';

const person = 'ann@customer.example';
const user = 'hawker';
const pass = 'mail-password-4711';

async function open(): Promise<ChannelPeer> {
  const server = await new MailServer({ user, pass }).start();
  const log = listLog();
  const settings = settingsFor(server, { user, pass });
  const meets =
    (...faults: MailFault[]) =>
    () =>
      void server.faults.push(...faults);
  const says = (at: 'mail' | 'rcpt' | 'data' | 'connect', text: string) =>
    meets({ kind: 'reply', at, text });
  const deps = mailDeps({ log });
  const login = Buffer.from(`\0${user}\0${pass}`).toString('base64');
  return {
    account: openAccount(adapter, settings, deps),
    address: person,
    received: async () => server.mails.map(asReceived),
    requestCount: () => server.sessions,
    secrets: [pass, login, inbound.secret],
    logged: () => log.lines.map((line) => JSON.stringify(line)),
    throttles: () => says('connect', '421 4.7.0 Too many connections')(),
    unknownAddress: () => {
      server.mailboxes.set('gone@customer.example', '550 5.1.1 User unknown');
      return 'gone@customer.example';
    },
    refusesContent: says('data', '554 5.7.1 Message contains a link we do not like'),
    revokes: () => {
      server.isRevoked = true;
    },
    usesUpQuota: () => {
      says('mail', '550 5.4.5 Daily user sending limit exceeded')();
      // 09:00 UTC is 17:00 in Shanghai; its next midnight is 16:00 UTC of the same day.
      return { retryAtMs: Date.UTC(2026, 10, 21, 16) };
    },
    unplugged: () => openAccount(adapter, { ...settings, smtp: 'smtp://127.0.0.1:1' }, deps),
    resets: meets({ kind: 'drop', at: 'data' }),
    hangs: meets({ kind: 'hang', at: 'data' }),
    obscureAnswers: [
      {
        why: 'the connection is closed instead of an answer',
        happen: meets({ kind: 'drop', at: 'data' }),
      },
    ],
    deferringAnswers: [
      { why: 'greylisted', happen: says('rcpt', '450 4.2.0 Greylisted, come back later') },
      { why: 'no room', happen: says('data', '452 4.3.1 Insufficient system storage') },
      { why: 'the connection breaks before the mail', happen: meets({ kind: 'drop', at: 'mail' }) },
    ],
    echoes: [
      { why: 'refusal', happen: says('data', `554 5.0.0 ${pass} ${login} ${person}`) },
      { why: 'deferral', happen: says('rcpt', `450 4.0.0 ${login} ${encodeURIComponent(pass)}`) },
      { why: 'greeting', happen: says('connect', `554 5.0.0 ${pass}`) },
      { why: 'reset', happen: meets({ kind: 'drop', at: 'data' }) },
    ],
    inbound: inboundPeer(settings),
    stop: () => server.stop(),
  };
}

function asReceived({ to, mail }: TakenMail): ReceivedMessage {
  const html = mail.html ?? '';
  const unescaped = (text: string) =>
    text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&');
  const links = [...html.matchAll(/<a class="button" href="([^"]*)"[^>]*>([^<]*)<\/a>/g)];
  return {
    to,
    ref: mail.messageId ?? '',
    // Behind the two dashes stands the signature.
    text: (mail.text ?? '').split('\n\n-- \n')[0] ?? '',
    imageUrl: unescaped(/<img src="([^"]*)"/.exec(html)?.[1] ?? '') || null,
    buttons: links.map(([, href = '', label = '']) => ({
      label: unescaped(label),
      target: targetOf(unescaped(href)),
    })),
  };
}

// A button that is an action leads to a page of ours; the test's own names the action in the clear.
function targetOf(href: string): string {
  const { pathname, searchParams } = new URL(href);
  return pathname === '/press' ? (searchParams.get('action') ?? '') : href;
}

function inboundPeer(settings: Record<string, unknown>) {
  const account = openAccount(adapter, settings, mailDeps());
  const genuine = { authorization: `Bearer ${inbound.secret}` };
  const call = (text: string, headers: Record<string, string> = genuine): RawRequest => ({
    method: 'POST',
    path: '/webhooks/email',
    query: {},
    headers: { ...headers, 'x-envelope-to': returnAddress(inbound, 'reply', person) },
    body: Buffer.from(answerMail({ from: person, text })),
  });
  const refused = (why: string, authorization?: string) => ({
    why,
    request: call('x', authorization === undefined ? {} : { authorization }),
    status: 401,
  });
  return {
    account,
    from: person,
    accepted: { status: 200, body: '' },
    message: (text: string) => call(text),
    start: () => call('start'),
    leave: () => call('stop'),
    // A flipped byte is told where the caller signs; the bare secret does not cover the mail, hence TLS only.
    forged: () => [
      refused('no header'),
      refused('flipped', `Bearer X${inbound.secret.slice(1)}`),
      refused('too short', `Bearer ${inbound.secret.slice(1)}`),
      refused('longer', `Bearer ${inbound.secret}x`),
      { why: 'GET', request: { ...call('x'), method: 'GET' }, status: 405 },
      {
        why: 'an address nobody made',
        request: {
          ...call('x'),
          headers: { ...genuine, 'x-envelope-to': `reply+${'a'.repeat(16)}@${inbound.domain}` },
        },
        status: 422,
      },
    ],
  };
}

channelContract('email', open, {
  6: 'SMTP has no way to say for how long',
  8: 'a mail server does not say that a person has shut a sender out; a complaint comes later, as a report',
  10: 'who has confirmed an address can be written to at any time',
  11: 'SMTP’s 551 may name another address, but consent was given by the confirmed one only',
  15: 'a password never runs out',
  20: 'SMTP takes no key and so knows of no repeat',
  25: 'a sender’s address can be forged, so an address joins and leaves by links of its own (see email-inbound)',
});

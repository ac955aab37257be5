import { returnAddress } from '../../../adapters/email/return-address.js';
import type { AdapterDeps } from '../../../src/ports/channel.js';
import type { MailServer } from '../../fakes/mail-server.js';

export const inbound = {
  domain: 'in.shop.example',
  secret: 'inbound-secret-0123456789',
  listen: null,
} as const;

/** 17:00 in Shanghai. */
export const mailNow = Date.UTC(2026, 10, 21, 9);

/** Links as the service makes them, but in the clear. */
export function mailDeps(overrides: Partial<AdapterDeps> = {}): Partial<AdapterDeps> {
  return {
    now: () => mailNow,
    publicUrl: 'https://shop.example',
    unsubscribeUrl: (account, address) =>
      `https://shop.example/unsubscribe/${account}.${Buffer.from(address).toString('base64url')}`,
    actionUrl: (account, address, { action }) => {
      const query = new URLSearchParams({ account, address, action });
      return `https://shop.example/press?${query}`;
    },
    ...overrides,
  };
}

export function settingsFor(
  { port }: Pick<MailServer, 'port'>,
  login: { readonly user: string; readonly pass: string } | null = null,
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  const { domain, secret } = inbound;
  const who = login === null ? '' : `${login.user}:${login.pass}@`;
  return {
    smtp: `smtp://${who}127.0.0.1:${port}`,
    from: 'The Shop <news@shop.example>',
    postal_address: 'The Shop Ltd, 1 High Street, London',
    inbound: { domain, secret },
    quota_timezone: 'Asia/Shanghai',
    ...more,
  };
}

let mails = 0;

/** What a person's mail program sends as an answer. */
export function answerMail({
  from,
  text,
  headers = [],
}: {
  readonly from: string;
  readonly text: string;
  readonly headers?: readonly string[];
}): string {
  mails += 1;
  return [
    `From: Ann Lee <${from}>`,
    `To: <${returnAddress(inbound, 'reply', from)}>`,
    `Message-ID: <answer-${mails}@customer.example>`,
    'Subject: Re: Hello',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    ...headers,
    '',
    Buffer.from(text).toString('base64'),
    '',
  ].join('\r\n');
}

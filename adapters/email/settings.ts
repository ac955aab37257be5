import { readFileSync } from 'node:fs';
import { z } from 'zod';

const mailAddress = /^[^\s@<>"(),:;\\[\]]{1,64}@[A-Za-z0-9.-]{1,253}$/;
const domainName = z
  .string()
  .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i, 'is not a domain')
  .transform((text) => text.toLowerCase());

const count = (most: number) => z.coerce.number().int().min(1).max(most);

const smtp = z
  .string()
  .refine(isSmtpUrl, 'is not a mail server (say smtp://user:password@mail.shop.example:587)')
  .transform(serverOf);

const from = z
  .string()
  .refine((text) => senderOf(text) !== null, 'is not a sender (say Shop <news@shop.example>)')
  .transform((text) => senderOf(text) ?? { name: '', address: '' });

const port = z
  .union([z.number(), z.string()])
  .refine((given) => placeOf(given) !== null, 'is not a port, nor an address such as 0.0.0.0:2525')
  .transform((given) => placeOf(given) ?? { host: '', port: 0 });

const dkim = z
  .strictObject({
    domain: domainName,
    selector: z.string().regex(/^[A-Za-z0-9._-]{1,63}$/, 'is not a selector'),
    /** PEM; `\n` may stand for a new line, as .env files need it. */
    private_key: z.string().optional(),
    key_file: z.string().optional(),
  })
  .transform((file, context) => {
    const privateKey = keyOf(file);
    if (privateKey === null) {
      const message = 'needs `private_key` or a readable `key_file` with a private key in PEM';
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    }
    return { domain: file.domain, selector: file.selector, privateKey };
  });

const inbound = z
  .strictObject({
    /** Bounces and answers go to addresses of this domain. */
    domain: domainName,
    /** Signs those addresses, and lets an MTA hand in mail. */
    secret: z.string().min(16, 'must have 16 letters or more'),
    /** Where Hawker itself takes mail; else an MTA hands it in. */
    listen: port.optional(),
  })
  .transform(({ domain, secret, listen }) => ({ domain, secret, listen: listen ?? null }));

/** As shop.yaml has it. */
export const settingsSchema = z
  .strictObject({
    smtp,
    from,
    /** Where the shop is: the law wants it in every advertising mail. */
    postal_address: z.string().min(5, 'must say where the shop is').max(300),
    reply_to: z.string().regex(mailAddress, 'is not a mail address').optional(),
    /** Of a mail server with a certificate of one's own. */
    ca_file: z.string().refine(isReadable, 'cannot be read').optional(),
    dkim: dkim.optional(),
    inbound: inbound.optional(),
    per_second: z.coerce.number().min(0.01).max(500).default(5),
    per_day: count(100_000_000).optional(),
    /** In which zone the provider's day turns over. */
    quota_timezone: z.string().refine(isZone, 'is not a time zone').default('UTC'),
    concurrency: count(50).default(5),
    timeout_ms: z.coerce.number().int().min(1_000).max(300_000).default(60_000),
  })
  .transform((file) => ({
    smtp: file.smtp,
    from: file.from,
    postalAddress: file.postal_address,
    replyTo: file.reply_to ?? null,
    ca: file.ca_file === undefined ? null : readFileSync(file.ca_file, 'utf8'),
    dkim: file.dkim ?? null,
    inbound: file.inbound ?? null,
    perSecond: file.per_second,
    perDay: file.per_day ?? null,
    quotaTimezone: file.quota_timezone,
    concurrency: file.concurrency,
    timeoutMs: file.timeout_ms,
  }));

export type EmailSettings = z.output<typeof settingsSchema>;
export type Inbound = NonNullable<EmailSettings['inbound']>;

function isSmtpUrl(text: string): boolean {
  return (
    URL.canParse(text) && /^smtps?:$/.test(new URL(text).protocol) && new URL(text).host !== ''
  );
}

function serverOf(text: string) {
  const url = new URL(text);
  const isSecure = url.protocol === 'smtps:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const user = decodeURIComponent(url.username);
  const isLocal = ['127.0.0.1', 'localhost', '::1'].includes(host);
  return {
    host,
    port: url.port === '' ? (isSecure && 465) || 587 : Number(url.port),
    isSecure,
    // A password or a customer's address in clear text crosses no network.
    needsTls: !isLocal,
    auth: user === '' ? null : { user, pass: decodeURIComponent(url.password) },
  };
}

function senderOf(text: string): { name: string; address: string } | null {
  const match = /^\s*(?:"?([^"<>]*?)"?\s*<([^<>]+)>|([^<>\s]+))\s*$/.exec(text);
  const address = match?.[2] ?? match?.[3] ?? '';
  return mailAddress.test(address) ? { name: match?.[1]?.trim() ?? '', address } : null;
}

function placeOf(given: number | string): { host: string; port: number } | null {
  const match = /^(?:(.+):)?(\d{1,5})$/.exec(String(given));
  const found = Number(match?.[2] ?? -1);
  if (match === null || found > 65_535) return null;
  return { host: match[1]?.replace(/^\[|\]$/g, '') ?? '0.0.0.0', port: found };
}

function keyOf(file: { private_key?: string | undefined; key_file?: string | undefined }) {
  const { private_key, key_file } = file;
  const readable = key_file !== undefined && isReadable(key_file);
  const text =
    private_key?.replaceAll('\\n', '\n') ?? (readable ? readFileSync(key_file, 'utf8') : '');
  return /-----BEGIN (RSA )?PRIVATE KEY-----/.test(text) ? text : null;
}

function isReadable(file: string): boolean {
  try {
    readFileSync(file);
    return true;
  } catch {
    return false;
  }
}

function isZone(text: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).format(0) !== '';
  } catch {
    return false;
  }
}

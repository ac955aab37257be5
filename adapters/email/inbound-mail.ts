import { createHash } from 'node:crypto';
import PostalMime, { type Email } from 'postal-mime';
import type { Address, InboundEvent } from '../../src/ports/channel.js';
import { readReport } from './delivery-report.js';
import { replyText } from './reply-text.js';
import {
  isReturnOf,
  plainAddress,
  type ReturnAddress,
  readReturnAddress,
} from './return-address.js';
import type { Inbound } from './settings.js';

/** One larger than this is no answer of a person, and no report. */
export const mailMaxBytes = 1_000_000;
const textMax = 10_000;

export type ReadMail =
  | { readonly ok: true; readonly events: readonly InboundEvent[] }
  | { readonly ok: false; readonly why: string };

export interface IncomingMail {
  readonly raw: Uint8Array;
  /** To whom the sending server said that it goes; empty where it is to be found in the mail. */
  readonly recipients: readonly string[];
  readonly at: number;
}

/** Turns a mail into what it means: an answer, a way out, a report; machines' answers mean nothing. */
export async function readMail(inbound: Inbound, incoming: IncomingMail): Promise<ReadMail> {
  if (incoming.raw.length > mailMaxBytes) return { ok: false, why: 'too large' };
  const mail = await parsed(incoming.raw);
  if (mail?.from === undefined) return { ok: false, why: 'not a mail' };
  const ours = returnAddressOf(inbound, mail, incoming.recipients);
  if (ours === null) return { ok: false, why: 'not to an address of ours' };
  const key = keyOf(mail, incoming.raw);
  if (ours.use === 'bounce') return ofReport(inbound, ours, mail, { key, at: incoming.at });
  const from = ownerOf(inbound, ours, fromOf(mail));
  if (from === null) return { ok: false, why: 'not from whom we wrote to' };
  if (isFromMachine(mail)) return { ok: true, events: [] };
  const base = { key, at: incoming.at, from };
  if (ours.use === 'leave') {
    return { ok: true, events: [{ ...base, kind: 'opt_out', via: 'unsubscribe' }] };
  }
  const text = replyText(mail.text ?? '').slice(0, textMax);
  if (text === '') return { ok: true, events: [] };
  const name = mail.from?.name ?? '';
  return {
    ok: true,
    events: [
      { ...base, ...(name === '' ? {} : { name }), ...answered(mail), kind: 'message', text },
    ],
  };
}

/** Whether a server may hand in mail for this recipient. */
export function isOurs(inbound: Inbound, recipient: string): boolean {
  const found = readReturnAddress(inbound.domain, recipient);
  // One that holds no address is checked against what the mail says.
  return (
    found !== null && (found.address === null || isReturnOf(inbound.secret, found, found.address))
  );
}

async function parsed(raw: Uint8Array): Promise<Email | null> {
  const limits = { maxNestingDepth: 20, maxHeadersSize: 200_000, forceRfc822Attachments: true };
  return PostalMime.parse(raw, { ...limits, attachmentEncoding: 'arraybuffer' }).catch(() => null);
}

function ofReport(
  inbound: Inbound,
  ours: ReturnAddress,
  mail: Email,
  base: { readonly key: string; readonly at: number },
): ReadMail {
  const report = readReport(mail);
  // Something else that came back, such as a note of absence.
  if (report === null) return { ok: true, events: [] };
  const from = ownerOf(inbound, ours, ...report.candidates);
  if (from === null) return { ok: false, why: 'a report about somebody else' };
  const { state, messageId, envelopeId, outcome } = report;
  const ref = messageId ?? envelopeId ?? '';
  const fault = outcome === null ? {} : { outcome };
  return { ok: true, events: [{ ...base, from, kind: 'delivery', ref, state, ...fault }] };
}

function returnAddressOf(
  { domain }: Inbound,
  mail: Email,
  recipients: readonly string[],
): ReturnAddress | null {
  const inMail = ['delivered-to', 'x-original-to', 'envelope-to', 'to', 'cc'].flatMap((name) =>
    mail.headers.flatMap(({ key, value }) =>
      key === name ? (value.match(/[^\s<>,;"]+@[^\s<>,;"]+/g) ?? []) : [],
    ),
  );
  const found = (recipients.length > 0 ? recipients : inMail).slice(0, 50);
  return found.map((each) => readReturnAddress(domain, each)).find((each) => each !== null) ?? null;
}

/** Whose return address it is: the one it holds, or one of those that the mail names; null if it is nobody's. */
function ownerOf(
  { secret }: Inbound,
  ours: ReturnAddress,
  ...named: readonly (string | null)[]
): Address | null {
  const all = [ours.address, ...named].flatMap((each) => (each === null ? [] : plainAddress(each)));
  return all.find((each) => isReturnOf(secret, ours, each)) ?? null;
}

function fromOf({ from }: Email): string | null {
  return from?.address ?? null;
}

function answered({ inReplyTo }: Email) {
  const ref = /<[^<>\s]+>/.exec(inReplyTo ?? '')?.[0];
  return ref === undefined ? {} : { inReplyTo: ref };
}

// RFC 3834; answering a machine would go on for ever.
function isFromMachine({ headers }: Email): boolean {
  const value = (name: string) =>
    headers
      .find(({ key }) => key === name)
      ?.value.trim()
      .toLowerCase() ?? '';
  return (
    !['', 'no'].includes(value('auto-submitted')) ||
    ['bulk', 'junk', 'list', 'auto_reply'].includes(value('precedence')) ||
    value('x-autoreply') !== '' ||
    value('x-autorespond') !== '' ||
    value('return-path') === '<>' ||
    /^(mailer-daemon|postmaster)@/.test(value('from').replace(/^.*</, ''))
  );
}

// A server that hands it in again says the same; a mail without a name is named by what it says.
function keyOf({ messageId }: Email, raw: Uint8Array): string {
  const name = messageId ?? createHash('sha256').update(raw).digest('hex');
  return `mail:${createHash('sha256').update(name).digest('base64url').slice(0, 32)}`;
}

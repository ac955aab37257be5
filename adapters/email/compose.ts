import { buffer } from 'node:stream/consumers';
import DKIM from 'nodemailer/lib/dkim';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { AdapterDeps, Address } from '../../src/ports/channel.js';
import type { PressUrl } from './footer.js';
import { htmlPart } from './html-part.js';
import { plainPart } from './plain-part.js';
import type { MailContent } from './render.js';
import { returnAddress } from './return-address.js';
import type { EmailSettings } from './settings.js';
import { wordsIn } from './words.js';

/** A mail ready for the wire. */
export interface ComposedMail {
  /** With its angle brackets; the same for the same key. */
  readonly messageId: string;
  readonly envelopeFrom: string;
  readonly raw: Buffer;
}

export interface Occasion {
  readonly account: string;
  readonly to: Address;
  readonly key: string;
  /** An answer to what somebody said or asked for: it needs no way out, and must not be answered by a machine. */
  readonly isAnswer: boolean;
  readonly at: number;
}

type Links = Pick<AdapterDeps, 'unsubscribeUrl' | 'actionUrl'>;

/** @returns null while there is no public address, and so no way out that a mail could offer */
export async function composeMail(
  settings: EmailSettings,
  links: Links,
  content: MailContent,
  occasion: Occasion,
): Promise<ComposedMail | null> {
  const { from, postalAddress, inbound } = settings;
  const { account, to, key, isAnswer } = occasion;
  const leaveUrl = links.unsubscribeUrl(account, to);
  if (leaveUrl === null) return null;
  const press = pressUrl(links, account, to);
  const footer = {
    words: wordsIn(content.locale),
    sender: from.name === '' ? from.address : from.name,
    postalAddress,
    leaveUrl: isAnswer ? null : leaveUrl,
  };
  const messageId = `<${key}@${domainOf(from.address)}>`;
  const mail = new MailComposer({
    from,
    to: { name: '', address: to },
    ...replyTo(settings, to),
    subject: content.subject,
    messageId,
    date: new Date(occasion.at),
    text: plainPart(content, press, footer),
    html: htmlPart(content, press, footer),
    headers: isAnswer ? answerHeaders : listHeaders(settings, account, to, leaveUrl),
    newline: 'win',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const raw = await signed(settings, await mail.compile().build());
  const envelopeFrom = inbound === null ? from.address : returnAddress(inbound, 'bounce', to);
  return { messageId, envelopeFrom, raw };
}

// RFC 3834: other machines are not to answer it.
const answerHeaders = { 'Auto-Submitted': 'auto-replied', 'X-Auto-Response-Suppress': 'All' };

function listHeaders(
  { from, inbound }: EmailSettings,
  account: string,
  to: Address,
  leaveUrl: string,
): Record<string, string> {
  const domain = domainOf(from.address);
  const byMail =
    inbound === null ? [] : [`<mailto:${returnAddress(inbound, 'leave', to)}?subject=unsubscribe>`];
  return {
    // RFC 8058: one press in the mail program, without a page in between.
    'List-Unsubscribe': [`<${leaveUrl}>`, ...byMail].join(', '),
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    'List-Id': `<${account}.${domain}>`,
    'Feedback-ID': `${account}:${domain}:campaign:hawker`,
    Precedence: 'bulk',
  };
}

function replyTo({ inbound, replyTo: fixed }: EmailSettings, to: Address) {
  if (inbound !== null) return { replyTo: returnAddress(inbound, 'reply', to) };
  return fixed === null ? {} : { replyTo: fixed };
}

function pressUrl(links: Links, account: string, to: Address): PressUrl {
  return (button) => {
    if (button.kind === 'link') return button.url;
    const { action, label } = button;
    return links.actionUrl(account, to, { action, label }) ?? '';
  };
}

// RFC 8058, 4: the two unsubscribe headers must be signed.
const signedHeaders = [
  'From:Reply-To:Subject:Date:Message-ID:To:MIME-Version:Content-Type',
  'Content-Transfer-Encoding:List-Id:List-Unsubscribe:List-Unsubscribe-Post:Auto-Submitted:Feedback-ID',
].join(':');

async function signed({ dkim }: EmailSettings, raw: Buffer): Promise<Buffer> {
  if (dkim === null) return raw;
  const { domain, selector, privateKey } = dkim;
  const keys = [{ domainName: domain, keySelector: selector, privateKey }];
  return buffer(new DKIM({ keys, headerFieldNames: signedHeaders }).sign(raw));
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

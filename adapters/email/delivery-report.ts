import type { Attachment, Email } from 'postal-mime';
import type { SendOutcome } from '../../src/domain/message/send-outcome.js';
import { ofStatus } from './classify.js';

/** What a mail server reports about one mail of ours. */
export interface DeliveryReport {
  readonly state: 'delivered' | 'failed' | 'complained';
  readonly outcome: SendOutcome | null;
  /** Whose mail it was, as far as the report tells; the most reliable first. */
  readonly candidates: readonly string[];
  /** The Message-ID of the mail, or our envelope id. */
  readonly messageId: string | null;
  readonly envelopeId: string | null;
}

type Fields = ReadonlyMap<string, string>;

/** Reads a delivery status notification (RFC 3464) or a complaint (RFC 5965). @returns null for any other mail */
export function readReport(mail: Email): DeliveryReport | null {
  const original = originalOf(mail.attachments);
  const complaint = partOf(mail, 'message/feedback-report');
  if (complaint !== null) return ofComplaint(groupsOf(complaint), original);
  const status = partOf(mail, 'message/delivery-status');
  return status === null ? null : ofStatusReport(groupsOf(status), original);
}

function ofComplaint(groups: readonly Fields[], original: Fields): DeliveryReport | null {
  const fields = groups[0] ?? new Map<string, string>();
  // "not-spam" takes a complaint back; others tell of fraud or a virus on the way, not of what the person wants.
  if (!['abuse', 'opt-out'].includes(fields.get('feedback-type')?.toLowerCase() ?? '')) return null;
  const candidates = [fields.get('original-rcpt-to'), original.get('to')].flatMap(addressIn);
  return { state: 'complained', outcome: null, candidates, ...idsOf(fields, original) };
}

function ofStatusReport(groups: readonly Fields[], original: Fields): DeliveryReport | null {
  const [message = new Map<string, string>(), ...recipients] = groups;
  const recipient = recipients.find((fields) => fields.has('action'));
  const action = recipient?.get('action')?.toLowerCase();
  if (recipient === undefined || action === undefined) return null;
  const candidates = [
    recipient.get('original-recipient'),
    recipient.get('final-recipient'),
    original.get('to'),
  ].flatMap(addressIn);
  const common = { candidates, ...idsOf(message, original) };
  if (action === 'delivered') return { state: 'delivered', outcome: null, ...common };
  // "delayed" is tried again by the server that says so; "relayed" and "expanded" say nothing of the mailbox.
  if (action !== 'failed') return null;
  return { state: 'failed', outcome: outcomeOf(recipient), ...common };
}

function outcomeOf(recipient: Fields): SendOutcome {
  const status = /\d\.\d{1,3}\.\d{1,3}/.exec(recipient.get('status') ?? '')?.[0] ?? '';
  const why = `reported ${status}`;
  // A mail that was given up after days of trying says nothing against the address.
  return ofStatus(status, why) ?? { kind: 'rejected', why };
}

function idsOf(fields: Fields, original: Fields) {
  return {
    messageId: /<[^<>\s]+>/.exec(original.get('message-id') ?? '')?.[0] ?? null,
    envelopeId: fields.get('original-envelope-id') ?? null,
  };
}

function partOf({ attachments }: Email, mimeType: string): string | null {
  const part = attachments.find((each) => each.mimeType === mimeType);
  return part === undefined ? null : textOf(part);
}

/** The headers of the mail that is reported about. */
function originalOf(attachments: readonly Attachment[]): Fields {
  const part = attachments.find(({ mimeType }) =>
    ['message/rfc822', 'text/rfc822-headers', 'message/rfc822-headers'].includes(mimeType),
  );
  return part === undefined ? new Map() : (groupsOf(textOf(part))[0] ?? new Map());
}

function textOf({ content }: Attachment): string {
  return typeof content === 'string'
    ? content
    : Buffer.from(content as Uint8Array).toString('utf8');
}

/** `Name: value` lines, folded ones put together, in groups between empty lines. */
function groupsOf(text: string): Fields[] {
  return text
    .replaceAll('\r\n', '\n')
    .slice(0, 64_000)
    .split(/\n{2,}/)
    .map((group) => {
      const lines = group.replaceAll(/\n[ \t]+/g, ' ').split('\n');
      const fields = new Map<string, string>();
      for (const line of lines) {
        const colon = line.indexOf(':');
        if (colon < 1) continue;
        const name = line.slice(0, colon).trim().toLowerCase();
        // The first counts: nobody can put another behind it.
        if (!fields.has(name)) fields.set(name, line.slice(colon + 1).trim());
      }
      return fields;
    })
    .filter((fields) => fields.size > 0);
}

/** `rfc822;ann@shop.example`, `Ann <ann@shop.example>`. */
function addressIn(text: string | undefined): string[] {
  const found = /[^\s<>;,"]+@[^\s<>;,"]+/.exec(text ?? '')?.[0];
  return found === undefined ? [] : [found];
}

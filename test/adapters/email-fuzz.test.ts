import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mailMaxBytes, readMail } from '../../adapters/email/inbound-mail.js';
import {
  isReturnOf,
  readReturnAddress,
  returnAddress,
} from '../../adapters/email/return-address.js';
import { inbound } from './support/mail.js';

const address = fc.emailAddress({ size: 'medium' }).filter((text) => text.length <= 254);
const use = fc.constantFrom('bounce' as const, 'reply' as const, 'leave' as const);

it('every return address tells whose it is, in a local part of 64 letters, whatever happens to its case', () => {
  fc.assert(
    fc.property(address, address, use, (owner, other, kind) => {
      const made = returnAddress(inbound, kind, owner);
      expect(made.split('@')[0]?.length).toBeLessThanOrEqual(64);
      const read = readReturnAddress(inbound.domain, made.toUpperCase());
      if (read === null) throw new Error(`not read: ${made}`);
      expect(read.use).toBe(kind);
      expect(isReturnOf(inbound.secret, read, owner)).toBe(true);
      expect(isReturnOf('another-secret-0123456789', read, owner)).toBe(false);
      expect([null, owner.toLowerCase()]).toContain(read.address);
      if (other.toLowerCase() !== owner.toLowerCase()) {
        expect(isReturnOf(inbound.secret, read, other)).toBe(false);
      }
    }),
    { numRuns: 500 },
  );
});

it('no mail, however broken, makes more than one event or an error', async () => {
  const line = fc.constantFrom(
    'From: a@b.example',
    'From: ',
    `To: ${returnAddress(inbound, 'bounce', 'a@b.example')}`,
    `To: ${returnAddress(inbound, 'reply', 'a@b.example')}`,
    'Content-Type: multipart/report; boundary="x"',
    'Content-Type: message/delivery-status',
    'Content-Type: message/rfc822',
    'Content-Transfer-Encoding: base64',
    '--x',
    '--x--',
    'Action: failed',
    'Status: 5.1.1',
    'Final-Recipient: rfc822; a@b.example',
    '',
    '\u0000\uFFFD',
    '='.repeat(200),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 40 }), async (lines) => {
      const raw = Buffer.from(lines.join('\r\n'));
      const read = await readMail(inbound, { raw, recipients: [], at: 0 });
      const events = read.ok ? read.events : [];
      expect(events.length).toBeLessThanOrEqual(1);
      for (const event of events) expect(event.from).toBe('a@b.example');
    }),
    { numRuns: 1_000 },
  );
});

it.each([
  [
    'parts within parts',
    Array.from(
      { length: 5_000 },
      (_, n) => `Content-Type: multipart/mixed; boundary="b${n}"\r\n\r\n--b${n}`,
    ).join('\r\n'),
  ],
  ['a header without end', `Subject: ${' x'.repeat(400_000)}`],
  ['headers without end', 'X: y\r\n'.repeat(150_000)],
  ['quotes without end', `Content-Type: text/plain\r\n\r\n${'> '.repeat(400_000)}`],
  ['a name without end', `From: ${'"'.repeat(400_000)}`],
])(
  '%s do not keep the reader busy',
  async (_, mail) => {
    const to = returnAddress(inbound, 'reply', 'a@b.example');
    const raw = Buffer.from(`From: a@b.example\r\nTo: ${to}\r\n${mail}`.slice(0, mailMaxBytes));
    const { ok } = await readMail(inbound, { raw, recipients: [to], at: 0 });
    expect([true, false]).toContain(ok);
  },
  5_000,
);

import type { SendOutcome } from '../../src/domain/message/send-outcome.js';
import { addDays, instantOf, localTime } from '../../src/domain/time-zone.js';
import type { SmtpFault } from './smtp.js';

const minuteMs = 60_000;
/** Greylisting servers want to see the sender again after some minutes. */
const greylistMs = 15 * minuteMs;
const fullMailboxMs = 6 * 60 * minuteMs;

/** What a failed attempt means. @param clean takes secrets and the recipient out of a server's words */
export function classify(
  { phase, error }: SmtpFault,
  clean: (text: string) => string,
  quotaBackAt: () => number,
): SendOutcome {
  const { responseCode, response = '', command = '', code } = error;
  if (responseCode !== undefined) {
    const reply = { code: responseCode, text: response, command };
    return ofReply(reply, clean, quotaBackAt);
  }
  // An address that SMTP cannot even name.
  if (code === 'EENVELOPE' && phase === 'before-data') {
    return { kind: 'undeliverable', recipient: 'suppress', why: 'not a mail address' };
  }
  if (code === 'EMESSAGE' && phase === 'before-data') {
    return { kind: 'rejected', why: 'larger than the mail server takes' };
  }
  // A mail has no key that a server would fold a repeat by.
  if (phase === 'data') return { kind: 'unknown', why: 'no answer to the mail', resendSafe: false };
  return { kind: 'deferred', minDelayMs: minuteMs, why: `no session: ${code ?? error.message}` };
}

interface Reply {
  readonly code: number;
  readonly text: string;
  readonly command: string;
}

/** RFC 5321 for the codes, RFC 3463 and IANA's table for the enhanced ones. */
function ofReply(
  reply: Reply,
  clean: (text: string) => string,
  quotaBackAt: () => number,
): SendOutcome {
  const { code, command } = reply;
  const status = enhancedOf(reply.text);
  const why = clean(reply.text).slice(0, 160);
  if (code === 421) return { kind: 'throttled', scope: 'account', retryAfterMs: null };
  // What large providers say when a day's sending is used up.
  if (status === '5.4.5') {
    return { kind: 'account_fault', why: 'quota', retryAtMs: quotaBackAt() };
  }
  if (code >= 500 && (command.startsWith('AUTH') || [530, 534, 535, 538].includes(code))) {
    return { kind: 'account_fault', why: 'credentials' };
  }
  if (code >= 400 && code < 500) return { kind: 'deferred', minDelayMs: greylistMs, why };
  if (code < 500) return { kind: 'unknown', why: `unexpected ${code}`, resendSafe: false };
  return ofRefusal(reply, status, why);
}

function ofRefusal({ code, text, command }: Reply, status: string, why: string): SendOutcome {
  const named = ofStatus(status, why);
  if (named !== null) return named;
  // 551 may name another address; consent was given by this one.
  if (code === 551) return { kind: 'undeliverable', recipient: 'suppress', why: 'has moved' };
  const isBeforeData = command.startsWith('MAIL') || command.startsWith('RCPT');
  // A refusal of the sender, not of this mail. Behind DATA it is what is in the mail that was refused.
  if (isBeforeData && (status.startsWith('5.7.') || /relay|blocked|blacklist|policy/i.test(text))) {
    return { kind: 'account_fault', why: 'permission' };
  }
  if (command.startsWith('RCPT') && status === '' && saysUnknown.test(text)) {
    return { kind: 'undeliverable', recipient: 'suppress', why: 'no such mailbox' };
  }
  return { kind: 'rejected', why };
}

// Of servers that give no enhanced code.
const saysUnknown =
  /(user|mailbox|recipient|address|account)\b.*\b(unknown|unavailable|invalid|disabled|not found|not exist|doesn't exist|no such)|\b(no such|unknown|invalid)\b.*\b(user|mailbox|recipient|address|account)/i;

// The recipient's own address is wrong, has moved, or is closed.
const gone = /^5\.(1\.[12346]|1\.10|2\.1)$/;

/** What a permanent status says by itself; null where it depends on what was refused. */
export function ofStatus(status: string, why: string): SendOutcome | null {
  if (gone.test(status)) return { kind: 'undeliverable', recipient: 'suppress', why };
  if (status === '5.2.2') return { kind: 'deferred', minDelayMs: fullMailboxMs, why };
  if (status === '5.1.7' || status === '5.1.8') return { kind: 'account_fault', why: 'permission' };
  return null;
}

function enhancedOf(text: string): string {
  return /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(text)?.[1] ?? '';
}

/** The start of the next day where the provider counts its days. */
export function nextDay(now: number, zone: string): number {
  return instantOf(addDays(localTime(now, zone).date, 1), 0, zone);
}

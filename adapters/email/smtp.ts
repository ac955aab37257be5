import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { EmailSettings } from './settings.js';

/** Where a conversation with the mail server broke off. */
export type Phase =
  /** No message has been handed over: whatever happens, it is not there. */
  | 'before-data'
  /** The message, or a part of it, is on the wire: the server may have taken it. */
  | 'data';

export interface SmtpFault {
  readonly phase: Phase;
  readonly error: Error & {
    readonly code?: string;
    /** Of the server's reply, if it made one. */
    readonly responseCode?: number;
    readonly response?: string;
    /** `RCPT TO`, `DATA`, `AUTH …`. */
    readonly command?: string;
  };
}

export type SmtpResult = { readonly ok: true } | ({ readonly ok: false } & SmtpFault);

export interface SmtpMail {
  readonly from: string;
  readonly to: string;
  readonly raw: Buffer;
  /** Comes back in reports about this mail (RFC 3461). */
  readonly envelopeId: string;
}

type Server = Pick<EmailSettings, 'smtp' | 'ca'>;

/**
 * One mail to one recipient over a connection of its own. Nodemailer's transport does not tell a connection that was
 * never made from one that fell silent with the mail on it (both are ETIMEDOUT), so the phase is seen here: the
 * message is not read before the server has asked for it.
 */
export function sendMail(server: Server, mail: SmtpMail, signal: AbortSignal): Promise<SmtpResult> {
  let phase: Phase = 'before-data';
  const work = (connection: SMTPConnection, done: (error?: Error | null) => void) => {
    const message = new Readable({
      read() {
        phase = 'data';
        this.push(mail.raw);
        this.push(null);
      },
    });
    const dsn = { id: mail.envelopeId, return: 'headers', notify: ['failure'] };
    const envelope = { from: mail.from, to: [mail.to], size: mail.raw.length, dsn };
    connection.send(envelope, message, (error, info) => {
      // One recipient: who is refused is the whole mail.
      done(error ?? info.rejectedErrors?.[0] ?? null);
    });
  };
  return converse(server, signal, work).then(
    () => ({ ok: true }),
    (error: Error) => ({ ok: false, phase, error }),
  );
}

/** Connects and logs in, sends nothing. */
export async function greet(server: Server, signal: AbortSignal): Promise<SmtpResult> {
  return converse(server, signal, (_, done) => done()).then(
    () => ({ ok: true }),
    (error: Error) => ({ ok: false, phase: 'before-data', error }),
  );
}

type Work = (connection: SMTPConnection, done: (error?: Error | null) => void) => void;

function converse({ smtp, ca }: Server, signal: AbortSignal, work: Work): Promise<void> {
  const isEncrypted = smtp.needsTls || ca !== null;
  const connection = new SMTPConnection({
    host: smtp.host,
    port: smtp.port,
    secure: smtp.isSecure,
    requireTLS: isEncrypted && !smtp.isSecure,
    // A mail server on this machine mostly has a certificate that nobody vouches for.
    ignoreTLS: !isEncrypted,
    // An abort ends the socket at once.
    socketCloseTimeout: 0,
    ...(ca === null ? {} : { tls: { ca } }),
  });
  return new Promise<void>((resolve, reject) => {
    const end = (error?: Error | null) => {
      signal.removeEventListener('abort', abort);
      // First the outcome: closing tells of an end, too.
      if (error) reject(error);
      else resolve();
      if (error) connection.close();
      else connection.quit();
    };
    const abort = () => end(new Error('no answer in time'));
    signal.addEventListener('abort', abort, { once: true });
    connection.once('error', end);
    connection.once('end', () => end(new Error('the server ended the session')));
    if (signal.aborted) return abort();
    connection.connect((error) => {
      if (error) return end(error);
      if (smtp.auth === null || !connection.allowsAuth) return work(connection, end);
      connection.login(smtp.auth, (refusal) => (refusal ? end(refusal) : work(connection, end)));
    });
  });
}

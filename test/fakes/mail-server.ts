import type { AddressInfo, Socket } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** What the next session, or its next mail, meets. */
export type MailFault =
  /** Answers a command with this instead. */
  | {
      readonly kind: 'reply';
      readonly at: 'connect' | 'mail' | 'rcpt' | 'data';
      readonly text: string;
    }
  /** Breaks the connection: when `MAIL FROM` comes, or when the whole mail has come. */
  | { readonly kind: 'drop'; readonly at: 'mail' | 'data' }
  /** Says nothing more. */
  | { readonly kind: 'hang'; readonly at: 'connect' | 'mail' | 'data' };

export interface TakenMail {
  readonly from: string;
  readonly to: string;
  readonly envelopeId: string | null;
  readonly isSecure: boolean;
  readonly user: string | null;
  readonly raw: string;
  /** Read by a parser that is not the sender's. */
  readonly mail: Email;
}

export interface MailServerOptions {
  readonly user?: string;
  readonly pass?: string;
  /** Offers STARTTLS with this certificate. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** A mail server in this process, with the faults of real ones by script. */
export class MailServer {
  readonly faults: MailFault[] = [];
  readonly mails: TakenMail[] = [];
  /** Sessions that were opened. */
  sessions = 0;
  /** Replies of a mailbox to `RCPT TO`. */
  readonly mailboxes = new Map<string, string>();
  isRevoked = false;
  readonly #server: SMTPServer;
  readonly #sockets = new Set<Socket>();
  readonly #options: MailServerOptions;

  constructor(options: MailServerOptions = {}) {
    this.#options = options;
    this.#server = new SMTPServer(this.#behaviour());
    this.#server.on('error', () => undefined);
    this.#server.server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => void this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get port(): number {
    return (this.#server.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #behaviour(): SMTPServerOptions {
    const { user, tls } = this.#options;
    return {
      ...tls,
      name: 'mx.shop.example',
      ...(tls === undefined ? { hideSTARTTLS: true } : {}),
      authOptional: user === undefined,
      allowInsecureAuth: true,
      disableReverseLookup: true,
      hideDSN: false,
      // Each script says its own.
      hideENHANCEDSTATUSCODES: true,
      closeTimeout: 100,
      onConnect: (_session, callback) => {
        this.sessions += 1;
        this.#meet('connect', callback);
      },
      onAuth: ({ username, password }, _session, callback) => {
        const isRight = username === user && password === this.#options.pass && !this.isRevoked;
        if (isRight) callback(null, { user: username });
        else callback(reply('535 5.7.8 Authentication credentials invalid'));
      },
      onMailFrom: (_address, _session, callback) => this.#meet('mail', callback),
      onRcptTo: ({ address }, _session, callback) => {
        const mailbox = this.mailboxes.get(address);
        if (mailbox !== undefined) callback(reply(mailbox));
        else this.#meet('rcpt', callback);
      },
      onData: (stream, session, callback) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          void this.#keep(Buffer.concat(chunks), session).then((taken) =>
            this.#meet('data', (error) => {
              if (error === undefined || error === null) this.mails.push(taken);
              callback(error ?? null, 'OK queued');
            }),
          );
        });
      },
    };
  }

  #meet(at: MailFault['at'], callback: (error?: Error | null) => void): void {
    const position = this.faults.findIndex((each) => each.at === at);
    const fault = position === -1 ? undefined : this.faults.splice(position, 1)[0];
    if (fault === undefined) callback();
    if (fault?.kind === 'reply') callback(reply(fault.text));
    if (fault?.kind === 'drop') for (const socket of this.#sockets) socket.destroy();
  }

  async #keep(
    bytes: Buffer,
    session: Parameters<NonNullable<SMTPServerOptions['onData']>>[1],
  ): Promise<TakenMail> {
    const { mailFrom, rcptTo, dsn } = session.envelope;
    return {
      from: mailFrom === false ? '' : mailFrom.address,
      to: rcptTo[0]?.address ?? '',
      envelopeId: dsn?.envid ?? null,
      isSecure: session.secure,
      user: session.user ?? null,
      raw: bytes.toString('utf8'),
      mail: await PostalMime.parse(bytes),
    };
  }
}

class Reply extends Error {
  readonly responseCode: number;

  constructor(code: number, text: string) {
    super(text);
    this.responseCode = code;
  }
}

function reply(text: string): Reply {
  return new Reply(Number(text.slice(0, 3)), text.slice(4));
}

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server';
import type { InboundEvent } from '../../src/ports/channel.js';
import type { Logger } from '../../src/ports/logger.js';
import { isOurs, mailMaxBytes, readMail } from './inbound-mail.js';
import type { Inbound } from './settings.js';

interface Place {
  readonly host: string;
  readonly port: number;
}

export interface ListenDeps {
  readonly sink: (events: readonly InboundEvent[]) => Promise<void>;
  readonly now: () => number;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** Told where it listens: port 0 means any that is free. */
  readonly onListening?: (port: number) => void;
}

const recipientMax = 5;

/**
 * Takes mail for the return addresses we have made, and for no other; a server is told that a mail is taken when its
 * events are stored. Ends when aborted.
 *
 * @throws Error if the port is taken
 */
export async function listenForMail(
  inbound: Inbound,
  place: Place,
  deps: ListenDeps,
): Promise<void> {
  const server = serverOf(inbound, deps);
  server.on('error', (error) => {
    // One connection's trouble, such as a client that speaks no SMTP.
    deps.log.warn('email.inbound.failed', {
      why: (error as NodeJS.ErrnoException).code ?? error.name,
    });
  });
  try {
    server.listen(place.port, place.host);
    await once(server.server, 'listening', { signal: deps.signal });
    deps.onListening?.((server.server.address() as AddressInfo).port);
    await once(deps.signal, 'abort');
  } catch (error) {
    if (!deps.signal.aborted) throw error;
  } finally {
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
}

function serverOf(inbound: Inbound, deps: ListenDeps): SMTPServer {
  return new SMTPServer({
    name: inbound.domain,
    banner: 'Hawker',
    disabledCommands: ['AUTH'],
    // Its own certificate is for tests; a port open to the world has none to show, and mail servers do without.
    hideSTARTTLS: true,
    disableReverseLookup: true,
    size: mailMaxBytes,
    maxClients: 20,
    maxRecipients: recipientMax,
    socketTimeout: 60_000,
    closeTimeout: 1_000,
    onRcptTo({ address }, _session, callback) {
      callback(isOurs(inbound, address) ? null : reply(550, '5.1.1 no such address here'));
    },
    onData(stream, session, callback) {
      const recipients = session.envelope.rcptTo.map(({ address }) => address);
      take(inbound, deps, stream, recipients).then(
        () => callback(null, 'taken'),
        (error: unknown) => callback(error instanceof Reply ? error : later(deps, error)),
      );
    },
  });
}

async function take(
  inbound: Inbound,
  { sink, now }: ListenDeps,
  stream: SMTPServerDataStream,
  recipients: readonly string[],
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) {
    // Read to its end all the same: SMTP has no other place for the refusal.
    if (!stream.sizeExceeded) chunks.push(chunk as Buffer);
  }
  if (stream.sizeExceeded) throw reply(552, '5.3.4 too large');
  const raw = Buffer.concat(chunks);
  for (const recipient of recipients) {
    const read = await readMail(inbound, { raw, recipients: [recipient], at: now() });
    if (!read.ok) throw reply(554, `5.7.1 ${read.why}`);
    if (read.events.length > 0) await sink(read.events);
  }
}

class Reply extends Error {
  override readonly name = 'Reply';
  readonly responseCode: number;

  constructor(responseCode: number, message: string) {
    super(message);
    this.responseCode = responseCode;
  }
}

function reply(code: number, message: string): Reply {
  return new Reply(code, message);
}

// The database is away: the other server keeps the mail, and brings it again.
function later({ log }: ListenDeps, error: unknown): Reply {
  log.warn('email.inbound.failed', { why: error instanceof Error ? error.name : 'unknown' });
  return reply(451, '4.3.0 try again later');
}

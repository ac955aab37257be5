import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import { UserError } from '../domain/user-error.js';

export interface RunningServer {
  /** Where it really listens; a port of 0 becomes the one that was given. */
  readonly url: string;
  /** Takes no new request, ends open streams, waits for what is being answered (at most `graceMs`). */
  close(graceMs?: number): Promise<void>;
}

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  /** Called first when closing: streams that would never end by themselves end. */
  readonly onClose?: () => void;
}

/** @throws UserError if the port is taken or may not be used */
export async function listen(
  app: Pick<Hono, 'fetch'>,
  { host, port, onClose }: ListenOptions,
): Promise<RunningServer> {
  // With the server's own Request in place of Node's (the default): Hono's body limit makes a new Request out of
  // the one it got when a body comes without its length, and Node's class cannot read the server's.
  const fetch = app.fetch as Parameters<typeof createAdaptorServer>[0]['fetch'];
  const server = createAdaptorServer({ fetch });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, host, port)));
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  const close = async (graceMs = 5_000) => {
    onClose?.();
    await closeGently(server as Server, graceMs);
  };
  return { url: `http://${urlHost(host)}:${address.port}`, close };
}

/** A connection kept alive counts as open until its browser lets go; so each is closed as soon as it is idle. */
function closeGently(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const idle = setInterval(() => server.closeIdleConnections(), 25);
    const force = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearInterval(idle);
      clearTimeout(force);
      resolve();
    });
  });
}

function urlHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): UserError {
  const cause = { cause: error };
  switch (error.code) {
    case 'EADDRINUSE':
      return new UserError(`port ${port} is taken`, {
        hint: `set PORT=${port + 1 > 65_535 ? 8420 : port + 1} or stop the other hawker`,
        ...cause,
      });
    case 'EACCES':
      return new UserError(`this user may not listen on port ${port}`, {
        hint: 'set PORT to one above 1023',
        ...cause,
      });
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new UserError(`this machine has no address ${host}`, {
        hint: 'set HOST=127.0.0.1, or HOST=0.0.0.0 for every address',
        ...cause,
      });
    default:
      return new UserError(`cannot listen on ${host}:${port}: ${error.message}`, cause);
  }
}

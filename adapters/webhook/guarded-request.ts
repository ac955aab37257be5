import { lookup } from 'node:dns/promises';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** All addresses of a host. */
export type Resolve = (host: string) => Promise<readonly string[]>;

export interface GuardedRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
  /** Also this machine and private networks, on any port. */
  readonly allowPrivate: boolean;
  /** Of the answer's body; what is longer is cut off. */
  readonly maxBytes: number;
}

export interface GuardedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** The request failed. Its message names no URL, because that may hold a secret. */
export class RequestFault extends Error {
  override readonly name = 'RequestFault';
  /** forbidden: the address is none that may be called; perhaps: the request may have arrived. */
  readonly kind: 'forbidden' | 'not-sent' | 'perhaps';

  constructor(kind: RequestFault['kind'], message: string, options?: { readonly cause: unknown }) {
    super(message, options);
    this.kind = kind;
  }
}

const publicPorts = ['', '443', '8443'];
// Public by its number, but answers only to machines in Azure, with their secrets.
const alsoForbidden = ['168.63.129.16'];

/** Why a URL may not be called at all, before anything is looked up; null if it may. */
export function urlProblem(text: string, allowPrivate: boolean): string | null {
  if (!URL.canParse(text)) return 'is not a web address';
  const url = new URL(text);
  const isPlain = url.protocol === 'http:' && allowPrivate && isLoopbackName(hostOf(url));
  if (url.protocol !== 'https:' && !isPlain) {
    return 'must be an https address (http only to this machine, with `allow_private: true`)';
  }
  if (url.username !== '' || url.password !== '') return 'must not hold a user name or password';
  if (!allowPrivate && !publicPorts.includes(url.port)) return 'must be on port 443 or 8443';
  const host = hostOf(url);
  if (ipaddr.isValid(host) && !isAllowed(host, allowPrivate)) {
    return 'leads to a private network (`allow_private: true` if that is meant)';
  }
  return null;
}

/** Whether a request may go to this address: to the public internet, unless private networks are allowed. */
export function isAllowed(address: string, allowPrivate: boolean): boolean {
  if (!ipaddr.isValid(address)) return false;
  // An IPv4 address written as IPv6 is judged as what it is.
  const ip = ipaddr.process(address);
  const range: string = ip.range();
  if (allowPrivate) return ['unicast', 'private', 'loopback', 'uniqueLocal'].includes(range);
  if (alsoForbidden.includes(ip.toString())) return false;
  // Of IPv6 only 2000::/3 is given out; what else is unassigned, or private under an old name.
  const isGlobal = ip.kind() === 'ipv4' || ((ip.toByteArray()[0] ?? 0) & 0xe0) === 0x20;
  return range === 'unicast' && isGlobal;
}

export const systemResolve: Resolve = async (host) =>
  (await lookup(host, { all: true })).map(({ address }) => address);

/**
 * One request to an address that somebody else has written down: https only, every address of the host is looked at,
 * the connection goes to one that was looked at (a second lookup may say something else), no redirect is followed, no
 * proxy is used.
 *
 * @throws RequestFault
 */
export async function guardedRequest(
  asked: GuardedRequest,
  resolve: Resolve = systemResolve,
): Promise<GuardedAnswer> {
  const problem = urlProblem(asked.url, asked.allowPrivate);
  if (problem !== null) throw new RequestFault('forbidden', `the address ${problem}`);
  const addresses = await addressesOf(new URL(asked.url), resolve, asked.signal);
  if (addresses.some((address) => !isAllowed(address, asked.allowPrivate))) {
    throw new RequestFault('forbidden', 'the address leads to a private network');
  }
  return exchange(asked, addresses);
}

async function addressesOf(
  url: URL,
  resolve: Resolve,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const host = hostOf(url);
  if (ipaddr.isValid(host)) return [host];
  const found = await Promise.race([resolve(host), aborted(signal)]).catch((cause: unknown) => {
    throw new RequestFault('not-sent', `the host was not found (${codeOf(cause)})`, { cause });
  });
  if (found.length === 0) throw new RequestFault('not-sent', 'the host has no address');
  return found;
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

function exchange(asked: GuardedRequest, addresses: readonly string[]): Promise<GuardedAnswer> {
  const url = new URL(asked.url);
  const isSecure = url.protocol === 'https:';
  const { body = '' } = asked;
  const headers = { ...asked.headers, 'content-length': String(Buffer.byteLength(body)) };
  const pinned = { lookup: lookupOf(addresses), autoSelectFamily: true, agent: false as const };
  const options = { method: asked.method, headers, signal: asked.signal, ...pinned };
  return new Promise((resolve, reject) => {
    let isConnected = false;
    const request = (isSecure ? requestHttps : requestHttp)(url, options);
    request.on('socket', (socket) => {
      socket.once(isSecure ? 'secureConnect' : 'connect', () => {
        isConnected = true;
      });
    });
    const fail = (cause: unknown) => reject(faultOf(cause, isConnected));
    request.on('error', fail);
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const done = () => {
        const { statusCode = 0 } = response;
        const whole = Buffer.concat(chunks).subarray(0, asked.maxBytes);
        resolve({ status: statusCode, headers: flat(response.headers), body: whole });
        request.destroy();
      };
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size >= asked.maxBytes) done();
      });
      response.on('end', done);
      response.on('error', fail);
    });
    request.end(body);
  });
}

function lookupOf(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({
    address,
    family: ipaddr.IPv6.isValid(address) ? 6 : 4,
  }));
  return (_host, options, callback) => {
    if (options.all === true) callback(null, all);
    else callback(null, all[0]?.address ?? '', all[0]?.family);
  };
}

function faultOf(cause: unknown, isConnected: boolean): RequestFault {
  const kind = isConnected ? 'perhaps' : 'not-sent';
  const what = isConnected ? 'no whole answer came' : 'there was no connection';
  return new RequestFault(kind, `${what} (${codeOf(cause)})`, { cause });
}

function codeOf(cause: unknown): string {
  const { code, name } = (cause ?? {}) as { code?: unknown; name?: unknown };
  return typeof code === 'string' ? code : String(name ?? 'fault');
}

function flat(headers: Readonly<Record<string, string | readonly string[] | undefined>>) {
  const entries = Object.entries(headers).map(([name, value]) => [name, String(value ?? '')]);
  return Object.fromEntries(entries) as Record<string, string>;
}

function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}

function isLoopbackName(host: string): boolean {
  return (
    host === 'localhost' || (ipaddr.isValid(host) && ipaddr.process(host).range() === 'loopback')
  );
}

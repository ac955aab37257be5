import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from 'node:net';

/** What an HTTP call through the proxy meets. `forwards` says whether the platform got it all the same. */
export type HttpFault =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body: string;
      readonly forwards: boolean;
    }
  /** The platform has the whole body; the connection breaks before its answer. */
  | { readonly kind: 'reset'; readonly forwards: boolean }
  | { readonly kind: 'hang'; readonly forwards: boolean }
  /** The answer comes a byte at a time, with this much between two. */
  | { readonly kind: 'drip'; readonly everyMs: number };

/** Stands between an adapter and any platform that speaks HTTP, and spoils what it is told to. */
export class HttpFaultProxy {
  /** Met by calls in turn; `null` lets one through. */
  readonly faults: (HttpFault | null)[] = [];
  /** Met by every call while set, before `faults`; a function may decline. */
  storm: ((request: IncomingMessage) => HttpFault | null) | null = null;
  /** Calls that came, by method and path. */
  readonly seen: string[] = [];
  readonly #target: URL;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #server = createServer((incoming, response) => void this.#serve(incoming, response));

  constructor(target: string) {
    this.#target = new URL(target);
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bytesOf(incoming).catch(() => null);
    if (body === null) return;
    this.seen.push(`${incoming.method} ${incoming.url}`);
    const fault = this.storm?.(incoming) ?? this.faults.shift() ?? null;
    const isForwarded = fault === null || fault.kind === 'drip' || fault.forwards;
    const answer = isForwarded ? await this.#forward(incoming, body) : null;
    if (fault === null || fault.kind === 'drip') this.#pass(answer, response, fault);
    else spoil(fault, response);
  }

  #forward(incoming: IncomingMessage, body: Buffer): Promise<Answer | null> {
    const { method, url, headers } = incoming;
    const to = { method, path: url, headers, host: this.#target.hostname, port: this.#target.port };
    return new Promise((resolve) => {
      const outgoing = request(to, async (answer) => {
        const { statusCode = 502, headers: answered } = answer;
        resolve({ status: statusCode, headers: answered, body: await bytesOf(answer) });
      });
      outgoing.on('error', () => resolve(null));
      outgoing.end(body);
    });
  }

  #pass(
    answer: Answer | null,
    response: ServerResponse,
    drip: Extract<HttpFault, { kind: 'drip' }> | null,
  ): void {
    if (answer === null) return void response.destroy();
    const { 'transfer-encoding': _, ...headers } = answer.headers;
    response.writeHead(answer.status, { ...headers, 'content-length': answer.body.length });
    if (drip === null) return void response.end(answer.body);
    let sent = 0;
    const timer = setInterval(() => {
      response.write(answer.body.subarray(sent, sent + 1));
      sent += 1;
      if (sent < answer.body.length) return;
      response.end();
      clearInterval(timer);
    }, drip.everyMs);
    this.#timers.add(timer);
    response.on('close', () => clearInterval(timer));
  }
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

function spoil(fault: Exclude<HttpFault, { kind: 'drip' }>, response: ServerResponse): void {
  switch (fault.kind) {
    case 'answer':
      response.writeHead(fault.status, fault.headers).end(fault.body);
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'hang':
      return;
  }
}

async function bytesOf(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Stands between a worker and its database, Redis or mail server, and cuts the line. */
export class TcpFaultProxy {
  readonly #target: { readonly host: string; readonly port: number };
  readonly #lines = new Set<Socket>();
  readonly #server = createTcpServer((near) => this.#join(near));
  #state: 'open' | 'cut' | 'silent' = 'open';
  cuts = 0;

  constructor(target: string, defaultPort: number) {
    const { hostname, port } = new URL(target);
    this.#target = { host: hostname, port: Number(port) || defaultPort };
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** The same address by way of this proxy. */
  through(url: string): string {
    const by = new URL(url);
    by.hostname = '127.0.0.1';
    by.port = String(this.port);
    return by.href;
  }

  /** Every line breaks, and no new one is taken until `mend`. */
  cut(): void {
    this.#state = 'cut';
    this.cuts += 1;
    for (const line of this.#lines) line.resetAndDestroy();
  }

  /** Lines stay open and nothing passes, as when a cable is pulled. */
  silence(): void {
    this.#state = 'silent';
    for (const line of this.#lines) line.pause();
  }

  mend(): void {
    this.#state = 'open';
    for (const line of this.#lines) line.resume();
  }

  async stop(): Promise<void> {
    for (const line of this.#lines) line.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(near: Socket): void {
    if (this.#state === 'cut') return void near.resetAndDestroy();
    const far = connect(this.#target);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#lines.add(one);
      one.on('data', (chunk) => other.write(chunk));
      one.on('end', () => other.end());
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.#lines.delete(one);
        other.destroy();
      });
      if (this.#state === 'silent') one.pause();
    }
  }
}

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

/** What the next call meets, instead of being taken. */
export type ReceiverFault =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly body: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'reset' }
  | { readonly kind: 'hang' };

export interface TakenMessage {
  readonly id: string;
  readonly to: string;
  readonly text: string;
  readonly locale: string;
  readonly blocks: readonly Record<string, unknown>[];
}

/**
 * A shop's own receiver as adapters/webhook.md describes it. The signature is checked by the standard's own library,
 * repeats are folded by webhook-id.
 */
export class WebhookReceiver {
  readonly secret = `whsec_${Buffer.from('receiver-secret-0123456789abcdef').toString('base64')}`;
  readonly faults: ReceiverFault[] = [];
  readonly messages: TakenMessage[] = [];
  readonly pings: string[] = [];
  /** Every call that came, whatever became of it. */
  readonly calls: { readonly url: string; readonly headers: IncomingMessage['headers'] }[] = [];
  readonly refused = new Map<string, object>();
  isRevoked = false;
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => void this.#take(request, response));
  }

  async start(port = 0, host = '127.0.0.1'): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(port, host, resolve));
    return this;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/hooks/hawker?shop=token-in-url-4711`;
  }

  /** Every message to this address is answered so. */
  refuses(address: string, answer: object): void {
    this.refused.set(address, answer);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.calls.push({ url: request.url ?? '', headers: request.headers });
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const fault = this.faults.shift() ?? this.#answer(String(Buffer.concat(chunks)), request);
    if (fault.kind === 'reset') request.socket.destroy();
    if (fault.kind !== 'answer') return;
    response.writeHead(fault.status, fault.headers);
    response.end(fault.body);
  }

  #answer(body: string, { headers }: IncomingMessage): ReceiverFault {
    if (this.isRevoked || !this.#isGenuine(body, headers)) return saying(401, {});
    const said = JSON.parse(body) as { type: string } & Omit<TakenMessage, 'id'>;
    const id = String(headers['webhook-id']);
    if (said.type === 'ping') {
      this.pings.push(id);
      return saying(200, {});
    }
    const refusal = this.refused.get(said.to);
    if (refusal !== undefined) return saying(422, refusal);
    if (this.messages.some((each) => each.id === id)) return saying(200, { id, duplicate: true });
    const { to, text, locale, blocks } = said;
    this.messages.push({ id, to, text, locale, blocks });
    return saying(200, { id });
  }

  #isGenuine(body: string, headers: IncomingMessage['headers']): boolean {
    try {
      new Webhook(this.secret).verify(body, headers as Record<string, string>);
      return true;
    } catch {
      return false;
    }
  }
}

function saying(status: number, answer: object): ReceiverFault {
  const headers = { 'content-type': 'application/json' };
  return { kind: 'answer', status, body: JSON.stringify(answer), headers };
}

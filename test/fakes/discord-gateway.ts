import type { Server } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';

type Json = Record<string, unknown>;

interface Session {
  readonly id: string;
  readonly intents: number;
  readonly events: { readonly s: number; readonly t: string; readonly d: unknown }[];
  sequence: number;
  socket: WebSocket | null;
}

const op = {
  dispatch: 0,
  heartbeat: 1,
  identify: 2,
  resume: 6,
  reconnect: 7,
  invalidSession: 9,
  hello: 10,
  acknowledged: 11,
} as const;

/** Which intents let an event through; an event that is not here needs none. */
const intentsOf: Readonly<Record<string, number>> = {
  MESSAGE_CREATE: 1 << 12,
  'MESSAGE_CREATE guild': 1 << 9,
  MESSAGE_REACTION_ADD: 1 << 13,
  'MESSAGE_REACTION_ADD guild': 1 << 10,
};

/** Discord's gateway: sessions with numbered events, which a broken connection takes up again where it stopped. */
export class DiscordGateway {
  readonly heard: { readonly op: number; readonly d: unknown }[] = [];
  /** Answers heartbeats; false makes the connection look dead. */
  answersHeartbeats = true;
  heartbeatMs = 41_250;
  readonly #ready: () => Json;
  readonly #token: () => string;
  readonly #server: WebSocketServer;
  readonly #sessions = new Map<string, Session>();
  #sessionNumber = 0;

  constructor(http: Server, ready: () => Json, token: () => string) {
    this.#ready = ready;
    this.#token = token;
    this.#server = new WebSocketServer({ server: http });
    this.#server.on('connection', (socket) => this.#open(socket));
  }

  get connections(): number {
    return [...this.#server.clients].filter(({ readyState }) => readyState === 1).length;
  }

  stop(): void {
    for (const socket of this.#server.clients) socket.terminate();
    this.#server.close();
  }

  /** Tells every session, now or when it is taken up again. */
  tell(type: string, data: Json): void {
    const needed = intentsOf[data['guild_id'] === undefined ? type : `${type} guild`] ?? 0;
    for (const session of this.#sessions.values()) {
      if (needed !== 0 && (session.intents & needed) === 0) continue;
      session.sequence += 1;
      const event = { s: session.sequence, t: type, d: data };
      session.events.push(event);
      send(session.socket, { op: op.dispatch, ...event });
    }
  }

  /** The connections break, as when a cable is cut. */
  breaks(): void {
    for (const session of this.#sessions.values()) session.socket = null;
    for (const socket of this.#server.clients) socket.terminate();
  }

  asksToReconnect(): void {
    for (const socket of this.#server.clients) send(socket, { op: op.reconnect, d: null });
  }

  /** Forgets the sessions: what happens before a new one begins is told to nobody. */
  invalidates(): void {
    this.#sessions.clear();
    for (const socket of this.#server.clients) send(socket, { op: op.invalidSession, d: false });
  }

  closes(code: number): void {
    for (const socket of this.#server.clients) socket.close(code);
  }

  #open(socket: WebSocket): void {
    send(socket, { op: op.hello, d: { heartbeat_interval: this.heartbeatMs } });
    socket.on('message', (data) => {
      const { op: code, d } = JSON.parse(String(data)) as { op: number; d: unknown };
      this.heard.push({ op: code, d });
      if (code === op.heartbeat && this.answersHeartbeats) send(socket, { op: op.acknowledged });
      if (code === op.identify) this.#identify(socket, d as Json);
      if (code === op.resume) this.#resume(socket, d as Json);
    });
    socket.on('close', () => {
      for (const session of this.#sessions.values()) {
        if (session.socket === socket) session.socket = null;
      }
    });
  }

  #identify(socket: WebSocket, { token, intents }: Json): void {
    if (token !== this.#token()) {
      socket.close(4004, 'Authentication failed.');
      return;
    }
    this.#sessionNumber += 1;
    const id = `session-${this.#sessionNumber}`;
    const session: Session = { id, intents: Number(intents), events: [], sequence: 1, socket };
    this.#sessions.set(id, session);
    const ready = { ...this.#ready(), session_id: id };
    send(socket, { op: op.dispatch, s: 1, t: 'READY', d: ready });
  }

  #resume(socket: WebSocket, { token, session_id: id, seq }: Json): void {
    const session = this.#sessions.get(String(id));
    if (session === undefined || token !== this.#token()) {
      send(socket, { op: op.invalidSession, d: false });
      return;
    }
    session.socket = socket;
    for (const event of session.events.filter(({ s }) => s > Number(seq))) {
      send(socket, { op: op.dispatch, ...event });
    }
    send(socket, { op: op.dispatch, s: session.sequence, t: 'RESUMED', d: {} });
  }
}

function send(socket: WebSocket | null, payload: Json): void {
  if (socket?.readyState === 1) socket.send(JSON.stringify(payload));
}

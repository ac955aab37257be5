import { appendFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { closeAtOnce, hostOf, listenLocally, readBody } from './local-http.js';
import { readMultipart } from './multipart.js';
import { type LimitRules, SlidingLimits } from './telegram-limits.js';
import {
  ApiError,
  checkCaption,
  checkCommands,
  checkMarkup,
  checkPhoto,
  checkText,
} from './telegram-rules.js';
import { TelegramUpdates } from './telegram-updates.js';

// A Bot API server of our own, written from the documentation of the Bot API and the words of tdlib/telegram-bot-api,
// not from our adapter. It takes what Telegram takes, refuses what Telegram refuses, and fails on demand.

export interface TelegramMessage {
  readonly at: number;
  readonly messageId: number;
  readonly chatId: number;
  readonly method: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** What the next sending call meets instead of an answer. */
export type Fault =
  /** Refused in the API's own form; nothing is sent. */
  | { kind: 'error'; code: number; description: string; parameters?: Record<string, unknown> }
  /** An answer of something that stands before the API. */
  | { kind: 'page'; status: number; body: string; sent: boolean }
  /** The connection breaks once the body has come. */
  | { kind: 'reset'; sent: boolean }
  /** No answer ever. */
  | { kind: 'hang'; sent: boolean }
  | { kind: 'slow'; ms: number };

export interface TelegramServerOptions {
  readonly limits?: Partial<LimitRules>;
  /** Every positive chat number has pressed Start. */
  readonly knowsEverybody?: boolean;
  /** A line for each message taken: `at chat messageId`. */
  readonly journal?: string;
}

type Json = Record<string, unknown>;
interface Chat {
  readonly id: number;
  readonly type: 'private' | 'group' | 'supergroup' | 'channel';
  readonly username?: string;
  state: 'open' | 'blocked' | 'deactivated' | 'kicked';
  migratedTo?: number;
  readonly profile: Json;
}

const sending = new Set(['sendMessage', 'sendPhoto', 'editMessageText']);

export class TelegramServer {
  readonly token = '8420001:FAKE-token_of_the_test_bot_aaaaaaaaa';
  readonly username = 'hawker_test_bot';
  /** What reached the platform, in order. */
  readonly messages: TelegramMessage[] = [];
  readonly calls: { readonly method: string; readonly at: number }[] = [];
  readonly answered: string[] = [];
  /** The commands shown to each language; the empty one is everybody's. */
  readonly commands = new Map<string, unknown>();
  /** Addresses of pictures that Telegram does not reach. */
  readonly unreachable = new Set<string>();
  /** Met by sending calls in turn; a function decides by chat and may decline. */
  readonly faults: (Fault | null)[] = [];
  faultFor: ((chatId: number) => Fault | null) | null = null;
  readonly limits: SlidingLimits;
  isRevoked = false;

  readonly #options: TelegramServerOptions;
  readonly #chats = new Map<number, Chat>();
  readonly #updates = new TelegramUpdates();
  readonly #presses = new Set<string>();
  readonly #files = new Set<string>();
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  #messageId = 0;

  constructor(options: TelegramServerOptions = {}) {
    this.#options = options;
    const usual = { perSecond: 30, perChatMs: 1_000, groupPerMinute: 20, retryAfterSeconds: 1 };
    this.limits = new SlidingLimits({ ...usual, ...options.limits });
  }

  async start(): Promise<this> {
    await listenLocally(this.#server);
    return this;
  }

  get url(): string {
    return `http://${hostOf(this.#server)}`;
  }

  async stop(): Promise<void> {
    this.#updates.stop();
    await closeAtOnce(this.#server);
  }

  get webhook(): TelegramUpdates['webhook'] {
    return this.#updates.webhook;
  }

  set webhook(webhook) {
    this.#updates.webhook = webhook;
  }

  /** Statuses that the webhook's host answered. */
  get deliveries(): readonly number[] {
    return this.#updates.deliveries;
  }

  // What people do.

  /** Somebody presses Start, with the payload of a deep link if there was one. */
  starts(
    id: number,
    profile: Json = { first_name: 'Ann', language_code: 'en' },
    payload = '',
  ): void {
    const chat = this.#chats.get(id);
    if (chat === undefined) this.#chats.set(id, { id, type: 'private', state: 'open', profile });
    else chat.state = 'open';
    this.says(id, `/start ${payload}`.trim());
  }

  /** A chat that exists, without a word said. */
  knows(id: number, type: Chat['type'] = 'private', username?: string): void {
    const profile = { first_name: `P${id}` };
    const named = username === undefined ? {} : { username };
    this.#chats.set(id, { id, type, state: 'open', profile, ...named });
  }

  says(id: number, text: string): void {
    const chat = this.#need(id);
    this.#messageId += 1;
    this.#updates.tell({
      message: {
        message_id: this.#messageId,
        date: seconds(),
        chat: publicChat(chat),
        from: { id, is_bot: false, ...chat.profile },
        text,
        ...entitiesOf(text),
      },
    });
  }

  /** Somebody says something among many; with `under`, as an answer to a message there. */
  saysIn(group: number, id: number, text: string, under?: Json): void {
    this.#messageId += 1;
    this.#updates.tell({
      message: {
        message_id: this.#messageId,
        date: seconds(),
        chat: publicChat(this.#need(group)),
        from: { id, is_bot: false, ...this.#need(id).profile },
        text,
        ...entitiesOf(text),
        ...(under === undefined ? {} : { reply_to_message: under }),
      },
    });
  }

  /** A channel's post as it stands in the group where it is talked about. */
  copyOfPost(group: number, channel: number, messageId: number): Json {
    this.#messageId += 1;
    const from = publicChat(this.#need(channel));
    return {
      message_id: this.#messageId,
      date: seconds(),
      chat: publicChat(this.#need(group)),
      sender_chat: from,
      is_automatic_forward: true,
      forward_origin: { type: 'channel', chat: from, message_id: messageId, date: seconds() },
      text: 'a post',
    };
  }

  presses(id: number, messageId: number, data: string): string {
    const chat = this.#need(id);
    const query = `q${this.#updates.lastId}`;
    this.#presses.add(query);
    this.#updates.tell({
      callback_query: {
        id: query,
        from: { id, is_bot: false, ...chat.profile },
        chat_instance: '1',
        data,
        message: { message_id: messageId, date: seconds(), chat: publicChat(chat) },
      },
    });
    return query;
  }

  reacts(id: number, messageId: number, emoji: string, place = id): void {
    const chat = this.#need(place);
    const user = { id, is_bot: false, ...this.#need(id).profile };
    const new_reaction = [{ type: 'emoji', emoji }];
    this.#updates.tell({
      message_reaction: {
        chat: publicChat(chat),
        message_id: messageId,
        user,
        date: seconds(),
        old_reaction: [],
        new_reaction,
      },
    });
  }

  blocks(id: number): void {
    const chat = this.#need(id);
    chat.state = 'blocked';
    const from = { id, is_bot: false, ...chat.profile };
    const user = { id: 8_420_001, is_bot: true, first_name: 'Hawker' };
    this.#updates.tell({
      my_chat_member: {
        chat: publicChat(chat),
        from,
        date: seconds(),
        old_chat_member: { user, status: 'member' },
        new_chat_member: { user, status: 'kicked', until_date: 0 },
      },
    });
  }

  deactivates(id: number): void {
    this.#need(id).state = 'deactivated';
  }

  kicksBot(id: number): void {
    this.#need(id).state = 'kicked';
  }

  migrates(id: number, to: number): void {
    this.knows(to, 'supergroup');
    this.#need(id).migratedTo = to;
  }

  // The API.

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const [, token, method = ''] = /^\/bot([^/]+)\/(\w+)/.exec(request.url ?? '') ?? [];
    this.calls.push({ method, at: Date.now() });
    try {
      if (token !== this.token || this.isRevoked) throw new ApiError(401, 'Unauthorized');
      const payload = parse(body, request.headers['content-type']);
      await this.#answer(method, payload, response);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const { code, message, parameters } = error;
      const more = parameters === undefined ? {} : { parameters };
      reply(response, code, { ok: false, error_code: code, description: message, ...more });
    }
  }

  async #answer(method: string, payload: Json, response: ServerResponse): Promise<void> {
    if (!sending.has(method)) {
      reply(response, 200, { ok: true, result: await this.#other(method, payload, response) });
      return;
    }
    const fault = this.faultFor?.(Number(payload['chat_id'])) ?? this.faults.shift() ?? null;
    if (fault?.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, fault.ms));
    else if (fault !== null) return this.#fail(fault, method, payload, response);
    reply(response, 200, { ok: true, result: this.#take(method, payload) });
  }

  #fail(fault: Fault, method: string, payload: Json, response: ServerResponse): void {
    if (fault.kind === 'error') {
      throw new ApiError(fault.code, fault.description, fault.parameters);
    }
    if ('sent' in fault && fault.sent) this.#take(method, payload);
    if (fault.kind === 'reset') response.socket?.resetAndDestroy();
    if (fault.kind === 'page') {
      response.writeHead(fault.status, { 'content-type': 'text/html' }).end(fault.body);
    }
  }

  #other(method: string, payload: Json, response: ServerResponse): unknown {
    switch (method) {
      case 'getMe':
        return { id: 8_420_001, is_bot: true, first_name: 'Hawker', username: this.username };
      case 'getUpdates':
        return this.#updates.poll(payload, response);
      case 'setWebhook':
        return this.#updates.setWebhook(payload);
      case 'deleteWebhook':
        this.#updates.webhook = null;
        return true;
      case 'setMyCommands':
        checkCommands(payload['commands']);
        this.commands.set(String(payload['language_code'] ?? ''), payload['commands']);
        return true;
      case 'getMyCommands':
        return this.commands.get(String(payload['language_code'] ?? '')) ?? [];
      case 'answerCallbackQuery':
        return this.#acknowledge(String(payload['callback_query_id']));
      default:
        throw new ApiError(404, 'Not Found');
    }
  }

  #acknowledge(query: string): true {
    if (!this.#presses.delete(query)) {
      throw new ApiError(400, 'Bad Request: query is too old and response timeout expired');
    }
    this.answered.push(query);
    return true;
  }

  /** @returns the message as the API shows it */
  #take(method: string, payload: Json): Json {
    const chat = this.#chatOf(payload['chat_id']);
    this.#checkContent(method, payload);
    const now = Date.now();
    const waitSeconds = this.limits.take(chat.id, now);
    if (waitSeconds > 0) {
      const parameters = { retry_after: waitSeconds };
      throw new ApiError(429, `Too Many Requests: retry after ${waitSeconds}`, parameters);
    }
    this.#messageId += 1;
    const messageId = this.#messageId;
    this.messages.push({ at: now, messageId, chatId: chat.id, method, payload });
    const { journal } = this.#options;
    if (journal !== undefined) appendFileSync(journal, `${now} ${chat.id} ${messageId}\n`);
    return {
      message_id: messageId,
      date: seconds(),
      chat: publicChat(chat),
      text: payload['text'],
      ...(method === 'sendPhoto' ? { photo: this.#keepPhoto(messageId, payload['photo']) } : {}),
    };
  }

  // Three sizes, the largest last; each has an id under which it can be sent again.
  #keepPhoto(messageId: number, photo: unknown): Json[] {
    if (typeof photo === 'string' && this.#files.has(photo)) return [{ file_id: photo }];
    return [90, 320, 800].map((width) => {
      const fileId = `AgACAgIAAxkB_photo_${messageId}_${width}`;
      this.#files.add(fileId);
      return { file_id: fileId, file_unique_id: `${messageId}_${width}`, width, height: width };
    });
  }

  #checkContent(method: string, payload: Json): void {
    if (method === 'sendPhoto') {
      const canFetch = ({ href }: URL) => !this.unreachable.has(href);
      checkPhoto(payload['photo'], (fileId) => this.#files.has(fileId), canFetch);
      checkCaption(payload['caption']);
    } else {
      checkText(payload['text']);
    }
    checkMarkup(payload['reply_markup']);
  }

  #chatOf(wanted: unknown): Chat {
    const byName = [...this.#chats.values()].find(({ username }) => `@${username}` === wanted);
    const id = Number(wanted);
    if (this.#options.knowsEverybody === true && id > 0 && !this.#chats.has(id)) this.knows(id);
    const chat = byName ?? this.#chats.get(id);
    if (chat === undefined) throw new ApiError(400, 'Bad Request: chat not found');
    if (chat.migratedTo !== undefined) {
      const parameters = { migrate_to_chat_id: chat.migratedTo };
      const words = 'Bad Request: group chat was upgraded to a supergroup chat';
      throw new ApiError(400, words, parameters);
    }
    if (chat.state === 'blocked') throw new ApiError(403, 'Forbidden: bot was blocked by the user');
    if (chat.state === 'deactivated') throw new ApiError(403, 'Forbidden: user is deactivated');
    if (chat.state === 'kicked') {
      throw new ApiError(403, `Forbidden: bot was kicked from the ${chat.type} chat`);
    }
    return chat;
  }

  #need(id: number): Chat {
    const chat = this.#chats.get(id);
    if (chat === undefined) throw new Error(`the fake knows no chat ${id}`);
    return chat;
  }
}

function entitiesOf(text: string): Json {
  const command = /^\/\w+/.exec(text)?.[0];
  if (command === undefined) return {};
  return { entities: [{ type: 'bot_command', offset: 0, length: command.length }] };
}

function publicChat({ id, type, username, profile }: Chat): Json {
  return { id, type, ...profile, ...(username === undefined ? {} : { username }) };
}

function seconds(): number {
  return Math.floor(Date.now() / 1_000);
}

// JSON, a form, or a form with files; in a form everything but a file is text, and objects are JSON in it.
function parse(body: Buffer, type = ''): Json {
  if (body.length === 0) return {};
  if (type.includes('application/json')) return JSON.parse(body.toString('utf8')) as Json;
  const fields: Json = type.includes('multipart/form-data')
    ? readMultipart(body, type)
    : Object.fromEntries(new URLSearchParams(body.toString('utf8')));
  const markup = fields['reply_markup'];
  if (typeof markup === 'string') fields['reply_markup'] = JSON.parse(markup);
  const attached = /^attach:\/\/(.+)$/.exec(String(fields['photo']))?.[1];
  return attached === undefined ? fields : { ...fields, photo: fields[attached] };
}

function reply(response: ServerResponse, status: number, body: Json): void {
  if (response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

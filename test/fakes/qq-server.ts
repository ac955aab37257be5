import { createPrivateKey, sign } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { closeAtOnce, hostOf, listenLocally, readBody } from './local-http.js';
import { checkMessage, QqError } from './qq-rules.js';

// A QQ open platform of our own: the token server, the bot interface and the events, written from
// tencent-connect/bot-docs and from errors that users have reported, not from our adapter. It signs its events itself.

type Json = Record<string, unknown>;

export interface QqMessage {
  readonly id: string;
  readonly to: string;
  readonly body: Json;
}

/** What the next message meets instead of an answer. */
export type Fault =
  | {
      kind: 'error';
      status: number;
      code: number;
      message: string;
      headers?: Record<string, string>;
    }
  /** 审核: taken, and people look at it. */
  | { kind: 'audit'; auditId: string; code: 304023 | 304024 }
  | { kind: 'page'; status: number; body: string; sent: boolean; headers?: Record<string, string> }
  | { kind: 'reset'; sent: boolean }
  | { kind: 'hang'; sent: boolean };

interface Opened {
  readonly at: number;
  readonly seqs: Set<number>;
}

/** An event as it goes over the wire. */
export interface SignedCall {
  readonly body: string;
  readonly headers: Record<string, string>;
}

const minuteMs = 60_000;
const most = 5;

export class QqServer {
  readonly appId = '102000001';
  readonly secret = 'DG5g3B4j9X2KOErG';
  readonly messages: QqMessage[] = [];
  readonly calls: { readonly method: string; readonly path: string }[] = [];
  /** Acknowledged presses. */
  readonly acknowledged: string[] = [];
  readonly faults: Fault[] = [];
  /** Met by the next call for a token. */
  readonly tokenFaults: { readonly status: number; readonly body: object }[] = [];
  isRevoked = false;
  mayUseKeyboard = false;
  /** 消息URL配置 */
  readonly urlHosts: string[] = ['shop.example'];
  /** Tokens made, the last one valid. */
  readonly tokens: string[] = [];
  /** Pictures taken, by what they are called. */
  readonly files = new Map<string, { url: string; kind: string }>();
  now: () => number = Date.now;

  readonly #users = new Set<string>();
  readonly #groups = new Set<string>();
  readonly #windows = new Map<string, Opened>();
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  #count = 0;

  async start(): Promise<this> {
    await listenLocally(this.#server);
    return this;
  }

  get url(): string {
    return `http://${hostOf(this.#server)}`;
  }

  async stop(): Promise<void> {
    await closeAtOnce(this.#server);
  }

  // What people do. Each makes an event, and a right to reply to it.

  says(openid: string, content: string): SignedCall & { readonly msgId: string } {
    this.#users.add(openid);
    const msgId = this.#open('ROBOT1.0_');
    const d = {
      author: { user_openid: openid },
      content: escaped(content),
      id: msgId,
      timestamp: this.#rfc3339(),
    };
    return { msgId, ...this.event('C2C_MESSAGE_CREATE', d) };
  }

  mentions(
    group: string,
    member: string,
    content: string,
  ): SignedCall & { readonly msgId: string } {
    this.#groups.add(group);
    const msgId = this.#open('ROBOT1.0_g');
    const d = {
      author: { member_openid: member },
      content: ` ${escaped(content)}`,
      group_openid: group,
      id: msgId,
      timestamp: this.#rfc3339(),
    };
    return { msgId, ...this.event('GROUP_AT_MESSAGE_CREATE', d) };
  }

  /** @param sceneParam what the link carried that led to the bot */
  befriends(openid: string, sceneParam = ''): SignedCall & { readonly eventId: string } {
    this.#users.add(openid);
    const eventId = this.#open('FRIEND_ADD:');
    const timestamp = Math.floor(this.now() / 1_000);
    const d = { openid, timestamp, scene: 1001, scene_param: sceneParam };
    return { eventId, ...this.event('FRIEND_ADD', d, eventId) };
  }

  unfriends(openid: string): SignedCall {
    this.#users.delete(openid);
    return this.event('FRIEND_DEL', { openid, timestamp: Math.floor(this.now() / 1_000) });
  }

  presses(openid: string, data: string): SignedCall & { readonly interactionId: string } {
    const interactionId = this.#open('interaction-');
    const d = {
      id: interactionId,
      type: 11,
      scene: 'c2c',
      chat_type: 2,
      timestamp: this.#rfc3339(),
      user_openid: openid,
      data: { type: 11, resolved: { button_data: data, button_id: '1' } },
      version: 1,
    };
    return { interactionId, ...this.event('INTERACTION_CREATE', d) };
  }

  /** Any event, signed. */
  event(type: string, d: object, id = `${type}:${this.#next()}`): SignedCall {
    return this.signed(JSON.stringify({ id, op: 0, s: this.#next(), t: type, d }));
  }

  /** As the platform signs: Ed25519 of timestamp and body, with a key made of the secret. */
  signed(body: string, at = this.now(), secret = this.secret): SignedCall {
    const timestamp = String(Math.floor(at / 1_000));
    const signature = sign(null, Buffer.from(timestamp + body), privateKey(secret));
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'QQBot-Callback',
      'x-bot-appid': this.appId,
      'x-signature-ed25519': signature.toString('hex'),
      'x-signature-timestamp': timestamp,
    };
    return { body, headers };
  }

  /** A right that the platform honours. */
  opensWindow(): string {
    return this.#open('ROBOT1.0_');
  }

  knows(openid: string): void {
    this.#users.add(openid);
  }

  /** The token in use is no longer good; the next one asked for is. */
  agesToken(): void {
    this.tokens.push(`retired-${this.tokens.length}`);
  }

  #open(prefix: string): string {
    const id = `${prefix}${this.#next()}`;
    this.#windows.set(id, { at: this.now(), seqs: new Set() });
    return id;
  }

  #next(): number {
    this.#count += 1;
    return this.#count;
  }

  #rfc3339(): string {
    return new Date(this.now()).toISOString().replace('Z', '+00:00');
  }

  // The interface.

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = (await readBody(request)).toString('utf8');
    const path = request.url ?? '';
    this.calls.push({ method: request.method ?? '', path });
    try {
      const body = text === '' ? {} : (JSON.parse(text) as Json);
      if (path === '/app/getAppAccessToken') {
        this.#giveToken(body, response);
        return;
      }
      this.#authorise(request.headers.authorization);
      this.#answer(`${request.method} ${path}`, body, response);
    } catch (error) {
      if (!(error instanceof QqError)) throw error;
      refuse(response, error);
    }
  }

  #giveToken(body: Json, response: ServerResponse): void {
    const fault = this.tokenFaults.shift();
    if (fault !== undefined) {
      reply(response, fault.status, fault.body);
      return;
    }
    const isRight = body['appId'] === this.appId && body['clientSecret'] === this.secret;
    if (!isRight || this.isRevoked) {
      // Errors of this server come with 200.
      reply(response, 200, { code: 100016, message: 'invalid appid or secret' });
      return;
    }
    const token = `access-token-${this.tokens.length + 1}-of-the-fake`;
    this.tokens.push(token);
    // A number in a text, as the real one answers.
    reply(response, 200, { access_token: token, expires_in: '7200' });
  }

  #authorise(header: string | undefined): void {
    const [, token] = /^QQBot (.+)$/.exec(header ?? '') ?? [];
    if (token === undefined) throw new QqError(401, 11241, 'ErrorWrongToken');
    if (this.isRevoked || token !== this.tokens.at(-1)) {
      throw new QqError(401, 11244, 'token not exist or expire');
    }
  }

  #answer(call: string, body: Json, response: ServerResponse): void {
    const [, acked] = /^PUT \/interactions\/(.+)$/.exec(call) ?? [];
    const [, kind = '', id = '', what = ''] =
      /^POST \/v2\/(users|groups)\/([^/]+)\/(messages|files)$/.exec(call) ?? [];
    const to = { kind, id: decodeURIComponent(id) };
    if (call === 'GET /users/@me') reply(response, 200, { id: '1', username: 'Lantern Bot' });
    else if (call === 'POST /v2/generate_url_link') this.#makeLink(body, response);
    else if (acked !== undefined) this.#acknowledge(decodeURIComponent(acked), body, response);
    else if (what === 'files') this.#takeFile(to, body, response);
    else if (what === 'messages') this.#message(to, body, response);
    else throw new QqError(404, 404, 'no such interface');
  }

  #makeLink(body: Json, response: ServerResponse): void {
    const data = String(body['callback_data'] ?? '');
    if (data.length > 32) throw new QqError(400, 12002, 'callback_data too long');
    const url = `https://qun.qq.com/qunpro/robot/qunshare?robot_appid=${this.appId}&data=${data}`;
    reply(response, 200, { retcode: 0, msg: 'success', data: { url } });
  }

  #acknowledge(id: string, body: Json, response: ServerResponse): void {
    if (!this.#windows.has(id) || typeof body['code'] !== 'number') {
      throw new QqError(400, 630001, 'no such interaction');
    }
    this.acknowledged.push(id);
    response.writeHead(204).end();
  }

  #takeFile(to: { kind: string; id: string }, body: Json, response: ServerResponse): void {
    this.#knowsRecipient(to);
    if (body['srv_send_msg'] !== false) throw new QqError(400, 40034102, '主动消息失败, 无权限');
    const url = String(body['url']);
    if (body['file_type'] !== 1 || !/\.(png|jpe?g)$/i.test(url)) {
      throw new QqError(400, 304082, 'upload media info fail');
    }
    const info = `file-info-${this.#next()}`;
    this.files.set(info, { url, kind: to.kind });
    reply(response, 200, { file_uuid: info, file_info: info, ttl: 3_600 });
  }

  #message(to: { kind: string; id: string }, body: Json, response: ServerResponse): void {
    const fault = this.faults.shift();
    if (fault !== undefined) {
      this.#fail(fault, to, body, response);
      return;
    }
    const id = this.#take(to, body);
    reply(response, 200, { id, timestamp: this.#rfc3339() });
  }

  #fail(
    fault: Fault,
    to: { kind: string; id: string },
    body: Json,
    response: ServerResponse,
  ): void {
    if (fault.kind === 'error') {
      const { status, code, message, headers } = fault;
      reply(response, status, { code, message, err_code: code, trace_id: 't' }, headers);
      return;
    }
    if (fault.kind === 'audit') {
      this.#take(to, body);
      const data = { message_audit: { audit_id: fault.auditId } };
      const message = 'push message is waiting for audit now';
      reply(response, 202, { code: fault.code, message, data });
      return;
    }
    if (fault.sent) this.#take(to, body);
    if (fault.kind === 'reset') response.socket?.resetAndDestroy();
    if (fault.kind === 'page') {
      response.writeHead(fault.status, { 'content-type': 'text/html', ...fault.headers });
      response.end(fault.body);
    }
  }

  #take(to: { kind: string; id: string }, body: Json): string {
    this.#knowsRecipient(to);
    const { urlHosts, mayUseKeyboard: keyboard } = this;
    this.#checkReply(to.kind, body);
    checkMessage(body, { urlHosts, keyboard });
    const media = body['media'] as { file_info?: string } | undefined;
    if (body['msg_type'] === 7 && this.files.get(media?.file_info ?? '')?.kind !== to.kind) {
      throw new QqError(400, 304083, 'convert media info fail');
    }
    const windowId = String(body['msg_id'] ?? body['event_id']);
    this.#windows.get(windowId)?.seqs.add(Number(body['msg_seq'] ?? 1));
    const id = `ROBOT1.0_out_${this.#next()}`;
    this.messages.push({ id, to: to.kind === 'groups' ? `group:${to.id}` : to.id, body });
    return id;
  }

  #knowsRecipient({ kind, id }: { kind: string; id: string }): void {
    const known = kind === 'groups' ? this.#groups : this.#users;
    if (!known.has(id)) throw new QqError(400, 10001, 'UnknownAccount');
  }

  // "单聊 60 分钟, 群聊 5 分钟, 每个消息最多回复 5 次; 相同的 msg_id + msg_seq 重复发送会失败"
  #checkReply(kind: string, body: Json): void {
    const windowId = body['msg_id'] ?? body['event_id'];
    if (windowId === undefined) throw new QqError(400, 40034102, '主动消息失败, 无权限');
    const opened = this.#windows.get(String(windowId));
    if (opened === undefined) throw new QqError(400, 40034024, '请求参数msg_id无效或越权');
    const ttlMs = (kind === 'groups' ? 5 : 60) * minuteMs;
    if (this.now() - opened.at > ttlMs) throw new QqError(400, 304027, 'MSG_EXPIRE');
    if (opened.seqs.has(Number(body['msg_seq'] ?? 1))) {
      throw new QqError(400, 40054005, '消息被去重，请检查请求msgseq');
    }
    if (opened.seqs.size >= most) throw new QqError(400, 22009, 'msg limit exceed');
  }
}

function privateKey(secret: string) {
  let seed = secret;
  while (seed.length < 32) seed += seed;
  // RFC 8410: version 0, Ed25519, the seed within two octet strings.
  const der = Buffer.concat([
    Buffer.from([0x30, 46, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 34, 4, 32]),
    Buffer.from(seed.slice(0, 32)),
  ]);
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function refuse(response: ServerResponse, { status, code, message, data }: QqError): void {
  const more = data === undefined ? {} : { data };
  reply(response, status, { message, code, err_code: code, trace_id: 'fake', ...more });
}

function reply(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Record<string, string> = {},
): void {
  if (response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

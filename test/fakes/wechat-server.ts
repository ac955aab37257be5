import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { closeAtOnce, hostOf, listenLocally, readBody } from './local-http.js';
import type { CallbackKeys } from './wechat-callback.js';
import { WechatCustomers } from './wechat-customers.js';
import { answer, multipart, parsed, type Upload } from './wechat-http.js';
import { WechatMass } from './wechat-mass.js';
import { WechatPeople } from './wechat-people.js';
import {
  checkCustom,
  checkMenu,
  checkNotice,
  type Json,
  refuseUnless,
  WechatRefusal,
} from './wechat-rules.js';
import { WechatTokens } from './wechat-tokens.js';

// The platform of official accounts, written from its documentation, not from our adapter: what it takes, what it
// refuses (errcode with status 200), what it allows whom and for how long, and its own calls to us.

export interface WechatMessage {
  readonly to: string;
  readonly path: string;
  readonly body: Readonly<Json>;
  /** Of a customer-service message: what had opened the window, and how many it had before. */
  readonly window: { readonly opener: string; readonly before: number } | null;
}

interface Asked {
  readonly url: string;
  readonly headers: string;
  readonly path: string;
  readonly body: Json;
}

/** What the next call that sends meets instead of an answer; `path` waits for a call of that name. */
export type WechatFault = { readonly path?: string } & (
  | {
      readonly kind: 'errcode';
      readonly code: number;
      readonly words?: string | ((asked: Asked) => string);
    }
  | {
      readonly kind: 'page';
      readonly status: number;
      readonly body: string | ((asked: Asked) => string);
      readonly sent: boolean;
    }
  | { readonly kind: 'reset'; readonly sent: boolean }
  | { readonly kind: 'hang'; readonly sent: boolean }
);

export interface WechatServerOptions {
  readonly type?: 'service' | 'subscription';
  readonly now?: () => number;
  /** Template → its fields. */
  readonly templates?: Readonly<Record<string, readonly string[]>>;
}

const sending = new Set([
  'message/custom/send',
  'message/subscribe/bizsend',
  'message/mass/sendall',
  'message/mass/preview',
]);

export class WechatServer {
  readonly appSecret = randomBytes(16).toString('hex');
  readonly keys: CallbackKeys = {
    appId: `wx${randomBytes(8).toString('hex')}`,
    token: randomBytes(8).toString('hex'),
    aesKey: randomBytes(32)
      .toString('base64')
      .slice(0, 43)
      .replace(/[+/]/g, 'x')
      .replace(/.$/, 'A'),
  };
  /** What reached people, in order. */
  readonly messages: WechatMessage[] = [];
  /** Every request but those for tokens and pictures. */
  readonly calls: string[] = [];
  readonly faults: WechatFault[] = [];
  readonly people = new WechatPeople();
  readonly tokens = new WechatTokens();
  /** What people do, with the platform's call that tells us. */
  readonly customers: WechatCustomers;
  readonly mass: WechatMass;
  readonly media = new Map<
    string,
    { readonly bytes: Buffer; readonly type: string; readonly endsAt: number }
  >();
  /** Media that have been uploaded, in order. */
  readonly uploads: string[] = [];
  menu: Json | null = null;
  isRevoked = false;
  /** Addresses that may call; null: any. */
  whiteList: readonly string[] | null = null;
  leftToday = 500_000;
  /** A picture of the shop's, served beside the interface. */
  readonly pictureBytes = Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    randomBytes(64),
  ]);

  readonly #options: WechatServerOptions;
  readonly #server = createServer((request, response) => void this.#serve(request, response));

  constructor(options: WechatServerOptions = {}) {
    this.#options = options;
    this.customers = new WechatCustomers(this.people, this.keys, () => this.now);
    this.mass = new WechatMass(this.people, this.isService);
  }

  get isService(): boolean {
    return this.#options.type !== 'subscription';
  }

  get now(): number {
    return this.#options.now?.() ?? Date.now();
  }

  async start(): Promise<this> {
    await listenLocally(this.#server);
    return this;
  }

  get url(): string {
    return `http://${hostOf(this.#server)}`;
  }

  get pictureUrl(): string {
    return `${this.url}/pictures/cup.png`;
  }

  async stop(): Promise<void> {
    await closeAtOnce(this.#server);
  }

  // The interface.

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const raw = await readBody(request);
    const url = new URL(request.url ?? '', 'http://x');
    if (url.pathname.startsWith('/pictures/')) {
      response.writeHead(200, { 'content-type': 'image/png' }).end(this.pictureBytes);
      return;
    }
    const path = url.pathname.replace('/cgi-bin/', '');
    const form = multipart(raw, request.headers['content-type']);
    const body = form === null ? parsed(raw) : {};
    const asked = {
      url: `${this.url}${request.url}`,
      headers: JSON.stringify(request.headers),
      path,
      body,
    };
    try {
      if (this.#meetsFault(asked, url, response)) return;
      answer(response, { errcode: 0, errmsg: 'ok', ...this.#answer(path, url, body, form) });
    } catch (error) {
      if (!(error instanceof WechatRefusal)) throw error;
      answer(response, {
        errcode: error.code,
        errmsg: `${error.message} rid: 68f0-1a`,
        ...error.more,
      });
    }
  }

  #meetsFault(asked: Asked, url: URL, response: ServerResponse): boolean {
    const { path, body } = asked;
    const at = this.faults.findIndex((each) =>
      each.path === undefined ? sending.has(path) : each.path === path,
    );
    const [fault] = at < 0 ? [] : this.faults.splice(at, 1);
    if (fault === undefined) return false;
    if (fault.kind === 'errcode') {
      this.#count(path);
      const { words = 'refused' } = fault;
      throw new WechatRefusal(fault.code, typeof words === 'string' ? words : words(asked));
    }
    if (fault.sent) this.#answer(path, url, body, null);
    else this.#count(path);
    if (fault.kind === 'reset') response.socket?.resetAndDestroy();
    if (fault.kind === 'page') {
      const page = typeof fault.body === 'string' ? fault.body : fault.body(asked);
      response.writeHead(fault.status, { 'content-type': 'text/html' }).end(page);
    }
    return true;
  }

  #count(path: string): void {
    if (!/token$|upload|add_material/.test(path)) this.calls.push(path);
  }

  #answer(path: string, url: URL, body: Json, form: Upload | null): Json {
    this.#count(path);
    if (path === 'token' || path === 'stable_token') return this.#token(path, url, body);
    this.tokens.check(url.searchParams.get('access_token'), this.now);
    switch (path) {
      case 'get_api_domain_ip':
        return { ip_list: ['127.0.0.1'] };
      case 'message/custom/send':
        return this.#custom(body);
      case 'message/subscribe/bizsend':
        return this.#notice(body);
      case 'message/mass/sendall':
        return this.#sendAll(body);
      case 'message/mass/preview':
        return this.#preview(body);
      case 'message/mass/get':
        return this.#massState(body);
      case 'media/upload':
        return this.#upload(form, 3 * 86_400_000);
      case 'material/add_material':
        return this.#upload(form, Number.POSITIVE_INFINITY);
      case 'qrcode/create':
        return codeOf(body);
      case 'menu/create':
        checkMenu(body);
        this.menu = body;
        return {};
      default:
        throw new WechatRefusal(40066, 'invalid url');
    }
  }

  #token(path: string, { searchParams }: URL, body: Json): Json {
    const of = (name: string) => String(path === 'token' ? searchParams.get(name) : body[name]);
    refuseUnless(of('grant_type') === 'client_credential', 40002, 'invalid grant_type');
    refuseUnless(of('appid') === this.keys.appId, 40013, 'invalid appid');
    refuseUnless(of('secret') === this.appSecret && !this.isRevoked, 40125, 'invalid appsecret');
    refuseUnless(this.whiteList === null, 40164, 'invalid ip 127.0.0.1 ipv6 ::1, not in whitelist');
    const { now } = this;
    return path === 'token'
      ? this.tokens.rotate(now)
      : this.tokens.giveStable(body['force_refresh'] === true, now);
  }

  #custom(body: Json): Json {
    refuseUnless(this.leftToday > 0, 45009, 'reach max api daily quota limit');
    const to = String(body['touser'] ?? '');
    this.people.check(to);
    checkCustom(body, { isService: this.isService, hasMedia: (id) => this.#hasMedia(id) });
    const window = this.people.takeWindow(to, this.now);
    this.leftToday -= 1;
    this.messages.push({ to, path: 'message/custom/send', body, window });
    return {};
  }

  #notice(body: Json): Json {
    const { templates = {} } = this.#options;
    const template = String(body['template_id']);
    const fields = templates[template];
    if (fields === undefined) throw new WechatRefusal(40037, 'invalid template_id');
    const to = String(body['touser'] ?? '');
    this.people.check(to);
    checkNotice(fields, (body['data'] ?? {}) as Json);
    this.people.takeNotice(to, template);
    this.messages.push({ to, path: 'message/subscribe/bizsend', body, window: null });
    return {};
  }

  #sendAll(body: Json): Json {
    this.#checkPublic(body);
    const { id, reached } = this.mass.send(body, this.now);
    for (const to of reached)
      this.messages.push({ to, path: 'message/mass/sendall', body, window: null });
    return { errmsg: 'send job submission success', msg_id: id, msg_data_id: id + 1 };
  }

  #preview(body: Json): Json {
    this.#checkPublic(body);
    const to = String(body['touser'] ?? body['towxname']);
    if (body['touser'] !== undefined) this.people.check(to);
    this.messages.push({ to, path: 'message/mass/preview', body, window: null });
    return { errmsg: 'preview success' };
  }

  #checkPublic({ msgtype, text, images, image }: Json): void {
    if (msgtype === 'text') {
      refuseUnless(Boolean((text as Json)?.['content']), 44004, 'empty content');
      return;
    }
    const ids = (images as Json)?.['media_ids'] ?? [(image as Json)?.['media_id']];
    refuseUnless(
      msgtype === 'image' && Array.isArray(ids) && ids.length > 0,
      40008,
      'invalid message type',
    );
    for (const id of ids as unknown[]) {
      const isKept = this.media.get(String(id))?.endsAt === Number.POSITIVE_INFINITY;
      refuseUnless(
        isKept,
        40128,
        'invalid media id! must be uploaded by api(cgi-bin/material/add_material)',
      );
    }
  }

  #massState({ msg_id: id }: Json): Json {
    const job = this.mass.jobs.find((each) => String(each.id) === String(id));
    refuseUnless(job !== undefined, 40059, 'invalid msg id');
    return { msg_id: job?.id, msg_status: 'SEND_SUCCESS' };
  }

  #upload(form: Upload | null, keepMs: number): Json {
    if (form === null) throw new WechatRefusal(41005, 'media data missing');
    refuseUnless(/^image\/(png|jpeg|gif)$/.test(form.type), 40005, 'invalid file type');
    const id = randomBytes(24).toString('base64url');
    this.media.set(id, { ...form, endsAt: this.now + keepMs });
    this.uploads.push(id);
    return { type: 'image', media_id: id, created_at: Math.floor(this.now / 1_000) };
  }

  #hasMedia(id: unknown): boolean {
    return (this.media.get(String(id))?.endsAt ?? 0) > this.now;
  }
}

function codeOf({ expire_seconds: seconds, action_name: name, action_info: info }: Json): Json {
  const text = (info as { scene?: { scene_str?: unknown } } | undefined)?.scene?.scene_str;
  refuseUnless(name === 'QR_STR_SCENE' && typeof text === 'string', 40053, 'invalid action info');
  refuseUnless(/^.{1,64}$/.test(String(text)), 40053, 'invalid action info');
  refuseUnless(
    Number(seconds) > 0 && Number(seconds) <= 2_592_000,
    40052,
    'invalid expire seconds',
  );
  const ticket = randomBytes(30).toString('base64url');
  return { ticket, expire_seconds: seconds, url: `http://weixin.qq.com/q/${ticket.slice(0, 20)}` };
}

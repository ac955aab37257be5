import { createHash, randomInt } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { closeAtOnce, hostOf, listenLocally, readBody } from './local-http.js';
import { checkPicture, checkShared, formOf, shown, WeiboError, weiboTime } from './weibo-rules.js';

// A Weibo of our own: posts with what people do under them, the inbox of 粉丝服务平台, hourly limits and error codes,
// written from open.weibo.com/wiki, not from our adapter. It signs its calls itself.

type Json = Record<string, unknown>;

export interface WeiboPost {
  readonly id: string;
  readonly at: number;
  readonly status: string;
  readonly picture: Buffer | null;
  readonly comments: WeiboEntry[];
  readonly reposts: WeiboEntry[];
  readonly likes: WeiboEntry[];
  isDeleted: boolean;
}

export interface WeiboEntry {
  readonly id: string;
  readonly at: number;
  readonly uid: string;
  readonly text: string;
  /** Of an answer: the comment it answers. */
  readonly answers: string | null;
}

export interface WeiboMessage {
  readonly uid: string;
  readonly type: string;
  readonly data: Json;
}

/** What the next thing sent meets instead of an answer. */
export type Fault =
  | { kind: 'error'; status: number; code: number; message: string; sent?: boolean }
  | { kind: 'page'; status: number; body: string; sent: boolean; headers?: Record<string, string> }
  | { kind: 'reset'; sent: boolean }
  | { kind: 'hang'; sent: boolean };

/** A call of 粉丝服务平台 to the shop. */
export interface InboxCall {
  readonly query: Record<string, string>;
  readonly body: string;
}

const hourMs = 3_600_000;
const sending = ['/2/statuses/share.json', '/2/comments/reply.json', '/2/messages/reply.json'];

export class WeiboServer {
  readonly uid = '1904178193';
  readonly accessToken = '2.00fakeAccessTokenOfTheShop';
  readonly appSecret = 'xyz123xyz-of-the-fake';
  readonly posts: WeiboPost[] = [];
  readonly messages: WeiboMessage[] = [];
  readonly calls: { readonly method: string; readonly path: string; readonly url: string }[] = [];
  readonly faults: Fault[] = [];
  /** Met by reads, by path. */
  readonly readFaults = new Map<string, { status: number; code: number }>();
  readonly safeDomains = ['shop.example'];
  /** Calls an hour of one user, and posts among them. */
  perHour = 1_000;
  postsPerHour = 30;
  isRevoked = false;
  expiresInSeconds = 7 * 86_400;
  now: () => number = Date.now;
  readonly picture = Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), Buffer.alloc(2_000, 7)]);

  readonly #inboxOpen = new Map<string, number>();
  readonly #known = new Set<string>();
  readonly #asked: number[] = [];
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  #count = 5_000_000_000_000_000;

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

  // What people do.

  /** A post that was made by hand, or by an earlier call. */
  publishes(status: string, picture: Buffer | null = null): WeiboPost {
    const empty = { comments: [], reposts: [], likes: [], isDeleted: false };
    const post = { id: this.#id(), at: this.now(), status, picture, ...empty };
    this.posts.push(post);
    return post;
  }

  comments(post: WeiboPost, uid: string, text: string): WeiboEntry {
    return this.#add(post.comments, uid, text);
  }

  reposts(post: WeiboPost, uid: string, text = '转发微博'): WeiboEntry {
    return this.#add(post.reposts, uid, text);
  }

  likes(post: WeiboPost, uid: string): WeiboEntry {
    return this.#add(post.likes, uid, '');
  }

  says(uid: string, text: string): InboxCall {
    this.#opens(uid);
    return this.#told({ type: 'text', sender_id: Number(uid), text, data: {} });
  }

  follows(uid: string): InboxCall {
    this.#opens(uid);
    return this.#event(uid, '关注事件消息', { subtype: 'follow' });
  }

  scans(uid: string, key: string): InboxCall {
    this.#opens(uid);
    return this.#event(uid, '扫描二维码', { subtype: 'scan_follow', key, ticket: 'T' });
  }

  clicks(uid: string, key: string): InboxCall {
    this.#opens(uid);
    return this.#event(uid, '自定义菜单事件', { subtype: 'click', key });
  }

  unfollows(uid: string): InboxCall {
    this.#inboxOpen.delete(uid);
    return this.#event(uid, '取消关注事件消息', { subtype: 'unfollow' });
  }

  /** Somebody there is, who has not written. */
  knows(uid: string): void {
    this.#known.add(uid);
  }

  /** Weibo's own check of a new callback address. */
  greets(echostr: string, secret = this.appSecret): InboxCall {
    return { query: { ...this.#signed(secret), echostr }, body: '' };
  }

  /** As the platform signs: sha1 of secret, time and nonce, sorted and joined. */
  #signed(secret = this.appSecret, at = this.now()): Record<string, string> {
    const timestamp = String(at);
    const nonce = String(randomInt(10_000_000, 99_999_999));
    const text = [secret, timestamp, nonce].sort((a, b) => (a < b ? -1 : 1)).join('');
    const signature = createHash('sha1').update(text, 'utf8').digest('hex');
    return { signature, timestamp, nonce };
  }

  signedCall(body: string, options: { secret?: string; at?: number } = {}): InboxCall {
    return { query: this.#signed(options.secret, options.at), body };
  }

  #event(uid: string, text: string, data: Json): InboxCall {
    return this.#told({ type: 'event', sender_id: Number(uid), text, data });
  }

  #told(message: Json): InboxCall {
    const seconds = this.now() + (this.#count % 1_000) * 1_000;
    const whole = { receiver_id: Number(this.uid), created_at: weiboTime(seconds), ...message };
    this.#id();
    return this.signedCall(JSON.stringify(whole));
  }

  #opens(uid: string): void {
    this.#known.add(uid);
    this.#inboxOpen.set(uid, this.now());
  }

  #id(): string {
    this.#count += 1;
    return String(this.#count);
  }

  #add(list: WeiboEntry[], uid: string, text: string, answers: string | null = null): WeiboEntry {
    const entry = { id: this.#id(), at: this.now(), uid, text, answers };
    list.push(entry);
    return entry;
  }

  // The interface.

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const url = new URL(request.url ?? '/', this.url);
    this.calls.push({ method: request.method ?? '', path: url.pathname, url: url.href });
    if (url.pathname === '/cup.jpg') {
      response.writeHead(200, { 'content-type': 'image/jpeg' }).end(this.picture);
      return;
    }
    try {
      const form = formOf(body, request.headers['content-type'] ?? '');
      const field = (name: string) => form.get(name)?.toString('utf8') ?? null;
      const [, header] = /^OAuth2 (.+)$/.exec(request.headers.authorization ?? '') ?? [];
      this.#authorise(field('access_token') ?? header ?? null);
      if (sending.includes(url.pathname)) this.#send(url.pathname, form, response);
      else reply(response, 200, this.#read(url));
    } catch (error) {
      if (!(error instanceof WeiboError)) throw error;
      const { status, code, message } = error;
      reply(response, status, { request: url.pathname, error_code: code, error: message });
    }
  }

  #authorise(token: string | null): void {
    if (token === null) throw new WeiboError(400, 10006, 'Source paramter(appkey) is missing');
    if (token !== this.accessToken) throw new WeiboError(403, 21332, 'invalid_access_token');
    if (this.isRevoked) throw new WeiboError(403, 21327, 'expired_token');
    const since = this.now() - hourMs;
    while ((this.#asked[0] ?? since) < since) this.#asked.shift();
    if (this.#asked.length >= this.perHour) {
      throw new WeiboError(403, 10023, 'User requests out of rate limit!');
    }
    this.#asked.push(this.now());
  }

  #send(path: string, form: Map<string, Buffer>, response: ServerResponse): void {
    const fault = this.faults.shift();
    if (fault === undefined) {
      reply(response, 200, this.#take(path, form));
      return;
    }
    if (fault.kind === 'error') {
      if (fault.sent === true) this.#take(path, form);
      throw new WeiboError(fault.status, fault.code, fault.message);
    }
    if (fault.sent) this.#take(path, form);
    if (fault.kind === 'reset') response.socket?.resetAndDestroy();
    if (fault.kind === 'page') {
      response.writeHead(fault.status, { 'content-type': 'text/html', ...fault.headers });
      response.end(fault.body);
    }
  }

  #take(path: string, form: Map<string, Buffer>): Json {
    const field = (name: string) => form.get(name)?.toString('utf8') ?? null;
    if (path === '/2/statuses/share.json') return this.#share(field, form.get('pic') ?? null);
    if (path === '/2/comments/reply.json') return this.#answer(field);
    return this.#message(field);
  }

  #share(field: (name: string) => string | null, picture: Buffer | null): Json {
    const status = field('status') ?? '';
    checkShared(status, field('rip'), this.safeDomains);
    if (picture !== null) checkPicture(picture);
    const live = this.posts.filter(({ isDeleted }) => !isDeleted);
    if (live.some((post) => post.status === status)) {
      throw new WeiboError(400, 20019, 'repeat content!');
    }
    const since = this.now() - hourMs;
    if (live.filter(({ at }) => at >= since).length >= this.postsPerHour) {
      throw new WeiboError(403, 20016, 'out of limit');
    }
    return this.#postJson(this.publishes(status, picture));
  }

  #answer(field: (name: string) => string | null): Json {
    const post = this.#postOf(field('id'));
    const comment = post.comments.find(({ id }) => id === field('cid'));
    if (comment === undefined) throw new WeiboError(400, 20201, 'target comment does not exist!');
    if (field('rip') === null) throw new WeiboError(400, 10016, 'Miss required parameter (rip)');
    const text = field('comment') ?? '';
    if (text === '') throw new WeiboError(400, 20008, 'content is null!');
    return this.#entryJson(this.#add(post.comments, this.uid, text, comment.id));
  }

  #message(field: (name: string) => string | null): Json {
    const uid = field('receiver_id') ?? '';
    const data = JSON.parse(field('data') ?? 'null') as Json;
    const type = field('type') ?? '';
    if (!this.#known.has(uid)) throw new WeiboError(400, 20003, 'User does not exists!');
    const openedAt = this.#inboxOpen.get(uid);
    if (openedAt === undefined || this.now() - openedAt > 48 * hourMs) {
      const words = "Can't send direct message to user who is not your follower!";
      throw new WeiboError(400, 20301, words);
    }
    const text = type === 'text' ? String(data['text'] ?? '') : '-';
    if (text === '' || [...text].length >= 600 || (type !== 'text' && type !== 'articles')) {
      throw new WeiboError(400, 10017, "Parameter (data)'s value invalid");
    }
    this.messages.push({ uid, type, data });
    return { result: true, sender_id: Number(this.uid), receiver_id: Number(uid), type };
  }

  #read(url: URL): Json {
    const fault = this.readFaults.get(url.pathname);
    if (fault !== undefined) throw new WeiboError(fault.status, fault.code, 'refused by the test');
    const query = url.searchParams;
    switch (url.pathname) {
      case '/2/statuses/user_timeline.json': {
        const live = this.posts.filter(({ isDeleted }) => !isDeleted);
        return { statuses: page(live, query).map((each) => this.#postJson(each)) };
      }
      case '/2/comments/show.json':
        return this.#list('comments', this.#postOf(query.get('id')).comments, query);
      case '/2/statuses/repost_timeline.json':
        return this.#list('reposts', this.#postOf(query.get('id')).reposts, query);
      case '/2/attitudes/show.json':
        return this.#list('attitudes', this.#postOf(query.get('id')).likes, query);
      case '/oauth2/get_token_info':
        return { uid: Number(this.uid), appkey: '123456', expire_in: this.expiresInSeconds };
      default:
        throw new WeiboError(404, 10020, 'Request api not found!');
    }
  }

  #list(name: string, entries: readonly WeiboEntry[], query: URLSearchParams): Json {
    const since = BigInt(query.get('since_id') ?? '0');
    const later = entries.filter(({ id }) => BigInt(id) > since);
    return {
      [name]: page(later, query).map((each) => this.#entryJson(each)),
      total_number: entries.length,
    };
  }

  #postOf(id: string | null): WeiboPost {
    const post = this.posts.find((each) => each.id === id && !each.isDeleted);
    if (post === undefined) throw new WeiboError(400, 20101, 'target weibo does not exist!');
    return post;
  }

  #postJson(post: WeiboPost): Json {
    return {
      created_at: weiboTime(post.at),
      id: Number(post.id),
      idstr: post.id,
      text: shown(post.status),
      user: this.#personJson(this.uid),
      reposts_count: post.reposts.length,
      comments_count: post.comments.length,
      attitudes_count: post.likes.length,
    };
  }

  #entryJson({ id, at, text, uid, answers }: WeiboEntry): Json {
    return {
      created_at: weiboTime(at),
      id: Number(id),
      idstr: id,
      text,
      user: this.#personJson(uid),
      ...(answers === null ? {} : { reply_comment: { id: Number(answers), idstr: answers } }),
    };
  }

  #personJson(uid: string): Json {
    return { id: Number(uid), idstr: uid, screen_name: `用户${uid.slice(-3)}` };
  }
}

/** The newest first, as every list of Weibo's. */
function page<T>(all: readonly T[], query: URLSearchParams): T[] {
  const count = Number(query.get('count') ?? 50);
  const from = (Number(query.get('page') ?? 1) - 1) * count;
  return [...all].reverse().slice(from, from + count);
}

function reply(response: ServerResponse, status: number, body: object): void {
  if (response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

import { afterEach, beforeEach, expect, it } from 'vitest';
import { WeiboApi } from '../../adapters/weibo/api.js';
import { EngagementReader } from '../../adapters/weibo/engagement.js';
import type { WeiboSettings } from '../../adapters/weibo/settings.js';
import { adapter } from '../../adapters/weibo.js';
import type { InboundEvent } from '../../src/ports/channel.js';
import { WeiboServer } from '../fakes/weibo-server.js';
import { openAccount } from '../support/channels.js';
import { listLog, until } from '../support/dispatch.js';

const fan = '2489518277';
const other = '1739928273';
const dayMs = 86_400_000;

let server: WeiboServer;
let log: ReturnType<typeof listLog>;
let reading: Reading;

interface Reading {
  readonly told: InboundEvent[];
  /** Ends when reading does. */
  readonly done: Promise<void>;
  readonly stop: () => Promise<void>;
}

beforeEach(async () => {
  server = await new WeiboServer().start();
  log = listLog();
});
afterEach(async () => {
  await reading.stop();
  await server.stop();
});

/** Reads from the start, as after a restart. */
function read(more: Record<string, unknown> = {}): Reading {
  const settings = {
    access_token: server.accessToken,
    safe_domains: server.safeDomains,
    rip: '211.156.0.1',
    read_every_minutes: 0.0002,
    api_root: server.url,
    messages_root: server.url,
    ...more,
  };
  const account = openAccount(adapter, settings, { log, now: () => server.now() });
  const abort = new AbortController();
  const told: InboundEvent[] = [];
  const listening = account.listen?.(async (events) => void told.push(...events), abort.signal);
  const done = listening ?? Promise.resolve();
  const stop = async () => {
    abort.abort();
    await done.catch(() => undefined);
  };
  return { told, done, stop };
}

const asked = (path: string) => server.calls.filter((call) => call.path === path).length;
const looks = (count: number) => {
  const before = asked('/2/statuses/user_timeline.json');
  return until(() => asked('/2/statuses/user_timeline.json') >= before + count);
};

it('tells comments, reposts and likes under our posts, each with the place of an answer', async () => {
  const post = server.publishes('新品 https://shop.example/');
  const comment = server.comments(post, fan, '多少钱');
  const repost = server.reposts(post, other, '好看');
  const like = server.likes(post, fan);
  reading = read();
  await until(() => reading.told.length === 3);
  expect(reading.told).toEqual([
    {
      kind: 'engagement',
      what: 'comment',
      key: `comment:${comment.id}`,
      at: Math.floor(comment.at / 1_000) * 1_000,
      from: fan,
      name: '用户277',
      locale: 'zh-CN',
      post: post.id,
      text: '多少钱',
      place: `comment:${post.id}:${comment.id}`,
    },
    expect.objectContaining({
      what: 'repost',
      key: `repost:${repost.id}`,
      from: other,
      text: '好看',
    }),
    expect.objectContaining({ what: 'like', key: `like:${like.id}`, from: fan }),
  ]);
});

it('tells what is new once, in its order, and asks only for lists that have grown', async () => {
  const post = server.publishes('新品 https://shop.example/');
  const quiet = server.publishes('旧品 https://shop.example/');
  reading = read();
  await looks(2);
  for (let n = 0; n < 120; n += 1) server.comments(post, String(3_000_000_000 + n), `no ${n}`);
  await until(() => reading.told.length >= 120);
  await looks(3);
  const expected = Array.from({ length: 120 }, (_, n) => `no ${n}`);
  expect(reading.told.map((event) => event.kind === 'engagement' && event.text)).toEqual(expected);
  // 120 comments are three pages of 50; the other lists have never been asked for.
  expect(asked('/2/comments/show.json')).toBe(3);
  expect(asked('/2/statuses/repost_timeline.json')).toBe(0);
  expect(quiet.comments).toEqual([]);
});

it('leaves out our own answers, old posts and posts that are gone', async () => {
  const startedAt = Date.now();
  server.now = () => startedAt - 6 * dayMs;
  server.comments(server.publishes('old https://shop.example/'), fan, 'late');
  server.now = () => startedAt;
  const gone = server.publishes('gone https://shop.example/');
  server.comments(gone, fan, 'x');
  gone.isDeleted = true;
  const post = server.publishes('new https://shop.example/');
  server.comments(post, server.uid, '谢谢');
  server.comments(post, fan, '多少钱');
  reading = read();
  await until(() => reading.told.length > 0);
  await looks(2);
  expect(reading.told.map((event) => event.kind === 'engagement' && event.text)).toEqual([
    '多少钱',
  ]);
});

it('tells all again after a restart, under the same keys', async () => {
  const post = server.publishes('新品 https://shop.example/');
  server.comments(post, fan, '多少钱');
  server.likes(post, other);
  const first = read();
  await until(() => first.told.length === 2);
  await first.stop();
  reading = read();
  await until(() => reading.told.length === 2);
  expect(reading.told.map(({ key }) => key)).toEqual(first.told.map(({ key }) => key));
});

it('waits for an hour once Weibo says too many, and for its own interval otherwise', async () => {
  server.publishes('新品 https://shop.example/');
  reading = { told: [], done: Promise.resolve(), stop: async () => undefined };
  server.perHour = 1;
  const settings = { accessToken: server.accessToken, apiRoot: server.url } as WeiboSettings;
  const api = new WeiboApi({ ...settings, messagesRoot: server.url }, fetch);
  const own = { readEveryMs: 60_000, readMs: dayMs, locale: 'zh-CN' };
  const deps = { now: () => server.now(), log };
  const reader = new EngagementReader({ account: 'weibo', api, settings: own, deps });
  const sink = async () => undefined;
  expect(await reader.look(sink, AbortSignal.timeout(5_000))).toBe(60_000);
  expect(await reader.look(sink, AbortSignal.timeout(5_000))).toBe(3_600_000);
  const failed = log.lines.filter(({ event }) => event === 'weibo.reading.failed');
  expect(failed.map(({ fields }) => fields)).toContainEqual({ account: 'weibo', code: 10023 });
});

it('does without a list that Weibo keeps from the app, and says so once', async () => {
  const post = server.publishes('新品 https://shop.example/');
  server.readFaults.set('/2/attitudes/show.json', { status: 403, code: 10014 });
  server.likes(post, fan);
  server.comments(post, fan, '多少钱');
  reading = read();
  await until(() => reading.told.length === 1);
  server.likes(post, other);
  await looks(3);
  expect(asked('/2/attitudes/show.json')).toBe(1);
  expect(log.lines.map(({ event }) => event)).toEqual(['weibo.reading.not_permitted']);
});

it('ends with a word about the token when Weibo refuses it', async () => {
  server.isRevoked = true;
  reading = read();
  await expect(reading.done).rejects.toThrow(/refuses the access token \(21327\)/);
});

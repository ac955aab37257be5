import { createHash } from 'node:crypto';
import { Redis } from 'ioredis';
import type { ChatLanes } from '../ports/chat-lanes.js';
import type { Logger } from '../ports/logger.js';

export interface RedisLanesOptions {
  readonly redisUrl: string;
  /** Keeps the keys of two shops on one Redis apart. */
  readonly scope: string;
  readonly account: string;
  /** Somebody else's message is under way: ask again after this long. */
  readonly askAgainMs: number;
  readonly log: Logger;
}

// All chats of a grant in one go. 'busy' is being written to; 'rest' has been, and is free when the key runs out.
const takeAll = `
local waits = {}
for i, key in ipairs(KEYS) do
  if redis.call('SET', key, 'busy', 'NX', 'PX', ARGV[i + 1]) then waits[i] = 0
  else
    local left = math.max(1, redis.call('PTTL', key))
    if redis.call('GET', key) == 'rest' then waits[i] = left
    else waits[i] = math.min(left, tonumber(ARGV[1])) end
  end
end
return waits`;

/** Lanes kept in Redis, one key for each chat that was just written to. */
export function redisLanes(options: RedisLanesOptions): ChatLanes {
  const { redisUrl, account, log } = options;
  const redis = new Redis(redisUrl, { maxRetriesPerRequest: 2, connectTimeout: 3_000 });
  redis.on('error', (error: Error) => log.warn('redis.error', { account, error: error.message }));
  const keyOf = (chat: string) => laneKey(options, chat);
  return {
    async take(chats) {
      if (chats.length === 0) return [];
      const keys = chats.map(({ chat }) => keyOf(chat));
      const holds = chats.map(({ holdMs }) => Math.max(1, Math.ceil(holdMs)));
      const waits = await redis.eval(takeAll, keys.length, ...keys, options.askAgainMs, ...holds);
      return (waits as number[]).map(Number);
    },
    async leave(chat, freeInMs) {
      const key = keyOf(chat);
      const left =
        freeInMs <= 0 ? redis.del(key) : redis.set(key, 'rest', 'PX', Math.ceil(freeInMs));
      await left.catch(() => undefined);
    },
    async close() {
      redis.disconnect();
    },
  };
}

// An address stays out of Redis.
function laneKey({ scope, account }: RedisLanesOptions, chat: string): string {
  const hash = createHash('sha256').update(`${scope}\n${account}\n${chat}`).digest('hex');
  return `hawker:${scope}:lane:${account}:${hash.slice(0, 32)}`;
}

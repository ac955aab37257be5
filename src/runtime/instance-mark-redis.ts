import { Redis } from 'ioredis';
import type { OutsideMarks } from '../ports/instance-marks.js';
import type { Logger } from '../ports/logger.js';

// The latest beat of whichever worker; an older one that comes late changes nothing.
const keepLatest = `
local held = redis.call('GET', KEYS[1])
if held then
  local mark = cjson.decode(held)
  if mark.id == ARGV[2] and mark.sequence > tonumber(ARGV[3]) then return 0 end
end
redis.call('SET', KEYS[1], ARGV[1])
return 1`;

/** The mark in Redis, for workers on several machines. One that does not answer is as good as none. */
export function instanceMarkRedis(redisUrl: string, scope: string, log: Logger): OutsideMarks {
  const redis = new Redis(redisUrl, { maxRetriesPerRequest: 2, connectTimeout: 3_000 });
  redis.on('error', (error: Error) => log.warn('redis.error', { error: error.message }));
  const key = `hawker:${scope}:instance`;
  return {
    async read() {
      const text = await redis.get(key).catch(() => null);
      return text === null ? null : { ...JSON.parse(text), isCopy: false };
    },
    async write(mark) {
      const text = JSON.stringify(mark);
      await redis.eval(keepLatest, 1, key, text, mark.id, mark.sequence).catch(() => undefined);
    },
    async close() {
      redis.disconnect();
    },
  };
}

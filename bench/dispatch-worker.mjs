// One dispatching process of bench/dispatch.mjs. Its settings come as one JSON argument; it says `ready`, starts at `go`.
import { adapter as telegram } from '../dist/adapters/telegram.js';
import { keyringOf } from '../dist/src/runtime/keyring.js';
import { localLimiter } from '../dist/src/runtime/limiter.js';
import { nodeDigest } from '../dist/src/runtime/node-digest.js';
import { redisLimiter } from '../dist/src/runtime/redis-limiter.js';
import { workerName } from '../dist/src/runtime/worker-name.js';
import { newBell } from '../dist/src/services/bell.js';
import { startDispatch } from '../dist/src/services/dispatch.js';
import { openDatabase } from '../dist/src/store/client.js';
import { deliveryStore } from '../dist/src/store/delivery-store.js';
import { leaseStore } from '../dist/src/store/lease-store.js';

const { url, redisUrl, scope, platform } = JSON.parse(process.argv[2]);
const clock = { now: Date.now };
const nothing = () => undefined;
const log = {
  info: nothing,
  warn: nothing,
  error: (event, fields) => console.error(event, fields),
};

const nullChannel = {
  name: 'bench',
  kind: 'null',
  capabilities: { proactive: 'free', idempotency: null },
  rate: { perSecond: 100_000, perChatMs: 0, concurrency: 1_000, timeoutMs: 10_000 },
  render: (message) => ({ ok: true, parts: [{ method: 'take', payload: { message } }] }),
  send: async () => ({ kind: 'accepted', ref: '1', final: true }),
  probe: async () => ({ ok: true, name: 'null' }),
};

function telegramAccount({ token, api_root, perSecond }) {
  const settings = { token, api_root, per_second: perSecond, per_chat_ms: 0, concurrency: 100 };
  const opened = telegram.open('bench', settings, { publicUrl: null, now: Date.now, log });
  if (!opened.ok) throw new Error(JSON.stringify(opened.problems));
  return opened.account;
}

const database = openDatabase(url);
const limiterFor = ({ name: account, rate: { perSecond } }) =>
  redisUrl === undefined
    ? localLimiter({ account, perSecond, now: Date.now })
    : redisLimiter({ account, perSecond, now: Date.now, redisUrl, scope, log });

process.on('disconnect', () => process.exit());
process.once('message', () => {
  const dispatcher = startDispatch({
    accounts: [platform === undefined ? nullChannel : telegramAccount(platform)],
    deliveries: deliveryStore(database, keyringOf(Buffer.alloc(32, 7)), clock),
    leases: leaseStore(database),
    recheck: async (held) => new Map(held.map(({ id }) => [id, { kind: 'send' }])),
    render: async (held) =>
      new Map(held.map(({ id, content }) => [id, { ok: true, message: content }])),
    policies: async () => new Map(),
    digest: nodeDigest,
    clock,
    log,
    worker: workerName(),
    isDead: () => false,
    scope: 'bench',
    bell: newBell(),
    isShared: redisUrl !== undefined,
    limiterFor,
  });
  process.once('message', async () => {
    await dispatcher.stop();
    await database.close();
    const { user, system } = process.cpuUsage();
    process.send({ kind: 'stopped', cpuMs: (user + system) / 1_000 }, () => process.disconnect());
  });
});
// Connected before the clock starts.
await database.query((await import('@prisma/client/runtime/client')).sqltag`SELECT 1 AS one`);
process.send({ kind: 'ready' });

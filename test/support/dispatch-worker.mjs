// A process that does nothing but dispatch one Telegram account, for tests that kill it.
// It runs the built program. Its settings come as one JSON argument.
import { readFileSync } from 'node:fs';
import { loadAdapters, openChannels } from '../../dist/src/runtime/adapter-loader.js';
import { keyringOf } from '../../dist/src/runtime/keyring.js';
import { localLimiter } from '../../dist/src/runtime/limiter.js';
import { jsonLog } from '../../dist/src/runtime/log.js';
import { nodeDigest } from '../../dist/src/runtime/node-digest.js';
import { redisLanes } from '../../dist/src/runtime/redis-lanes.js';
import { redisLimiter } from '../../dist/src/runtime/redis-limiter.js';
import { isDeadWorker, workerName } from '../../dist/src/runtime/worker-name.js';
import { newBell } from '../../dist/src/services/bell.js';
import { startDispatch } from '../../dist/src/services/dispatch.js';
import { accountStates } from '../../dist/src/store/account-states.js';
import { openDatabase } from '../../dist/src/store/client.js';
import { deliveryStore } from '../../dist/src/store/delivery-store.js';
import { leaseStore } from '../../dist/src/store/lease-store.js';
import { crashPoints } from './crash-points.mjs';

const { databaseUrl, redisUrl, scope, settings, crash, clockJump, quotas } = JSON.parse(
  readFileSync(0, 'utf8'),
);
const points = crash === undefined ? null : crashPoints(crash);
const part = (name, target) => points?.part(name, target) ?? target;
let sends = 0;
// The machine's own clock, set wrong for a while: everything in the process sees it.
const isWrong = () => sends >= clockJump.afterSends && sends < clockJump.backAfterSends;
if (clockJump !== undefined) {
  const right = Date.now;
  Date.now = () => right() + (isWrong() ? clockJump.jumpMs : 0);
}
const clock = { now: () => Date.now() };
const log = jsonLog('error');
const worker = workerName();
const plainDatabase = openDatabase(databaseUrl);
const database = points?.database(plainDatabase) ?? plainDatabase;
const adapters = await loadAdapters(new URL('../../dist/adapters', import.meta.url).pathname);
const opened = openChannels([{ name: 'telegram', kind: 'telegram', settings }], adapters, {
  publicUrl: null,
  chatMessages: null,
  fetch,
  now: () => Date.now(),
  log,
});
if (!opened.ok) throw new Error(JSON.stringify(opened.problems));

const counted = (account) => ({
  ...account,
  rate: { ...account.rate, ...(quotas !== undefined && { quotas }) },
  send: (...args) => {
    sends += 1;
    return account.send(...args);
  },
});

const dispatcher = startDispatch({
  accounts: opened.value.map((account) => part('account', counted(account))),
  deliveries: part('deliveries', deliveryStore(database, keyringOf(Buffer.alloc(32, 7)), clock)),
  leases: part('leases', leaseStore(database)),
  accountStates: part('states', accountStates(database)),
  lanesFor: ({ name }) =>
    redisUrl === undefined
      ? null
      : redisLanes({ redisUrl, scope, account: name, askAgainMs: 100, log }),
  recheck: async (held) => new Map(held.map(({ id }) => [id, { kind: 'send' }])),
  render: async (held) =>
    new Map(held.map(({ id, content }) => [id, { ok: true, message: content }])),
  policies: async () => new Map(),
  digest: nodeDigest,
  clock,
  log,
  worker,
  isDead: (other) => isDeadWorker(other, worker),
  scope,
  bell: newBell(),
  isShared: redisUrl !== undefined,
  limiterFor: ({ name, rate: { perSecond } }) =>
    part(
      'limiter',
      redisUrl === undefined
        ? localLimiter({ account: name, perSecond, now: () => Date.now() })
        : redisLimiter({ account: name, perSecond, now: () => Date.now(), redisUrl, scope, log }),
    ),
});
process.stdout.write('ready\n');
process.on('SIGTERM', async () => {
  await dispatcher.stop();
  await database.close();
  if (points !== null) process.stdout.write(`points ${JSON.stringify(points.counts())}\n`);
  process.exit(0);
});

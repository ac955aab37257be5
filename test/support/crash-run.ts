import { setTimeout as sleep } from 'node:timers/promises';
import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Quota } from '../../src/ports/channel.js';
import type { Database } from '../../src/store/database.js';
import { numbersIn } from '../../src/store/dialect.js';
import { TelegramServer } from '../fakes/telegram-server.js';
import { type CrashPlan, type DispatchProcess, startWorker } from './dispatch-process.js';
import {
  clearOutbox,
  type SeededPerson,
  seedDeliveries,
  seedPeople,
  seedRun,
  statesOf,
} from './outbox.js';

export interface CrashRunSettings {
  readonly database: Database;
  readonly databaseUrl: string;
  readonly redisUrl?: string;
  readonly count: number;
  /** One worker for each, the next when the one before is gone; then one that is left to finish. */
  readonly crashes: readonly CrashPlan[];
  /** While the workers run; what it leaves behind must be usable. */
  readonly meanwhile?: (context: Meanwhile) => Promise<void>;
  readonly perSecond?: number;
  readonly quotas?: readonly Quota[];
  /** Where the workers find the server; by default where it is. */
  readonly apiRootOf?: (server: TelegramServer) => Promise<string>;
  /** Runs the last worker in surroundings of its own. */
  readonly start?: typeof startWorker;
}

export interface Meanwhile {
  readonly server: TelegramServer;
  /** Resolves when so many messages have arrived. */
  readonly arrived: (count: number) => Promise<void>;
}

/** What the receiving server got, held against what the database says. */
export interface CrashTally {
  readonly deliveries: number;
  readonly kills: number;
  /** Parts that reached the server more than once. */
  readonly doubles: number;
  /** Deliveries without a true end: still open, sent without arriving, failed though it arrived, or nobody's. */
  readonly unaccounted: number;
  readonly sent: number;
  readonly unknown: number;
  readonly unknownArrived: number;
  readonly points: ReadonlyMap<string, number>;
}

const account = 'telegram';
const openStates = ['planned', 'claimed', 'sending'];
/** Every seventh message takes two calls (a text too long for a caption), so that a kill falls between the two as well. */
const isLong = (person: SeededPerson) => Number(person.address) % 7 === 0;

/** One run: so many deliveries, workers that die, and at the end the count at the receiving server. */
export async function crashRun(settings: CrashRunSettings): Promise<CrashTally> {
  const limits = { perSecond: null, perChatMs: null };
  const server = await new TelegramServer({ knowsEverybody: true, limits }).start();
  server.faultFor = () => ({ kind: 'slow', ms: Math.random() * 10 });
  try {
    const { ids, people } = await seed(settings);
    const { kills, points } = await workThrough(settings, server, ids);
    return { ...(await tally(settings.database, server, { ids, people })), kills, points };
  } finally {
    await server.stop();
  }
}

async function seed({ database, count }: CrashRunSettings) {
  await clearOutbox(database);
  const addresses = Array.from({ length: count }, (_, i) => String(i + 1));
  const people = await seedPeople(database, { account, addresses });
  const runId = await seedRun(database);
  const blocks = (person: SeededPerson) => [
    { kind: 'image' as const, url: 'https://shop.example/cup.jpg', alt: 'a cup' },
    { kind: 'text' as const, text: `${'long '.repeat(300)}${person.address}` },
  ];
  const long = people.filter(isLong);
  const short = people.filter((person) => !isLong(person));
  const ids = [
    ...(await seedDeliveries(database, { account, people: short, runId })),
    ...(await seedDeliveries(database, { account, people: long, runId, blocks })),
  ];
  return { ids, people: [...short, ...long] };
}

async function workThrough(
  settings: CrashRunSettings,
  server: TelegramServer,
  ids: readonly number[],
): Promise<{ kills: number; points: ReadonlyMap<string, number> }> {
  const start = (crash: CrashPlan | null) => startOne(settings, server, crash);
  let kills = 0;
  const arrived = async (count: number) => {
    while (server.messages.length < count) await sleep(2);
  };
  const meanwhile = settings.meanwhile?.({ server, arrived });
  let worker: DispatchProcess | null = null;
  for (const crash of settings.crashes) {
    worker = await start(crash);
    const isGone = await goneOrDone(settings.database, worker, ids);
    if (!isGone) break;
    kills += 1;
    worker = null;
  }
  worker ??= await start(null);
  await meanwhile;
  await done(settings.database, ids);
  await worker.stop();
  return { kills, points: worker.points() };
}

async function startOne(
  {
    databaseUrl,
    redisUrl,
    perSecond = 1_000,
    apiRootOf,
    quotas,
    start = startWorker,
  }: CrashRunSettings,
  server: TelegramServer,
  crash: CrashPlan | null,
): Promise<DispatchProcess> {
  const settings = {
    token: server.token,
    api_root: (await apiRootOf?.(server)) ?? server.url,
    per_second: perSecond,
    per_chat_ms: 0,
    timeout_ms: 2_000,
  };
  const redis = redisUrl === undefined ? {} : { redisUrl };
  const limits = quotas === undefined ? {} : { quotas };
  return start({ databaseUrl, ...redis, ...limits, scope: 'crash', settings, crash });
}

// A point that is passed less often than planned kills nobody: then the work gets done.
async function goneOrDone(
  database: Database,
  worker: DispatchProcess,
  ids: readonly number[],
): Promise<boolean> {
  let isGone = false;
  void worker.gone.then(() => {
    isGone = true;
  });
  while (!isGone) {
    if (await isDone(database, ids)) return false;
    await sleep(10);
  }
  return true;
}

const mostMs = 120_000;

async function done(database: Database, ids: readonly number[]): Promise<void> {
  const endsAt = Date.now() + mostMs;
  while (!(await isDone(database, ids)) && Date.now() < endsAt) await sleep(10);
}

async function isDone(database: Database, ids: readonly number[]): Promise<boolean> {
  const [open] = await database.query<{ count: number }>(sql`
    SELECT count(*) AS count FROM delivery
    WHERE id IN ${numbersIn(database.dialect, ids)} AND state IN ('planned', 'claimed', 'sending')`);
  return Number(open?.count ?? 1) === 0;
}

async function tally(
  database: Database,
  server: TelegramServer,
  { ids, people }: { readonly ids: readonly number[]; readonly people: readonly SeededPerson[] },
) {
  const parts = new Map<string, number>();
  for (const { chatId, method } of server.messages) {
    const key = `${chatId} ${method}`;
    parts.set(key, (parts.get(key) ?? 0) + 1);
  }
  const states = await statesOf(database, ids);
  const got = people.map((person, i) => ({
    state: states[i] ?? 'absent',
    wanted: isLong(person) ? 2 : 1,
    arrived: ['sendMessage', 'sendPhoto'].filter((each) => parts.has(`${person.address} ${each}`))
      .length,
  }));
  const ours = new Set(people.map(({ address }) => address));
  const strangers = server.messages.filter(({ chatId }) => !ours.has(String(chatId)));
  const unknown = got.filter(({ state }) => state === 'unknown');
  const wrong = got.filter(
    ({ state, wanted, arrived }) =>
      openStates.includes(state) ||
      state === 'absent' ||
      (state === 'sent' && arrived !== wanted) ||
      (state !== 'sent' && state !== 'unknown' && arrived > 0),
  );
  return {
    deliveries: ids.length,
    doubles: [...parts.values()].filter((times) => times > 1).length,
    unaccounted: wrong.length + strangers.length,
    sent: got.filter(({ state }) => state === 'sent').length,
    unknown: unknown.length,
    unknownArrived: unknown.filter(({ wanted, arrived }) => arrived === wanted).length,
  };
}

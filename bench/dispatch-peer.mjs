// Hawker beside a plain telegraf + bottleneck script, as people write it today, in the same minute.
//
//   node bench/dispatch-peer.mjs [SECONDS]     (8)
//
// Both send to a platform that takes 30 (then 1,000) messages in any sliding second and refuses more. Half way each is killed with
// `kill -9` and started again, and goes on until it says that it is through. Counted by the platform: who got the message, who got it
// twice, who never did, and what was refused. The scripts are bench/dispatch-peer-script.mjs.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqltag as sql } from '@prisma/client/runtime/client';
import Database from 'libsql';
import {
  fill,
  forked,
  killed,
  sleep,
  startWorkers,
  withDatabase,
  withPlatform,
} from './dispatch-parts.mjs';

const seconds = Number(process.argv[2] ?? 8);

/** Starts, kills half way, starts again until it is through. */
async function interrupted(start, platform, halfMs) {
  const first = await start();
  await sleep(halfMs);
  const atKill = await platform.counts();
  await first.kill();
  await (await start()).done();
  return { ...(await platform.counts()), perSecond: atKill.taken / (halfMs / 1_000) };
}

/** @param variant how the script limits and how it remembers, see dispatch-peer-script.mjs */
function peer(variant, perSecond, count) {
  return withPlatform(perSecond, async (platform) => {
    const folder = mkdtempSync(join(tmpdir(), 'hawker-peer-'));
    const file = join(folder, 'people.db');
    const people = new Database(file);
    people.exec(
      'PRAGMA journal_mode = WAL; CREATE TABLE people (chat INTEGER PRIMARY KEY, sent INTEGER NOT NULL DEFAULT 0)',
    );
    people.exec(
      `WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < ${count}) INSERT INTO people (chat) SELECT i FROM s`,
    );
    people.close();
    const { url, token } = platform;
    const start = async () => {
      const script = forked(
        './dispatch-peer-script.mjs',
        JSON.stringify({ ...variant, url, token, perSecond, file }),
      );
      await script.told('ready');
      return { kill: () => killed(script.child), done: () => script.told('through') };
    };
    try {
      return await interrupted(start, platform, (seconds * 1_000) / 2);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

function hawker(perSecond, count) {
  return withPlatform(perSecond, (platform) =>
    withDatabase('sqlite', async (database, url) => {
      await fill(database, count);
      const settings = { token: platform.token, api_root: platform.url, perSecond };
      const start = async () => {
        const running = await startWorkers(url, 1, false, settings);
        const done = async () => {
          while ((await open(database)) > 0) await sleep(100);
          await running.stop();
        };
        return { kill: running.kill, done };
      };
      const counts = await interrupted(start, platform, (seconds * 1_000) / 2);
      const [row] = await database.query(
        sql`SELECT count(*) AS unknown FROM delivery WHERE state = 'unknown'`,
      );
      return { ...counts, unknown: row.unknown };
    }),
  );
}

async function open(database) {
  const [row] = await database.query(
    sql`SELECT count(*) AS count FROM delivery WHERE state IN ('planned', 'claimed', 'sending')`,
  );
  return row.count;
}

const peers = [
  { name: 'script: reservoir, a list', limit: 'reservoir', memory: 'none' },
  { name: 'script: minTime, a list', limit: 'minTime', memory: 'none' },
  { name: 'script: minTime, marks in its database', limit: 'minTime', memory: 'column' },
];
console.log(
  `${seconds} s of messages, killed half way and started again; load ${loadavg()[0].toFixed(1)}, run ${randomUUID().slice(0, 4)}`,
);
console.log(`${''.padEnd(42)} messages/s  of limit   429s  twice  never  of them known`);
for (const perSecond of [30, 1_000]) {
  const count = perSecond * seconds;
  const rows = [];
  for (const variant of peers) rows.push([variant.name, await peer(variant, perSecond, count)]);
  rows.push(['hawker, SQLite', await hawker(perSecond, count)]);
  for (const [name, result] of rows) {
    const used = `${((result.perSecond / perSecond) * 100).toFixed(0)} %`;
    const columns = [
      result.perSecond.toFixed(1),
      used,
      result.refused,
      result.doubles,
      count - result.chats,
      result.unknown ?? '-',
    ];
    const widths = [10, 9, 6, 6, 6, 14];
    console.log(
      `${String(perSecond).padStart(5)}/s ${name.padEnd(34)} ${columns.map((each, i) => String(each).padStart(widths[i])).join(' ')}`,
    );
  }
}

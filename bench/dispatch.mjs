// How fast the outbox empties, each message with its durable intent.
//
//   node bench/dispatch.mjs [MESSAGES] [SECONDS]     (40000, 10)
//
// First into a channel that takes everything at once: the outbox's own speed, on SQLite with one process and on
// PostgreSQL with one and two that share the account through Redis; median of three, beside what the same database does in bare durable
// commits in the same minute. Then, over real HTTP, against a platform in a process of its own that takes 30 (and 1,000)
// messages in any sliding second and refuses more: how much of the limit is used, and how often it was refused.
import { cpus, loadavg, totalmem } from 'node:os';
import { sqltag as sql } from '@prisma/client/runtime/client';
import { fill, sleep, startWorkers, withDatabase, withPlatform } from './dispatch-parts.mjs';

const [messages = 40_000, seconds = 10] = process.argv.slice(2).map(Number);
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const load = () => loadavg()[0].toFixed(1);

async function isEmpty(database) {
  const rows = await database.query(
    sql`SELECT 1 AS one FROM delivery WHERE run_id = 1 AND state IN ('planned', 'claimed', 'sending') LIMIT 1`,
  );
  return rows.length === 0;
}

async function allSent(database) {
  const [row] = await database.query(sql`
    SELECT (SELECT count(*) FROM delivery WHERE state = 'sent' AND attempt_count = 1) AS sent,
      (SELECT count(*) FROM delivery_attempt WHERE outcome = 'accepted') AS attempts`);
  return row.sent === messages && row.attempts === messages;
}

/** @returns deliveries a second, from the first claim to the last outcome written */
async function ownSpeed(kind, workers) {
  return withDatabase(kind, async (database, url) => {
    await fill(database, messages);
    // As a server that has been up for a minute has done by itself.
    if (kind === 'postgresql') await database.execute(sql`ANALYZE`);
    const commits = await bareCommits(database);
    const running = await startWorkers(url, workers, workers > 1);
    const startedAt = performance.now();
    while (!(await isEmpty(database))) await sleep(20);
    const perSecond = (messages * 1_000) / (performance.now() - startedAt);
    const cpuMs = await running.stop();
    if (!(await allSent(database))) throw new Error('not every delivery was sent exactly once');
    return { perSecond, commits, cpuUs: (cpuMs * 1_000) / messages };
  });
}

/** Durable commits a second of one row, one after the other: what this disk and machine give at this moment. */
async function bareCommits(database) {
  const startedAt = performance.now();
  let commits = 0;
  while (performance.now() - startedAt < 1_000) {
    await database.writeSql(1, (tx) =>
      tx.execute(sql`UPDATE run SET scheduled_for = scheduled_for + 1 WHERE id = 1`),
    );
    commits += 1;
  }
  return (commits * 1_000) / (performance.now() - startedAt);
}

async function limitUse({ kind, workers }, perSecond) {
  return withPlatform(perSecond, (platform) =>
    withDatabase(kind, async (database, url) => {
      await fill(database, Math.ceil(perSecond * (seconds + 3)));
      const { token } = platform;
      const settings = { token, api_root: platform.url, perSecond };
      const running = await startWorkers(url, workers, workers > 1, settings);
      await sleep(2_000);
      const before = await platform.counts();
      await sleep(seconds * 1_000);
      const after = await platform.counts();
      await running.stop();
      const used = (after.taken - before.taken) / ((after.at - before.at) / 1_000) / perSecond;
      return { used, refused: after.refused, most: after.most };
    }),
  );
}

const [{ model }] = cpus();
console.log(
  `${cpus().length} × ${model}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`,
);
const setups = [
  { kind: 'sqlite', workers: 1, target: 5_000 },
  { kind: 'postgresql', workers: 1, target: null },
  { kind: 'postgresql', workers: 2, target: 8_000 },
];
const name = ({ kind, workers }) => `${kind}, ${workers} worker${workers === 1 ? '' : 's'}`;
const number = (value) => Math.round(value).toLocaleString('en');
console.log(
  `\n${number(messages)} messages into a channel that takes all, durable intents; load ${load()} at the start`,
);
console.log(
  `${'deliveries/s'.padStart(38)}   all three   target   µs of processor each   bare commits/s`,
);
for (const setup of setups) {
  const runs = [];
  for (let i = 0; i < 3; i++) runs.push(await ownSpeed(setup.kind, setup.workers));
  const of = (key) => median(runs.map((run) => run[key]));
  const all = runs.map(({ perSecond }) => number(perSecond)).join(' ');
  console.log(
    `  ${name(setup).padEnd(22)} ${number(of('perSecond')).padStart(12)}   ${all}   ${setup.target ?? ''}   ${number(of('cpuUs'))}   ${number(of('commits'))}   load ${load()}`,
  );
}
console.log(
  `\ntelegraf over loopback HTTP to a platform with a limit in any sliding second, ${seconds} s`,
);
for (const perSecond of [30, 1_000]) {
  for (const setup of setups) {
    const { used, refused, most } = await limitUse(setup, perSecond);
    const share = `${(used * 100).toFixed(1)} %`;
    console.log(
      `  ${String(perSecond).padStart(5)}/s ${name(setup).padEnd(22)} ${share.padStart(7)} used, ${refused} refused, at most ${most} in a second   load ${load()}`,
    );
  }
}

// Every benchmark, one after another.
//
//   npm run bench [-- NAME…]      HAWKER_BENCH_DATA=online-retail.csv.gz, or the folder that holds it
//
// What it measures, how to read it and where the data comes from: README.md beside this file.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';

const dataName = 'online-retail.csv.gz';

const benchmarks = [
  { name: 'import', matter: 'a real shop’s history into a fresh database', data: 'needed' },
  { name: 'segments', matter: 'profiles and segments' },
  { name: 'clusters', matter: 'k-means and Ward’s tree' },
  { name: 'recommenders', matter: 'quality and speed of picks', data: 'useful' },
  { name: 'evaluate-retail', matter: 'every recommender on a real shop', data: 'needed' },
  { name: 'recommender-speed', matter: 'heavy recommenders on all cores' },
  { name: 'train-latency', matter: 'what callers notice of a training', data: 'useful' },
  { name: 'text-likeness', matter: 'likeness by texts on all cores' },
  { name: 'growth', matter: 'the same with twice and four times the data' },
  { name: 'quotes', matter: 'quotes' },
  { name: 'redemptions', matter: 'redemptions, and a flash sale' },
  { name: 'coupons', matter: 'a batch of a million coupons' },
  { name: 'promotions', matter: 'the worst cart, and a draft over past orders' },
  { name: 'inbox', matter: 'how soon a chat is answered' },
  { name: 'dispatch', matter: 'the outbox, and use of a platform’s limit' },
  { name: 'dispatch-peer', matter: 'a plain script beside it, both killed half way' },
  { name: 'plan', matter: 'planning a million deliveries' },
];

function dataFile() {
  const given = process.env.HAWKER_BENCH_DATA;
  if (given === undefined || !existsSync(given)) return null;
  const file = statSync(given).isDirectory() ? join(given, dataName) : given;
  return existsSync(file) ? file : null;
}

function describeMachine() {
  const [cpu] = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  const load = loadavg()[0];
  console.log(
    `${cpu?.model ?? 'unknown processor'}, ${availableParallelism()} cores, ${memory}, Node ${process.version}, load ${load.toFixed(1)}`,
  );
  warnOfLoad(load);
}

// The first minute of a bench raises the average itself; before it, whatever runs is somebody else's.
function warnOfLoad(load) {
  if (load < availableParallelism() * 0.75) return;
  console.log(
    'The machine is busy with something else: times below are too long by an unknown part.',
  );
}

/** @returns whether nothing failed */
function run({ name, matter, data }, file) {
  const script = join(import.meta.dirname, `${name}.mjs`);
  if (!existsSync(script)) return true;
  if (data === 'needed' && file === null) {
    console.log(`\n── ${name}: left out, HAWKER_BENCH_DATA does not name ${dataName}`);
    return true;
  }
  console.log(`\n── ${name}: ${matter} ${'─'.repeat(Math.max(0, 60 - matter.length))}`);
  const args = data !== undefined && file !== null ? [script, file] : [script];
  const startedAt = performance.now();
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  const seconds = Math.round((performance.now() - startedAt) / 1_000);
  console.log(status === 0 ? `(${seconds} s)` : `${name} failed after ${seconds} s`);
  return status === 0;
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !benchmarks.some((each) => each.name === name));
if (unknown.length > 0) {
  const names = benchmarks.map(({ name }) => name).join(', ');
  console.error(`there is no benchmark ${unknown.join(', ')}; there are ${names}`);
  process.exit(2);
}
const chosen = benchmarks.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
describeMachine();
const onlineRetail = dataFile();
const results = chosen.map((benchmark) => run(benchmark, onlineRetail));
if (results.includes(false)) process.exitCode = 1;

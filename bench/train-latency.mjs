// What a service's callers notice of a training: `hawker serve` answers a steady trickle of requests, first alone, then
// while `hawker train` compares, judges and learns models beside it, with all the machine's cores.
//
//   node bench/train-latency.mjs [online-retail.csv.gz] [REQUESTS_PER_SECOND]
//
// Half of the requests ask whether the service is ready (a statement in the database), half write an interaction. Each
// is timed from the moment at which it was due, so a caller that has to wait for its turn counts too.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { availableParallelism, constants, loadavg, setPriority, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const root = resolve(import.meta.dirname, '..');
const hawker = join(root, 'bin', 'hawker.js');
const slice = join(root, 'demo', 'online-retail-slice.csv.gz');
const [data = slice, rate = '50'] = process.argv.slice(2);
const perSecond = Number(rate);
const alonePeriodMs = 20_000;

const folder = mkdtempSync(join(tmpdir(), 'hawker-latency-'));
const port = 18_420 + (process.pid % 1_000);
const env = {
  ...process.env,
  DATABASE_URL: '',
  REDIS_URL: '',
  HAWKER_SHOP: join(folder, 'shop'),
  PORT: String(port),
  LOG_LEVEL: 'error',
};
const agent = new Agent({ keepAlive: true, maxSockets: 64, timeout: 2_000 });

// Whoever asks is another machine in life: its own wait for a processor is not the service's.
const isRaised = raised();

function raised() {
  try {
    setPriority(0, constants.priority.PRIORITY_HIGHEST);
    return true;
  } catch {
    console.log('(without the right to a higher priority the caller’s own waits count too)');
    return false;
  }
}

try {
  await main();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function main() {
  run('init', env.HAWKER_SHOP, '--name', 'Bench', '--currency', 'GBP', '--timezone', 'UTC');
  run('import', 'interactions', data, '--preset', 'online-retail');
  const { key } = JSON.parse(
    run('keys', 'create', 'bench', '--scope', 'interactions:write', '--json'),
  );
  const service = usual(hawker, 'serve');
  try {
    await ready();
    await traffic(key, wait(3_000));
    const load = loadavg()[0].toFixed(1);
    const alone = await traffic(key, wait(alonePeriodMs));
    const startedAt = performance.now();
    const training = usual(hawker, 'train');
    const during = await traffic(key, ended(training));
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0);
    console.log(
      `${availableParallelism()} cores, load ${load}; ${perSecond} requests a second, ${seconds} s of training\n`,
    );
    console.table({ 'alone, ms': figures(alone), 'while training, ms': figures(during) });
  } finally {
    service.kill('SIGTERM');
    await ended(service);
  }
}

/** At the priority that a command has when a person starts it, whatever this process has. */
function usual(...command) {
  const whole = [...(isRaised ? ['nice', '-n', '20'] : []), process.execPath, ...command];
  return spawn(whole[0], whole.slice(1), { env, stdio: 'ignore' });
}

function run(...command) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [hawker, ...command], { env });
  if (status !== 0) throw new Error(`hawker ${command.join(' ')}: ${stderr}`);
  return stdout.toString();
}

function ended(child) {
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('exit', done);
  });
}

async function ready() {
  for (let tries = 0; tries < 100; tries++) {
    const answer = await ask('GET', '/readyz').catch(() => null);
    if (answer === 200) return;
    await wait(200);
  }
  throw new Error('the service did not get ready');
}

/** Requests at their rate until `end`; the milliseconds that each took from when it was due. */
async function traffic(key, end) {
  let isOver = false;
  void end.then(() => {
    isOver = true;
  });
  const times = [];
  const open = [];
  const startedAt = performance.now();
  for (let nth = 0; !isOver; nth++) {
    const dueAt = startedAt + (nth * 1_000) / perSecond;
    const early = dueAt - performance.now();
    if (early > 0) await wait(early);
    const asked =
      nth % 2 === 0 ? ask('GET', '/readyz') : ask('POST', '/v1/interactions', event(nth), key);
    open.push(
      asked.then((status) => {
        if (status >= 400) throw new Error(`answered ${status}`);
        times.push(performance.now() - dueAt);
      }),
    );
  }
  await Promise.all(open);
  return times;
}

function event(nth) {
  const id = `${process.pid}-${nth}-${performance.now()}`;
  return JSON.stringify([{ id, kind: 'search', customer: 'c1', query: 'tea' }]);
}

function ask(method, path, body, key) {
  const headers = {
    ...(body && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
    ...(key && { authorization: `Bearer ${key}` }),
  };
  return new Promise((done, fail) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers, agent }, (answer) => {
      answer.resume();
      answer.on('end', () => done(answer.statusCode));
    });
    // The service has just closed a connection that lay idle: as every client does, once more on another.
    sent.on('error', (error) =>
      ['EPIPE', 'ECONNRESET'].includes(error.code)
        ? done(ask(method, path, body, key))
        : fail(error),
    );
    sent.end(body);
  });
}

function figures(times) {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share) => Number(sorted[Math.floor(share * (sorted.length - 1))].toFixed(1));
  return { requests: sorted.length, p50: at(0.5), p99: at(0.99), most: at(1) };
}

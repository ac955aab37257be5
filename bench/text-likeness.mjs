// Likeness by texts on 20,000 made-up descriptions of 20 to 100 words each (1.2 M in all) of 20,000 words, the r-th of
// which is drawn as 1 / (r + 2.7): seconds to learn TF-IDF vectors and to find the 20 likest of every text, with all the
// machine's cores. Each run in a process of its own; medians.
//
//   node bench/text-likeness.mjs [RUNS]
import { spawnSync } from 'node:child_process';
import { availableParallelism, loadavg } from 'node:os';
import { chanceOf } from '../dist/src/domain/random.js';
import { content } from '../dist/src/domain/recommender/content.js';
import { sparseMatrix } from '../dist/src/domain/recommender/sparse-matrix.js';
import { threadCrew } from '../dist/src/runtime/thread-crew.js';
import { firstAbove } from './synthetic-pairs.mjs';

const documents = 20_000;
const vocabulary = 20_000;

const [first] = process.argv.slice(2);
if (first === '--job') console.log(JSON.stringify(measure()));
else printMedians(Number(first ?? 5));

function printMedians(runCount) {
  console.log(`${availableParallelism()} cores, load ${loadavg()[0].toFixed(1)}`);
  const runs = Array.from({ length: runCount }, () => {
    const { stdout, stderr, status } = spawnSync(process.execPath, [import.meta.filename, '--job']);
    if (status !== 0) throw new Error(stderr.toString());
    return JSON.parse(stdout.toString());
  });
  const median = (phase) => runs.map((run) => run[phase]).sort((a, b) => a - b)[runCount >> 1];
  console.table(Object.fromEntries(Object.keys(runs[0]).map((phase) => [phase, median(phase)])));
}

function measure() {
  const { texts, tokens } = madeUpTexts();
  const each = Int32Array.from({ length: documents }, (_, document) => document);
  const itself = sparseMatrix(
    { rows: each, columns: each },
    { rowCount: documents, columnCount: documents },
  );
  const crew = threadCrew();
  const startedAt = performance.now();
  const before = process.cpuUsage();
  const model = content.fit(itself, { texts });
  const learntAt = performance.now();
  content.recommend(model, itself, { count: 20, exclude: itself, crew });
  const endedAt = performance.now();
  const { user, system } = process.cpuUsage(before);
  crew.end();
  return {
    words: tokens,
    'learn, s': seconds(learntAt - startedAt),
    'top 20 of all, s': seconds(endedAt - learntAt),
    'processor, s': seconds((user + system) / 1_000),
    'peak, MB': Math.round(process.resourceUsage().maxRSS / 1_024),
  };
}

function madeUpTexts() {
  const chance = chanceOf(11);
  const sums = new Float64Array(vocabulary);
  let sum = 0;
  for (let rank = 0; rank < vocabulary; rank++) {
    sum += 1 / (rank + 2.7);
    sums[rank] = sum;
  }
  let tokens = 0;
  const texts = Array.from({ length: documents }, () => {
    const length = 20 + Math.floor(81 * chance());
    tokens += length;
    return Array.from({ length }, () => `w${firstAbove(sums, chance() * sum)}`).join(' ');
  });
  return { texts, tokens };
}

function seconds(ms) {
  return Math.round(ms / 10) / 100;
}

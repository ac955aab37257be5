// Likeness by texts on 20,000 made-up descriptions (1.2 M words in all): seconds to learn TF-IDF vectors and to find the
// 20 likest of every text, with all the machine's cores. Each run in a process of its own; medians.
//
//   node bench/text-likeness.mjs [RUNS]
import { spawnSync } from 'node:child_process';
import { availableParallelism, loadavg } from 'node:os';
import { content } from '../dist/src/domain/recommender/content.js';
import { sparseMatrix } from '../dist/src/domain/recommender/sparse-matrix.js';
import { threadCrew } from '../dist/src/runtime/thread-crew.js';
import { madeUpTexts } from './made-up-texts.mjs';

const [first, second] = process.argv.slice(2);
if (first === '--job') console.log(JSON.stringify(measure(Number(second))));
else printMedians(Number(first ?? 5));

function printMedians(runCount) {
  console.log(`${availableParallelism()} cores, load ${loadavg()[0].toFixed(1)}`);
  const runs = Array.from({ length: runCount }, () => {
    const { stdout, stderr, status } = spawnSync(process.execPath, [
      import.meta.filename,
      '--job',
      '20000',
    ]);
    if (status !== 0) throw new Error(stderr.toString());
    return JSON.parse(stdout.toString());
  });
  const median = (phase) => runs.map((run) => run[phase]).sort((a, b) => a - b)[runCount >> 1];
  console.table(Object.fromEntries(Object.keys(runs[0]).map((phase) => [phase, median(phase)])));
}

function measure(documents) {
  const { texts, tokens } = madeUpTexts(documents);
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

function seconds(ms) {
  return Math.round(ms / 10) / 100;
}

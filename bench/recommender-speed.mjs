// The heavy recommenders on a made-up shop, with all the machine's cores: seconds to learn, to draw ten picks for
// everyone, and the peak of memory. Each in a process of its own, the median of three.
//
//   node bench/recommender-speed.mjs [RUNS]
import { spawnSync } from 'node:child_process';
import { availableParallelism, loadavg } from 'node:os';
import { ease } from '../dist/src/domain/recommender/ease.js';
import { ials } from '../dist/src/domain/recommender/ials.js';
import { itemKnn } from '../dist/src/domain/recommender/item-knn.js';
import { sparseMatrix } from '../dist/src/domain/recommender/sparse-matrix.js';
import { threadCrew } from '../dist/src/runtime/thread-crew.js';
import { customerCount, productCount, syntheticPairs, syntheticShape } from './synthetic-pairs.mjs';

const jobs = {
  'item-kNN k=100': [itemKnn, { k: 100, shrink: 50 }],
  'EASE λ=500': [ease, { lambda: 500 }],
  'iALS 64 factors, 10 iterations': [
    ials,
    { factors: 64, unobservedWeight: 0.1, regularization: 0.01, iterations: 10, seed: 1 },
  ],
};

const [first, second, third] = process.argv.slice(2);
if (first === '--job') console.log(JSON.stringify(measure(second, Number(third))));
else printAll(Number(first ?? 3));

function printAll(runCount) {
  console.log(
    `${syntheticShape}, ${availableParallelism()} cores, load ${loadavg()[0].toFixed(1)}\n`,
  );
  const table = Object.keys(jobs).map((name) => {
    const runs = Array.from({ length: runCount }, () => runAlone(name));
    const median = (phase) => runs.map((run) => run[phase]).sort((a, b) => a - b)[runCount >> 1];
    return [name, Object.fromEntries(Object.keys(runs[0]).map((phase) => [phase, median(phase)]))];
  });
  console.table(Object.fromEntries(table));
}

function runAlone(name) {
  const command = [import.meta.filename, '--job', name, String(customerCount)];
  const { stdout, stderr, status } = spawnSync(process.execPath, command);
  if (status !== 0) throw new Error(stderr.toString());
  return JSON.parse(stdout.toString());
}

function measure(name, rowCount) {
  const [recommender, parameters] = jobs[name];
  const matrix = firstCustomers(rowCount);
  const crew = threadCrew();
  const startedAt = performance.now();
  const model = recommender.fit(matrix, { ...parameters, crew });
  const learntAt = performance.now();
  recommender.recommend(model, matrix, { count: 10, exclude: matrix, crew });
  const endedAt = performance.now();
  crew.end();
  return {
    'learn, s': Math.round((learntAt - startedAt) / 10) / 100,
    'top 10 for all, s': Math.round((endedAt - learntAt) / 10) / 100,
    'peak, MB': Math.round(process.resourceUsage().maxRSS / 1_024),
  };
}

function firstCustomers(rowCount) {
  const { customers, products } = syntheticPairs();
  const end = rowCount < customerCount ? customers.indexOf(rowCount) : customers.length;
  const pairs = { rows: customers.subarray(0, end), columns: products.subarray(0, end) };
  return sparseMatrix(pairs, { rowCount, columnCount: productCount });
}

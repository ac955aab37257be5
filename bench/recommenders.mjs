// Quality and speed of the recommenders.
//
//   node bench/recommenders.mjs [ONLINE_RETAIL.csv.gz]     (or HAWKER_BENCH_DATA=the folder that holds it)
//
// With the file: the figures on the real data beside the reference's, exit code 1 if one is off. Without: speed only.
import { spawnSync } from 'node:child_process';
import {
  createReadStream,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import { itemKnn } from '../dist/src/domain/recommender/item-knn.js';
import {
  decayedSales,
  popularity,
  popularityOf,
} from '../dist/src/domain/recommender/popularity.js';
import { distinctIds, purchaseMatrix } from '../dist/src/domain/recommender/purchases.js';
import { rankingMetrics } from '../dist/src/domain/recommender/ranking-metrics.js';
import { columnCounts, rowOf, sparseMatrix } from '../dist/src/domain/recommender/sparse-matrix.js';
import { customerCount, productCount, syntheticPairs, syntheticShape } from './synthetic-pairs.mjs';

const dayMs = 86_400_000;
const testFromDay = Date.UTC(2011, 9, 1) / dayMs;
const knnParameters = { k: 100, shrink: 50 };

function dataFile(argument) {
  if (argument) return argument;
  const folder = process.env.HAWKER_BENCH_DATA;
  const path = folder && join(folder, 'online-retail.csv.gz');
  return path && existsSync(path) ? path : null;
}

// Quality: temporal split at 2011-10-01; A = first purchases only, B = repeats count.

async function compareQuality(path) {
  const lines = await readLines(path);
  const { train, recent, testNew, testAll } = protocol(lines);
  const knn = itemKnn.fit(train, knnParameters);
  const lastMonth = popularityOf(decayedSales(recent.lastMonth, train.columnCount, recent.atSplit));
  const models = [
    ['popularity', popularity, popularity.fit(train, {})],
    ['popularity of the last 30 days', popularity, lastMonth],
    ['popularity, half-life 14 days', popularity, popularityOf(recent.halved(14))],
    ['item-kNN k=100 shrink=50', itemKnn, knn],
  ];
  const figures = new Map(
    models.map(([name, recommender, model]) => [
      name,
      judge({ recommender, model, train, testNew, testAll }),
    ]),
  );
  console.table(Object.fromEntries(figures));
  compare(figures, { train, testNew, testAll });
}

function judge({ recommender, model, train, testNew, testAll }) {
  const fresh = recommender.recommend(model, train, { count: 20, exclude: train });
  const repeats = recommender.recommend(model, train, { count: 20, exclude: null });
  return {
    'A nDCG@10': rounded(rankingMetrics(fresh, testNew, 10).ndcg),
    'A R@20': rounded(rankingMetrics(fresh, testNew, 20).recall),
    'A HR@10': rounded(rankingMetrics(fresh, testNew, 10).hitRate),
    'B nDCG@10': rounded(rankingMetrics(repeats, testAll, 10).ndcg),
    'B HR@10': rounded(rankingMetrics(repeats, testAll, 10).hitRate),
  };
}

// Published for this data and protocol by an independent NumPy implementation.
const references = {
  popularity: [0.0443, 0.0351, 0.2878, 0.1021, 0.5271],
  'popularity of the last 30 days': [0.0777, 0.0601, 0.4054, 0.1334, 0.6044],
  'item-kNN k=100 shrink=50': [0.1024, 0.0858, 0.4381, 0.23, 0.6438],
};

function compare(figures, { train, testNew, testAll }) {
  const counted = [
    ['train customers', train.rowCount, 3_527],
    ['train products', train.columnCount, 2_524],
    ['train pairs', train.columns.length, 184_305],
    ['A customers', rowsWithEntries(testNew), 1_744],
    ['A pairs', testNew.columns.length, 45_813],
    ['B customers', rowsWithEntries(testAll), 1_825],
    ['B pairs', testAll.columns.length, 71_600],
  ].map(([what, ours, reference]) => ({ what, ours, reference, tolerance: 0 }));
  const judged = Object.entries(references).flatMap(([name, expected]) =>
    Object.entries(figures.get(name)).map(([metric, ours], i) => ({
      what: `${name}: ${metric}`,
      ours,
      reference: expected[i],
      // Many equal counts, and only the last bit of a sum decides between them.
      tolerance: name.startsWith('popularity') ? 0.002 : 0.0005,
    })),
  );
  const rows = [...counted, ...judged].map((row) => ({
    ...row,
    ok: Math.abs(row.ours - row.reference) <= row.tolerance + 1e-9 ? 'yes' : 'NO',
  }));
  console.table(rows);
  if (rows.some(({ ok }) => ok === 'NO')) process.exitCode = 1;
}

async function readLines(path) {
  const lines = { customers: [], products: [], days: [] };
  const skus = new Map();
  const input = createReadStream(path).pipe(path.endsWith('.gz') ? createGunzip() : parse());
  for await (const row of path.endsWith('.gz') ? input.pipe(parse({ columns: true })) : input) {
    const sku = row.StockCode.toUpperCase();
    const isSale =
      !row.InvoiceNo.startsWith('C') && Number(row.Quantity) > 0 && Number(row.UnitPrice) > 0;
    if (!isSale || row.CustomerID === '' || !/^\d{5}[A-Z]{0,2}$/.test(sku)) continue;
    if (!skus.has(sku)) skus.set(sku, skus.size);
    lines.customers.push(Number(row.CustomerID));
    lines.products.push(sku);
    lines.days.push(Math.floor(Date.parse(`${row.InvoiceDate.replace(' ', 'T')}Z`) / dayMs));
  }
  // Item indices in the order of stock codes, as the reference has them: ties go to the lower one.
  const order = new Map([...skus.keys()].sort().map((sku, place) => [sku, place]));
  return {
    customers: Int32Array.from(lines.customers),
    products: Int32Array.from(lines.products, (sku) => order.get(sku)),
    days: Int32Array.from(lines.days),
  };
}

function protocol(lines) {
  const isPast = (entry) => lines.days[entry] < testFromDay;
  const everybody = distinctIds(lines.customers);
  const everything = distinctIds(lines.products);
  const past = purchaseMatrix(lines, everybody, everything, isPast);
  const buyers = columnCounts(past);
  const products = everything.filter((_, item) => buyers[item] >= 10);
  const narrowed = purchaseMatrix(lines, everybody, products, isPast);
  const customers = everybody.filter((_, row) => rowOf(narrowed, row).length >= 2);
  const train = purchaseMatrix(lines, customers, products, isPast);
  const testAll = purchaseMatrix(lines, customers, products, (entry) => !isPast(entry));
  return { train, testAll, testNew: without(testAll, train), recent: recentSales(lines, products) };
}

function recentSales(lines, products) {
  // One buyer, one day, one product counts once.
  const seen = new Set();
  const entries = [];
  lines.customers.forEach((customer, entry) => {
    const key = `${customer} ${lines.products[entry]} ${lines.days[entry]}`;
    const item = products.indexOf(lines.products[entry]);
    if (item < 0 || lines.days[entry] >= testFromDay || seen.has(key)) return;
    seen.add(key);
    entries.push({ item, day: lines.days[entry], customer });
  });
  const sales = (list) => ({
    items: Int32Array.from(list, ({ item }) => item),
    days: Int32Array.from(list, ({ day }) => day),
    counts: new Int32Array(list.length).fill(1),
  });
  const month = new Map();
  for (const entry of entries)
    if (entry.day >= testFromDay - 30) month.set(`${entry.customer} ${entry.item}`, entry);
  const atSplit = { asOfDay: testFromDay, halfLifeDays: null };
  return {
    lastMonth: sales([...month.values()]),
    atSplit,
    halved: (halfLifeDays) =>
      decayedSales(sales(entries), products.length, { asOfDay: testFromDay, halfLifeDays }),
  };
}

function without(matrix, other) {
  const rows = [];
  const columns = [];
  for (let row = 0; row < matrix.rowCount; row++) {
    const known = new Set(rowOf(other, row));
    for (const column of rowOf(matrix, row)) {
      if (known.has(column)) continue;
      rows.push(row);
      columns.push(column);
    }
  }
  const triplets = { rows: Int32Array.from(rows), columns: Int32Array.from(columns) };
  return sparseMatrix(triplets, matrix);
}

function rowsWithEntries(matrix) {
  let count = 0;
  for (let row = 0; row < matrix.rowCount; row++) if (rowOf(matrix, row).length > 0) count++;
  return count;
}

function rounded(value) {
  return Math.round(value * 1e4) / 1e4;
}

// Speed: three processes of their own, so that each peak is its run's alone; the data comes by a file, so that
// making it is no part of the peak.

function printSpeed() {
  const folder = mkdtempSync(join(tmpdir(), 'hawker-bench-'));
  const pairsFile = join(folder, 'pairs.bin');
  const { customers, products } = syntheticPairs();
  writeFileSync(pairsFile, Buffer.concat([bytesOf(customers), bytesOf(products)]));
  const runs = Array.from({ length: 3 }, () => speedRun(pairsFile));
  rmSync(folder, { recursive: true });
  const medians = Object.keys(runs[0]).map((phase) => {
    const values = runs.map((run) => run[phase]).sort((a, b) => a - b);
    return [phase, { median: values[1], least: values[0], most: values[2] }];
  });
  console.log(`\nitem-kNN k=100, ${syntheticShape}, one thread:`);
  console.table(Object.fromEntries(medians));
}

function bytesOf(numbers) {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}

function speedRun(pairsFile) {
  const command = [import.meta.filename, '--speed', pairsFile];
  const { stdout, stderr, status } = spawnSync(process.execPath, command);
  if (status !== 0) throw new Error(stderr.toString());
  return JSON.parse(stdout.toString());
}

function measureSpeed(pairsFile) {
  const bytes = readFileSync(pairsFile);
  const both = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  const [rows, columns] = [both.subarray(0, both.length / 2), both.subarray(both.length / 2)];
  const shape = { rowCount: customerCount, columnCount: productCount };
  const [matrix, matrixSeconds] = timed(() => sparseMatrix({ rows, columns }, shape));
  const [model, fitSeconds] = timed(() => itemKnn.fit(matrix, knnParameters));
  const wanted = { count: 10, exclude: matrix };
  const [, recommendSeconds] = timed(() => itemKnn.recommend(model, matrix, wanted));
  return {
    'build matrix, s': matrixSeconds,
    'fit, s': fitSeconds,
    'top 10 for all, s': recommendSeconds,
    'peak, MB': Math.round(process.resourceUsage().maxRSS / 1024),
  };
}

function timed(work) {
  const startedAt = performance.now();
  const result = work();
  return [result, Math.round(performance.now() - startedAt) / 1_000];
}

if (process.argv[2] === '--speed') console.log(JSON.stringify(measureSpeed(process.argv[3])));
else {
  const file = dataFile(process.argv[2]);
  console.log(`${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}\n`);
  if (file) await compareQuality(file);
  else console.log('No data file given: speed only.\n');
  printSpeed();
}

// Every recommender on the real shop, by the same code as `hawker evaluate`.
//
//   node bench/evaluate-retail.mjs [ONLINE_RETAIL.csv.gz] [MODEL…]     (or HAWKER_BENCH_DATA=the folder that holds it)
//
// Split at 1 October 2011. Task A: what is new to the customer; task B: repeats count, and may be in the list. The
// reference is an independent NumPy implementation of the same protocol; exit code 1 if one that is deterministic is off.
import {
  createReadStream,
  existsSync,
  mkdtempSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import { readEvaluation } from '../dist/src/cli/evaluate/read-history.js';
import { evaluateModel } from '../dist/src/domain/recommender/evaluate-model.js';
import { modelByName } from '../dist/src/domain/recommender/model-table.js';
import { threadCrew } from '../dist/src/runtime/thread-crew.js';

const splitAt = '2011-10-01 00:00:00';
const crew = threadCrew();
const [exact, tied, random] = [0.0005, 0.002, 0.01];

/** Reference figures: A nDCG@10, A R@20, A HR@10, B nDCG@10, B HR@10; null where there is none. */
const rows = [
  { model: 'popularity', reference: [0.0443, 0.0351, 0.2878, 0.1021, 0.5271], within: tied },
  { model: 'recent-popularity', params: { halfLifeDays: 7 } },
  { model: 'personal-frequency', reference: [null, null, null, 0.3603, 0.8334], within: tied },
  { model: 'personal-frequency', params: { halfLifeDays: 180 } },
  { model: 'content', reference: [0.0814, 0.0701, 0.3681, null, null], within: null },
  { model: 'item-knn', reference: [0.1024, 0.0858, 0.4381, 0.23, 0.6438], within: exact },
  { model: 'user-knn', reference: [0.0948, 0.0791, 0.4444, 0.2907, 0.7425], within: tied },
  { model: 'rp3beta', reference: [0.0806, 0.0711, 0.4151, 0.2274, 0.7003], within: exact },
  { model: 'ease', reference: [0.1111, 0.0966, 0.5092, 0.2863, 0.7331], within: exact },
  { model: 'slim' },
  { model: 'ials', reference: [0.1027, 0.0862, 0.4782, 0.2755, 0.7649], within: random },
  { model: 'bpr' },
  { model: 'rules' },
  { model: 'demographic' },
  { model: 'hybrid', reference: [0.1179, 0.1042, 0.5229, null, null], within: null },
];

const [path, wanted] = dataFile(process.argv.slice(2));
if (path === null) {
  console.log('HAWKER_BENCH_DATA does not name online-retail.csv.gz: nothing to judge.');
} else {
  const folder = mkdtempSync(join(tmpdir(), 'hawker-retail-'));
  try {
    await judgeAll(await writeFiles(path, folder));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function dataFile([first, ...rest]) {
  if (first !== undefined && existsSync(first) && statSync(first).isFile()) return [first, rest];
  const named = process.env.HAWKER_BENCH_DATA;
  const all = first === undefined ? [] : [first, ...rest];
  if (named === undefined || !existsSync(named)) return [null, all];
  const file = statSync(named).isDirectory() ? join(named, 'online-retail.csv.gz') : named;
  return [existsSync(file) ? file : null, all];
}

async function judgeAll(files) {
  const [taskA, taskB] = [await readEvaluation(files.taskA), await readEvaluation(files.taskB)];
  const report = [];
  for (const row of rows) {
    if (wanted.length > 0 && !wanted.includes(row.model)) continue;
    const judged = judge(row, taskA, taskB);
    report.push(judged);
    console.log(lineOf(judged));
  }
  const off = report.filter(({ isOff }) => isOff);
  if (off.length > 0) process.exitCode = 1;
  console.log(
    `\n${off.length === 0 ? 'All' : 'NOT all'} deterministic figures agree with the reference.`,
  );
}

function judge({ model, params, reference = [], within = null }, taskA, taskB) {
  const entry = modelByName(model);
  const startedAt = performance.now();
  const fitted = entry.fit(taskA.history, params, crew);
  const fitSeconds = (performance.now() - startedAt) / 1_000;
  const a = evaluateModel(fitted, { ...taskA, ks: [10, 20], keepSeen: false, crew }).metrics;
  const b = evaluateModel(fitted, { ...taskB, ks: [10], keepSeen: true, crew }).metrics;
  const figures = [a['nDCG@10'], a['R@20'], a['HR@10'], b['nDCG@10'], b['HR@10']];
  const isOff =
    within !== null &&
    figures.some(
      (figure, i) => reference[i] != null && Math.abs(figure - reference[i]) > within + 5e-5,
    );
  return {
    name: `${model} ${params ? JSON.stringify(params) : ''}`,
    figures,
    reference,
    fitSeconds,
    isOff,
  };
}

function lineOf({ name, figures, reference, fitSeconds, isOff }) {
  const cells = figures.map((figure, i) => {
    const other = reference[i] == null ? '     ' : reference[i].toFixed(4).slice(1);
    return `${figure.toFixed(4).slice(1)} ${other}`;
  });
  return `${isOff ? '✗' : ' '} ${name.padEnd(42)} ${cells.join('  ')}  ${fitSeconds.toFixed(1)} s`;
}

// The protocol: sales to known customers, products that ten had bought and customers who had bought two such by the split.

async function writeFiles(source, folder) {
  const sales = await readSales(source);
  const past = sales.filter(({ at }) => at < splitAt);
  const products = keysOfSize(past, 'sku', 'customer', 10);
  const known = past.filter(({ sku }) => products.has(sku));
  const customers = keysOfSize(known, 'customer', 'sku', 2);
  const inScope = sales.filter(({ sku, customer }) => products.has(sku) && customers.has(customer));
  const train = inScope.filter(({ at }) => at < splitAt);
  const test = inScope.filter(({ at }) => at >= splitAt);
  const seen = new Set(train.map(pairOf));
  const file = (name, lines) => {
    writeFileSync(join(folder, name), `${lines.join('\n')}\n`);
    return join(folder, name);
  };
  const head = 'customer,item,weight,timestamp';
  const common = {
    train: file('train.csv', [
      head,
      ...oncePerInvoice(train).map(({ customer, sku, at }) => `${customer},${sku},1,${at}`),
    ]),
    items: file('items.csv', namesOf(inScope)),
    customers: file('customers.csv', [
      ...new Set(inScope.map(({ customer, country }) => `${customer},${country}`)),
    ]),
  };
  const pairs = (list) => [...new Set(list.map(pairOf))];
  const newPairs = pairs(test.filter((sale) => !seen.has(pairOf(sale))));
  console.log(
    `${customers.size} customers × ${products.size} products, ${seen.size} pairs; A: ${newPairs.length} pairs, B: ${pairs(test).length}\n`,
  );
  return {
    taskA: { ...common, test: file('new.csv', ['customer,item', ...newPairs]) },
    taskB: { ...common, test: file('all.csv', ['customer,item', ...pairs(test)]) },
  };
}

function pairOf({ customer, sku }) {
  return `${customer},${sku}`;
}

function oncePerInvoice(sales) {
  return [...new Map(sales.map((sale) => [`${pairOf(sale)},${sale.invoice}`, sale])).values()];
}

/** Values of `key` that meet at least `least` distinct values of `other`. */
function keysOfSize(sales, key, other, least) {
  const met = new Map();
  for (const sale of sales) {
    if (!met.has(sale[key])) met.set(sale[key], new Set());
    met.get(sale[key]).add(sale[other]);
  }
  return new Set([...met].filter(([, others]) => others.size >= least).map(([value]) => value));
}

/** Each product's most frequent name. */
function namesOf(sales) {
  const counts = new Map();
  for (const { sku, name } of sales) {
    if (!counts.has(sku)) counts.set(sku, new Map());
    counts.get(sku).set(name, (counts.get(sku).get(name) ?? 0) + 1);
  }
  return [...counts].map(([sku, names]) => {
    const [name] = [...names].sort((a, b) => b[1] - a[1])[0];
    return `${sku},"${name.replaceAll('"', '""')}"`;
  });
}

async function readSales(source) {
  const sales = [];
  const file = createReadStream(source);
  const csv = (source.endsWith('.gz') ? file.pipe(createGunzip()) : file).pipe(
    parse({ columns: true }),
  );
  for await (const row of csv) {
    const sku = row.StockCode.toUpperCase();
    const isSale =
      !row.InvoiceNo.startsWith('C') && Number(row.Quantity) > 0 && Number(row.UnitPrice) > 0;
    if (!isSale || row.CustomerID === '' || !/^\d{5}[A-Z]{0,2}$/.test(sku)) continue;
    sales.push({
      customer: Number(row.CustomerID),
      sku,
      at: row.InvoiceDate,
      invoice: row.InvoiceNo,
      name: row.Description,
      country: row.Country,
    });
  }
  return sales;
}

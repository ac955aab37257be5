// What twice and four times the data cost: seconds to learn and to draw the lists, and the peak of memory, for 25,000,
// 50,000 and 100,000 customers × 5,000 products, and for 5,000, 10,000 and 20,000 texts. Each in a process of its own,
// medians. Chromium, if there is one, puts it into docs/growth.png.
//
//   node bench/growth.mjs [RUNS]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { svgChart } from '../dist/src/http/charts.js';

const times = [1, 2, 4];
const jobs = {
  'item-kNN': { job: ['recommender-speed.mjs', 'item-kNN k=100'], once: 25_000 },
  EASE: { job: ['recommender-speed.mjs', 'EASE λ=500'], once: 25_000 },
  iALS: { job: ['recommender-speed.mjs', 'iALS 64 factors, 10 iterations'], once: 25_000 },
  texts: { job: ['text-likeness.mjs'], once: 5_000 },
};
const size = { width: 1_000, height: 420 };
const colours = ['#0f766e', '#b45309', '#4338ca', '#be185d'];

const runCount = Number(process.argv[2] ?? 3);
console.log(`${availableParallelism()} cores, load ${loadavg()[0].toFixed(1)}\n`);
const measured = Object.keys(jobs).flatMap((name) =>
  times.map((more) => ({ name, more, ...medians(jobs[name], more) })),
);
console.table(measured);
draw(measured);

function medians({ job: [file, ...names], once }, more) {
  const command = [join(import.meta.dirname, file), '--job', ...names, String(more * once)];
  const runs = Array.from({ length: runCount }, () => {
    const { stdout, stderr, status } = spawnSync(process.execPath, command);
    if (status !== 0) throw new Error(stderr.toString());
    const { 'learn, s': learn, 'peak, MB': peak, ...lists } = JSON.parse(stdout.toString());
    const rank = lists['top 10 for all, s'] ?? lists['top 20 of all, s'];
    return { learn, rank, peak };
  });
  const median = (phase) => runs.map((run) => run[phase]).sort((a, b) => a - b)[runCount >> 1];
  return { 'learn, s': median('learn'), 'lists, s': median('rank'), 'peak, MB': median('peak') };
}

function draw(rows) {
  const panels = [
    { title: 'learn and draw all lists, seconds', of: (row) => row['learn, s'] + row['lists, s'] },
    { title: 'peak memory, MB', of: (row) => row['peak, MB'] },
  ];
  const svg = svgChart(
    {
      backgroundColor: '#ffffff',
      color: colours,
      legend: { top: 8, data: Object.keys(jobs) },
      title: panels.map(({ title }, at) => ({
        text: title,
        left: `${4 + 50 * at}%`,
        top: 36,
        textStyle: { fontSize: 14 },
      })),
      grid: panels.map((_, at) => ({ left: `${6 + 50 * at}%`, width: '40%', top: 76, bottom: 40 })),
      xAxis: panels.map((_, gridIndex) => ({
        type: 'value',
        gridIndex,
        max: 4.2,
        interval: 1,
        axisLabel: { formatter: (more) => (times.includes(more) ? `${more}×` : '') },
        splitLine: { show: false },
      })),
      yAxis: panels.map((_, gridIndex) => ({ type: 'value', gridIndex, min: 0 })),
      series: panels.flatMap(({ of }, at) =>
        Object.keys(jobs).map((name) => ({
          name,
          type: 'line',
          xAxisIndex: at,
          yAxisIndex: at,
          symbolSize: 7,
          data: rows.filter((row) => row.name === name).map((row) => [row.more, of(row)]),
        })),
      ),
    },
    size,
  );
  photograph(svg, resolve(import.meta.dirname, '../docs/growth.png'));
}

function photograph(svg, path) {
  const folder = mkdtempSync(join(tmpdir(), 'hawker-growth-'));
  const page = join(folder, 'growth.html');
  writeFileSync(page, `<meta charset="utf-8"><style>body { margin: 0 }</style>${svg}`);
  const { error } = spawnSync('chromium', [
    '--headless',
    '--no-sandbox',
    '--hide-scrollbars',
    `--window-size=${size.width},${size.height}`,
    `--screenshot=${path}`,
    `file://${page}`,
  ]);
  rmSync(folder, { recursive: true });
  console.log(error ? 'no chromium: no picture' : path);
}

// The purchase models against the published ones.
//
//   node bench/cdnow.mjs FILE      (or HAWKER_CDNOW=FILE)
//
// FILE is the CDNOW summary (2,357 customers; brucehardie.com/datasets), a line each: ID, x, t_x, T and, where known, the
// mean value of a repeat purchase; separated by commas, tabs or spaces, weeks as the unit; a heading is skipped.
import { readFileSync } from 'node:fs';
import { bgNbdLogLikelihood, fitBgNbd } from '../dist/src/domain/profile/bg-nbd.js';
import { fitGammaGamma } from '../dist/src/domain/profile/gamma-gamma.js';

/** Fader, Hardie & Lee 2005, table 2. */
const published = { r: 0.2426, alpha: 4.4135, a: 0.7929, b: 2.4258, logLikelihood: -9582.43 };

const file = process.argv[2] ?? process.env.HAWKER_CDNOW;
if (file === undefined) {
  console.error('Name the file of the CDNOW summary: node bench/cdnow.mjs FILE');
  process.exit(1);
}
const rows = readFileSync(file, 'utf8')
  .split('\n')
  .map((line) =>
    line
      .trim()
      .split(/[\s,;]+/)
      .map(Number),
  )
  .filter((cells) => cells.length >= 4 && cells.slice(0, 4).every(Number.isFinite));
const histories = {
  repeats: Int32Array.from(rows, ([, x]) => x),
  recencyWeeks: Float64Array.from(rows, ([, , last]) => last),
  ageWeeks: Float64Array.from(rows, ([, , , age]) => age),
};
const startedAt = performance.now();
const fit = fitBgNbd(histories);
const tookMs = Math.round(performance.now() - startedAt);
console.log(`${rows.length} customers, fitted in ${tookMs} ms`);
console.table({
  published,
  fitted: fit,
  'published, our likelihood': {
    ...published,
    logLikelihood: bgNbdLogLikelihood(histories, published),
  },
});
const again = rows.filter(([, x, , , value]) => x > 0 && value > 0);
if (again.length > 0) {
  const values = fitGammaGamma({
    repeats: Int32Array.from(again, ([, x]) => x),
    meanValues: Float64Array.from(again, ([, , , , value]) => value),
  });
  // Fader & Hardie 2013, on the 946 who bought again.
  console.table({ published: { p: 6.25, q: 3.74, v: 15.44 }, fitted: values });
}

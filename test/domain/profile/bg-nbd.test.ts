import { describe, expect, it } from 'vitest';
import {
  type BgNbd,
  type BuyingHistories,
  bgNbdLogLikelihood,
  expectedPurchases,
  fitBgNbd,
  medianWaitWeeks,
  probabilityAlive,
} from '../../../src/domain/profile/bg-nbd.js';
import { type Chance, chanceOf } from '../../../src/domain/random.js';

/** Fader, Hardie & Lee 2005, table 2: fitted on 2,357 customers of CDNOW. */
const cdnow: BgNbd = { r: 0.2426, alpha: 4.4135, a: 0.7929, b: 2.4258 };

const columns = (rows: readonly (readonly [number, number, number])[]): BuyingHistories => ({
  repeats: Int32Array.from(rows, ([x]) => x),
  recencyWeeks: Float64Array.from(rows, ([, last]) => last),
  ageWeeks: Float64Array.from(rows, ([, , age]) => age),
});

/** n even steps of the midpoint rule. */
function integral(f: (x: number) => number, from: number, to: number, n: number): number {
  const width = (to - from) / n;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += f(from + (i + 0.5) * width);
  return sum * width;
}

describe('the likelihood', () => {
  // ∬ L(λ, p) Gamma(λ) Beta(p), with what one customer's likelihood is by the paper's assumptions (eq. 3). With r = 2 and
  // b = a = 2 the densities are plain: λα²e^(−αλ) and 6p(1 − p).
  const plain: BgNbd = { r: 2, alpha: 3, a: 2, b: 2 };
  const individual = (x: number, last: number, age: number) => (rate: number, p: number) =>
    (1 - p) ** x * rate ** x * Math.exp(-rate * age) +
    (x > 0 ? p * (1 - p) ** (x - 1) * rate ** x * Math.exp(-rate * last) : 0);

  it.each([
    { x: 0, last: 0, age: 5 },
    { x: 1, last: 2, age: 6 },
    { x: 4, last: 7, age: 8 },
  ])('is one customer’s averaged over all rates and chances to leave: $x, $last, $age', (row) => {
    const likelihood = individual(row.x, row.last, row.age);
    const averaged = integral(
      (rate) =>
        rate *
        9 *
        Math.exp(-3 * rate) *
        integral((p) => 6 * p * (1 - p) * likelihood(rate, p), 0, 1, 400),
      0,
      15,
      6_000,
    );
    const found = bgNbdLogLikelihood(columns([[row.x, row.last, row.age]]), plain);
    expect(found).toBeCloseTo(Math.log(averaged), 4);
  });

  it('adds up over customers', () => {
    const one = bgNbdLogLikelihood(columns([[2, 30.43, 38.86]]), cdnow);
    const other = bgNbdLogLikelihood(columns([[0, 0, 20]]), cdnow);
    const both = bgNbdLogLikelihood(
      columns([
        [2, 30.43, 38.86],
        [0, 0, 20],
      ]),
      cdnow,
    );
    expect(both).toBeCloseTo(one + other, 10);
  });

  it('stays a number for who bought every hour of a year, and is −∞ outside of the parameters', () => {
    expect(Number.isFinite(bgNbdLogLikelihood(columns([[8_760, 52, 52]]), cdnow))).toBe(true);
    expect(bgNbdLogLikelihood(columns([[1, 1, 2]]), { ...cdnow, a: -1 })).toBe(
      Number.NEGATIVE_INFINITY,
    );
  });
});

describe('what is expected', () => {
  const published = { repeats: 2, recencyWeeks: 30.43, ageWeeks: 38.86 };

  it('is the paper’s 1.226 purchases in 39 weeks of its customer', () => {
    expect(expectedPurchases(cdnow, published, 39)).toBeCloseTo(1.226, 3);
  });

  it.each([
    // By hand: 1 / (1 + 0.7929/3.4258 · (43.2735/34.8435)^2.2426); 1.2419^2.2426 = 1.6258.
    { history: published, alive: 0.7266 },
    // 1 / (1 + 0.7929/2.4258 · (43.2735/4.4135 + …)): bought again at once, then never for 38.86 weeks:
    // (43.2735/4.5)^1.2426 = 9.6163^1.2426 = 16.65; 1 / (1 + 0.32686 · 16.65) = 0.1552.
    { history: { repeats: 1, recencyWeeks: 0.0865, ageWeeks: 38.86 }, alive: 0.1552 },
    { history: { repeats: 0, recencyWeeks: 0, ageWeeks: 300 }, alive: 1 },
  ])('says how likely a customer is still one: $alive', ({ history, alive }) => {
    expect(probabilityAlive(cdnow, history)).toBeCloseTo(alive, 3);
  });

  it('is of a newcomer what a simulation of such newcomers does', () => {
    const chance = chanceOf(20_050_401);
    let bought = 0;
    const newcomers = 40_000;
    for (let i = 0; i < newcomers; i++) bought += simulated(cdnow, 39, chance).repeats;
    const expected = expectedPurchases(cdnow, { repeats: 0, recencyWeeks: 0, ageWeeks: 0 }, 39);
    // Standard error about 0.01: purchases of one newcomer scatter by about 2.
    expect(Math.abs(bought / newcomers - expected)).toBeLessThan(0.04);
  });

  it('is a number where the plain series overflows, at a = 1, and grows with the time looked at', () => {
    const busy = { repeats: 4_000, recencyWeeks: 100, ageWeeks: 100 };
    const weekly = expectedPurchases(cdnow, busy, 1);
    // 40 a week, less the small chance to leave at each of them.
    expect(weekly).toBeGreaterThan(37);
    expect(weekly).toBeLessThan(40);
    expect(expectedPurchases(cdnow, busy, 52)).toBeGreaterThan(weekly);
    const at = (a: number) => expectedPurchases({ ...cdnow, a }, published, 39);
    expect(at(1)).toBeCloseTo((at(0.999) + at(1.001)) / 2, 5);
  });

  it.each([
    // Nearly one rate for all (2 a week) and nearly one chance to leave (0.3): both forms of the series grow huge.
    { a: 900, b: 2_100 },
    // One rate, and chances that differ as widely as in the paper.
    { a: 0.7929, b: 2.4258 },
  ])('is that of one rate, averaged over the chances to leave: $a, $b', ({ a, b }) => {
    const rate = 2;
    const weeks = 10;
    const newcomer = { repeats: 0, recencyWeeks: 0, ageWeeks: 0 };
    const found = expectedPurchases({ r: 3_000 * rate, alpha: 3_000, a, b }, newcomer, weeks);
    // The paper's eq. 7 of one customer, (1 − e^(−λpt)) / p, over Beta(a, b), whose density is scaled by its peak or end.
    const top = (a - 1) / (a + b - 2);
    const density = (p: number) =>
      a > 1
        ? Math.exp((a - 1) * Math.log(p / top) + (b - 1) * Math.log((1 - p) / (1 - top)))
        : p ** (a - 1) * (1 - p) ** (b - 1);
    const whole = integral(density, 0, 1, 400_000);
    const expected = integral(
      (p) => (density(p) * -Math.expm1(-rate * p * weeks)) / p,
      0,
      1,
      400_000,
    );
    expect(Math.abs(found / (expected / whole) - 1)).toBeLessThan(0.005);
  });

  it('waits by the median of the time to the next purchase', () => {
    const wait = medianWaitWeeks(cdnow, published);
    const { r, alpha } = cdnow;
    // Chance to have waited longer: ((α + T) / (α + T + t))^(r + x).
    const longer = ((alpha + 38.86) / (alpha + 38.86 + wait)) ** (r + 2);
    expect(longer).toBeCloseTo(0.5, 10);
  });
});

describe('the fit', () => {
  it('finds the published parameters in customers who behave by them', () => {
    const chance = chanceOf(38, 86);
    const rows = Array.from({ length: 20_000 }, () => {
      const age = 27 + 12 * chance();
      const { repeats, recencyWeeks } = simulated(cdnow, age, chance);
      return [repeats, recencyWeeks, age] as const;
    });
    const histories = columns(rows);
    const fit = fitBgNbd(histories);
    if (fit === null) throw new Error('there is one');
    expect(fit.hasConverged).toBe(true);
    // Rough bounds, about four times what such a sample scatters by; that it is the likeliest place is tested below.
    const isNear = (found: number, wanted: number, within: number) =>
      expect(Math.abs(found - wanted)).toBeLessThan(within);
    isNear(fit.r, cdnow.r, 0.018);
    isNear(fit.alpha, cdnow.alpha, 0.54);
    isNear(fit.a, cdnow.a, 0.25);
    isNear(fit.b, cdnow.b, 1);
    expect(fit.logLikelihood).toBeGreaterThanOrEqual(bgNbdLogLikelihood(histories, cdnow));
    for (const name of ['r', 'alpha', 'a', 'b'] as const)
      for (const factor of [0.99, 1.01])
        expect(bgNbdLogLikelihood(histories, { ...fit, [name]: fit[name] * factor })).toBeLessThan(
          fit.logLikelihood,
        );
  });

  it('refuses who never bought again, and nobody', () => {
    expect(fitBgNbd(columns([[0, 0, 10]]))).toBeNull();
    expect(fitBgNbd(columns([]))).toBeNull();
  });
});

/** One customer of the model, followed for `weeks`. */
function simulated(model: BgNbd, weeks: number, chance: Chance) {
  const rate = gammaOf(model.r, chance) / model.alpha;
  const [u, v] = [gammaOf(model.a, chance), gammaOf(model.b, chance)];
  const leaves = u / (u + v);
  let [at, repeats, recencyWeeks] = [0, 0, 0];
  for (;;) {
    at -= Math.log(1 - chance()) / rate;
    if (at > weeks) return { repeats, recencyWeeks };
    repeats++;
    recencyWeeks = at;
    if (chance() < leaves) return { repeats, recencyWeeks };
  }
}

/** Marsaglia & Tsang 2000; a shape below 1 is that of shape + 1 times u^(1/shape). */
function gammaOf(shape: number, chance: Chance): number {
  if (shape < 1) return gammaOf(shape + 1, chance) * (1 - chance()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const normal = Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());
    const v = (1 + c * normal) ** 3;
    if (v > 0 && Math.log(1 - chance()) < normal ** 2 / 2 + d - d * v + d * Math.log(v))
      return d * v;
  }
}

import { expect, it } from 'vitest';
import {
  expectedValue,
  fitGammaGamma,
  type GammaGamma,
  gammaGammaLogLikelihood,
} from '../../../src/domain/profile/gamma-gamma.js';
import { chanceOf } from '../../../src/domain/random.js';

/** Fader & Hardie 2013: of the 946 CDNOW customers who bought again, in dollars. */
const cdnow: GammaGamma = { p: 6.25, q: 3.74, v: 15.44 };

it('expects of who spent 22.35 twice what the note says: 24.66', () => {
  expect(expectedValue(cdnow, 2, 22.35)).toBeCloseTo(24.66, 2);
});

it('expects the shop’s mean of who has no repeat purchase, and nothing where there is no mean', () => {
  // p·v / (q − 1) = 6.25 · 15.44 / 2.74
  expect(expectedValue(cdnow, 0, 0)).toBeCloseTo(35.22, 2);
  expect(expectedValue({ ...cdnow, q: 0.9 }, 0, 0)).toBeNull();
});

it('is the density of a mean: it adds up to one over all means', () => {
  const density = (z: number) =>
    Math.exp(
      gammaGammaLogLikelihood({ repeats: Int32Array.of(3), meanValues: Float64Array.of(z) }, cdnow),
    );
  let sum = 0;
  for (let z = 0.05; z < 5_000; z += 0.1) sum += density(z) * 0.1;
  expect(sum).toBeCloseTo(1, 3);
});

it('finds the parameters again in spendings that follow them, in whatever unit', () => {
  const chance = chanceOf(2_013);
  // A sum of k exponentials is Gamma(k): p = 6, q = 4 are whole.
  const gamma = (shape: number, rate: number) => {
    let sum = 0;
    for (let i = 0; i < shape; i++) sum -= Math.log(1 - chance());
    return sum / rate;
  };
  const truth = { p: 6, q: 4, v: 1_500 };
  const rows = Array.from({ length: 20_000 }, (_, i) => {
    const repeats = 1 + (i % 5);
    const rate = gamma(truth.q, truth.v);
    return { repeats, mean: gamma(truth.p * repeats, rate) / repeats };
  });
  const fit = fitGammaGamma({
    repeats: Int32Array.from(rows, ({ repeats }) => repeats),
    meanValues: Float64Array.from(rows, ({ mean }) => mean),
  });
  if (fit === null) throw new Error('there is one');
  expect(fit.hasConverged).toBe(true);
  for (const name of ['p', 'q', 'v'] as const)
    expect(Math.abs(fit[name] / truth[name] - 1)).toBeLessThan(0.08);
});

it('refuses nobody, and who all spend the same', () => {
  const of = (...values: number[]) => ({
    repeats: Int32Array.from(values, () => 1),
    meanValues: Float64Array.from(values),
  });
  expect(fitGammaGamma(of())).toBeNull();
  expect(fitGammaGamma(of(5, 5, 5))).toBeNull();
});

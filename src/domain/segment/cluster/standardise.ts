import type { Points } from './points.js';

/** What a feature is measured by, so that a later point can be put on the same scale. */
export interface FeatureScale {
  /** Sign(x)·ln(1 + |x|) was taken first: for counts and money, of which a few are very large. */
  readonly isLog: boolean;
  /** Of the values after that. */
  readonly mean: number;
  /** 1 where all values are equal. */
  readonly deviation: number;
}

export interface Standard {
  /** For each feature, whether its logarithm is taken first. */
  readonly isLog: readonly boolean[];
  /**
   * So large a share of the values at each end counts as the next one inwards (winsorised): a handful of odd customers is
   * not to stretch a scale or to be a cluster of its own. In [0, 0.5).
   */
  readonly cutShare: number;
}

/**
 * Features brought to mean 0 and standard deviation 1 (of the population), so that none outweighs the others by its unit.
 */
export function standardise(
  points: Points,
  { isLog, cutShare }: Standard,
): { readonly points: Points; readonly scales: readonly FeatureScale[] } {
  const { count, dimensions } = points;
  const values = points.values.slice();
  const scales = isLog.slice(0, dimensions).map((takesLog, feature): FeatureScale => {
    if (takesLog)
      for (let p = feature; p < values.length; p += dimensions)
        values[p] = signedLog(values[p] as number);
    cut(values, cutShare, { feature, dimensions });
    const { mean, deviation } = spreadOf(values, feature, dimensions, count);
    for (let p = feature; p < values.length; p += dimensions)
      values[p] = ((values[p] as number) - mean) / deviation;
    return { isLog: takesLog, mean, deviation };
  });
  return { points: { values, count, dimensions }, scales };
}

/** The value of a feature that stands at `score` standard deviations. */
export function unscaled(score: number, { isLog, mean, deviation }: FeatureScale): number {
  const value = score * deviation + mean;
  return isLog ? Math.sign(value) * Math.expm1(Math.abs(value)) : value;
}

function signedLog(value: number): number {
  return Math.sign(value) * Math.log1p(Math.abs(value));
}

/** Puts the lowest and highest values of a feature on the next one inwards. */
function cut(
  values: Float64Array,
  share: number,
  { feature, dimensions }: { readonly feature: number; readonly dimensions: number },
): void {
  const own = new Float64Array(values.length / dimensions);
  for (let i = 0; i < own.length; i++) own[i] = values[i * dimensions + feature] as number;
  own.sort();
  const cutCount = Math.floor(own.length * share);
  if (cutCount === 0) return;
  const [low, high] = [own[cutCount] as number, own[own.length - 1 - cutCount] as number];
  for (let p = feature; p < values.length; p += dimensions)
    values[p] = Math.min(high, Math.max(low, values[p] as number));
}

function spreadOf(values: Float64Array, feature: number, step: number, count: number) {
  let sum = 0;
  for (let p = feature; p < values.length; p += step) sum += values[p] as number;
  const mean = count === 0 ? 0 : sum / count;
  let squares = 0;
  for (let p = feature; p < values.length; p += step)
    squares += ((values[p] as number) - mean) ** 2;
  const deviation = count === 0 ? 0 : Math.sqrt(squares / count);
  // Equal values can leave a rounding error of the mean, which must not be blown up to a feature.
  const isFlat = deviation <= 1e-12 * Math.max(1, Math.abs(mean));
  return { mean, deviation: isFlat ? 1 : deviation };
}

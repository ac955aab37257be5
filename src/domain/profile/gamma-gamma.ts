import { logGamma } from './log-gamma.js';
import { nelderMead } from './nelder-mead.js';

/**
 * What the model believes of purchases' worth: a customer's purchases are Gamma(p, ν) around their own mean, and ν varies
 * between customers as Gamma(q, v).
 */
export interface GammaGamma {
  readonly p: number;
  readonly q: number;
  /** In the unit of money. */
  readonly v: number;
}

/** What repeat customers spent, a column each. */
export interface Spendings {
  /** x ≥ 1: repeat purchases. */
  readonly repeats: Int32Array;
  /** z̄ > 0: the mean worth of one of them. */
  readonly meanValues: Float64Array;
}

export interface GammaGammaFit extends GammaGamma {
  readonly logLikelihood: number;
  readonly hasConverged: boolean;
}

/** @see Fader & Hardie 2013, The Gamma-Gamma model of monetary value, eq. 1a */
export function gammaGammaLogLikelihood(
  { repeats, meanValues }: Spendings,
  { p, q, v }: GammaGamma,
): number {
  if (!(p > 0 && q > 0 && v > 0)) return Number.NEGATIVE_INFINITY;
  let sum = repeats.length * (q * Math.log(v) - logGamma(q));
  for (let i = 0; i < repeats.length; i++) {
    const x = repeats[i] as number;
    const z = meanValues[i] as number;
    const px = p * x;
    sum += logGamma(px + q) - logGamma(px) + (px - 1) * Math.log(z) + px * Math.log(x);
    sum -= (px + q) * Math.log(v + x * z);
  }
  return sum;
}

/** @returns null if nobody bought again, or all spent the very same: then there is nothing to tell apart */
export function fitGammaGamma({ repeats, meanValues }: Spendings): GammaGammaFit | null {
  const count = repeats.length;
  const mean = meanValues.reduce((sum, z) => sum + z, 0) / count;
  if (!(mean > 0) || meanValues.every((z) => z === meanValues[0])) return null;
  // In units of the mean, so that cents and roubles are as easy; v is carried back.
  const scaled = { repeats, meanValues: meanValues.map((z) => z / mean) };
  const objective = (logs: readonly number[]) =>
    logs.some((log) => Math.abs(log) > maxLog)
      ? Number.POSITIVE_INFINITY
      : -gammaGammaLogLikelihood(scaled, fromLogs(logs, 1)) / count;
  const { at, hasConverged } = nelderMead(objective, [1, 1, 0]);
  const model = fromLogs(at, mean);
  const logLikelihood = gammaGammaLogLikelihood({ repeats, meanValues }, model);
  return { ...model, logLikelihood, hasConverged };
}

const maxLog = 12;

function fromLogs([p = 0, q = 0, v = 0]: readonly number[], unit: number): GammaGamma {
  return { p: Math.exp(p), q: Math.exp(q), v: Math.exp(v) * unit };
}

/**
 * Worth to expect of a customer's next purchase: between their own mean and the shop's, the nearer to their own the more
 * they bought. Null where the shop's has no mean (q ≤ 1) and they have none of their own.
 *
 * @param repeats 0 for who has bought once; their mean is not looked at then
 * @see Fader & Hardie 2013, eq. 5
 */
export function expectedValue(
  { p, q, v }: GammaGamma,
  repeats: number,
  meanValue: number,
): number | null {
  const weight = p * repeats + q - 1;
  return weight > 0 ? (p * (v + repeats * meanValue)) / weight : null;
}

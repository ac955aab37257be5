import { hypergeometric2F1 } from './hypergeometric.js';
import { nelderMead } from './nelder-mead.js';

/**
 * What the model believes of the shop's customers: while alive each buys at a steady rate λ ~ Gamma(r, α), and after
 * each purchase leaves for good with chance p ~ Beta(a, b).
 */
export interface BgNbd {
  readonly r: number;
  /** In weeks. */
  readonly alpha: number;
  readonly a: number;
  readonly b: number;
}

/** One customer's history. */
export interface BuyingHistory {
  /** x: how often they bought again; whole. */
  readonly repeats: number;
  /** t_x: weeks from the first purchase to the last. */
  readonly recencyWeeks: number;
  /** T: weeks from the first purchase to now. */
  readonly ageWeeks: number;
}

/** Many customers' histories, a column each. */
export interface BuyingHistories {
  readonly repeats: Int32Array;
  readonly recencyWeeks: Float64Array;
  readonly ageWeeks: Float64Array;
}

export interface BgNbdFit extends BgNbd {
  readonly logLikelihood: number;
  readonly hasConverged: boolean;
}

/**
 * Summed over the customers, −∞ where a parameter is not positive. ln Γ is never computed: both ratios of Γ that the
 * likelihood has are products over the repeats, taken once for each x that occurs.
 *
 * @see Fader, Hardie & Lee 2005, "Counting your customers" the easy way, eq. 6
 */
export function bgNbdLogLikelihood(
  { repeats, recencyWeeks, ageWeeks }: BuyingHistories,
  { r, alpha, a, b }: BgNbd,
): number {
  if (!(r > 0 && alpha > 0 && a > 0 && b > 0)) return Number.NEGATIVE_INFINITY;
  const byRepeats = repeatTerms(repeats, r, a, b);
  let sum = repeats.length * r * Math.log(alpha);
  for (let i = 0; i < repeats.length; i++) {
    const x = repeats[i] as number;
    const logAge = Math.log(alpha + (ageWeeks[i] as number));
    const alive = -(r + x) * logAge;
    sum += (byRepeats[x] as number) + alive;
    if (x === 0) continue;
    // ln(e^alive + e^gone) = alive + ln(1 + e^(gone − alive)), which neither underflows nor overflows.
    const gone = Math.log(a / (b + x - 1));
    const odds = gone + (r + x) * (logAge - Math.log(alpha + (recencyWeeks[i] as number)));
    sum += odds > 0 ? odds + Math.log1p(Math.exp(-odds)) : Math.log1p(Math.exp(odds));
  }
  return sum;
}

/** ln [Γ(r+x)/Γ(r) · Γ(a+b)Γ(b+x)/(Γ(b)Γ(a+b+x))] for x = 0 … the most that occurs. */
function repeatTerms(repeats: Int32Array, r: number, a: number, b: number): Float64Array {
  let most = 0;
  for (const x of repeats) if (x > most) most = x;
  const terms = new Float64Array(most + 1);
  for (let x = 1; x <= most; x++) {
    const i = x - 1;
    terms[x] = (terms[i] as number) + Math.log(((r + i) * (b + i)) / (a + b + i));
  }
  return terms;
}

/** 1/3,000 to 3,000: outside of what any shop's customers do, where the likelihood is flat and the search walks on and on. */
const maxLog = 8;

/**
 * The parameters that make the histories likeliest.
 *
 * @returns null for histories in which nobody ever bought again, or nobody at all: nothing speaks of a rate then
 */
export function fitBgNbd(histories: BuyingHistories): BgNbdFit | null {
  const count = histories.repeats.length;
  if (!histories.repeats.some((x) => x > 0)) return null;
  const objective = (logs: readonly number[]) =>
    logs.some((log) => Math.abs(log) > maxLog)
      ? Number.POSITIVE_INFINITY
      : -bgNbdLogLikelihood(histories, fromLogs(logs)) / count;
  // Weeks may be few or many; start from the mean age, or the search walks a long way.
  const meanAge = histories.ageWeeks.reduce((sum, t) => sum + t, 0) / count;
  const start = [
    Math.log(0.5),
    Math.log(Math.min(1_000, Math.max(0.1, meanAge / 4))),
    0,
    Math.log(2),
  ];
  const { at, value, hasConverged } = nelderMead(objective, start);
  return { ...fromLogs(at), logLikelihood: -value * count, hasConverged };
}

function fromLogs([r = 0, alpha = 0, a = 0, b = 0]: readonly number[]): BgNbd {
  return { r: Math.exp(r), alpha: Math.exp(alpha), a: Math.exp(a), b: Math.exp(b) };
}

/**
 * Chance that a customer has not left for good, in [0, 1]. Who bought once has had no chance to leave: 1.
 *
 * @see Fader, Hardie & Lee 2008, Computing P(alive) using the BG/NBD model, eq. 6
 */
export function probabilityAlive(model: BgNbd, history: BuyingHistory): number {
  return 1 / (1 + leftOdds(model, history));
}

function leftOdds({ r, alpha, a, b }: BgNbd, history: BuyingHistory): number {
  const { repeats: x, recencyWeeks, ageWeeks } = history;
  if (x === 0) return 0;
  return (a / (b + x - 1)) * ((alpha + ageWeeks) / (alpha + recencyWeeks)) ** (r + x);
}

/**
 * Purchases to expect of a customer in the `weeks` to come, given what they did.
 *
 * @see Fader, Hardie & Lee 2005, eq. 10
 */
export function expectedPurchases(model: BgNbd, history: BuyingHistory, weeks: number): number {
  // At a = 1 both factors are zero over zero; next to it the limit is close enough (about 1e-6 of the value).
  const a = Math.abs(model.a - 1) < 1e-6 ? 1 + 1e-6 : model.a;
  const z = weeks / (model.alpha + history.ageWeeks + weeks);
  const share = 1 - discounted2F1({ ...model, a }, history.repeats, z);
  const factor = (a + model.b + history.repeats - 1) / (a - 1);
  return (factor * share) / (1 + leftOdds(model, history));
}

/**
 * (1−z)^(r+x) ₂F₁(r+x, b+x; a+b+x−1; z). By Euler's transformation that is (1−z)^(a−1) ₂F₁(a+b−1−r, a−1; a+b+x−1; z), which
 * needs few terms however often somebody bought; but where r is far above a + b its terms cancel, and the first form is taken.
 */
function discounted2F1({ r, a, b }: BgNbd, x: number, z: number): number {
  const log = Math.log1p(-z);
  const c = a + b + x - 1;
  const first = a + b - 1 - r;
  return first > -10
    ? hypergeometric2F1([first, a - 1, c], z, (a - 1) * log)
    : hypergeometric2F1([r + x, b + x, c], z, (r + x) * log);
}

/**
 * Weeks within which every second customer of such a history buys next, if they still buy at all: λ given the history is
 * Gamma(r + x, α + T), so the wait is a Lomax whose median this is. Dropping out between now and then cannot happen.
 */
export function medianWaitWeeks({ r, alpha }: BgNbd, { repeats, ageWeeks }: BuyingHistory): number {
  return (alpha + ageWeeks) * (2 ** (1 / (r + repeats)) - 1);
}

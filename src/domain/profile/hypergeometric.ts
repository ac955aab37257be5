const maxTerms = 100_000;
const large = 1e250;
const logLarge = Math.log(large);

/**
 * e^logFactor · ₂F₁(a, b; c; z), Gauss's hypergeometric function as its power series, to a relative error of about 1e-12
 * where its terms do not cancel. The function alone may be too large for a number, if the product is not.
 *
 * @param c neither zero nor a negative whole number
 * @param z 0 ≤ z < 1; the nearer to 1, the more terms
 * @throws RangeError outside of that
 */
export function hypergeometric2F1(
  [a, b, c]: readonly [a: number, b: number, c: number],
  z: number,
  logFactor = 0,
): number {
  if (!(z >= 0 && z < 1)) throw new RangeError(`₂F₁ is not summed at z = ${z}`);
  let term = 1;
  let sum = 1;
  let log = logFactor;
  for (let n = 0; n < maxTerms; n++) {
    const ratio = (((a + n) * (b + n)) / ((c + n) * (n + 1))) * z;
    term *= ratio;
    sum += term;
    if (Math.abs(sum) > large) {
      sum /= large;
      term /= large;
      log += logLarge;
    }
    // Terms fall at least by `ratio` from here on, or by z once they have come down to it.
    const fall = Math.max(Math.abs(ratio), z);
    if (fall < 1 && Math.abs(term) * fall <= 1e-12 * (1 - fall) * Math.abs(sum)) break;
  }
  return sum * Math.exp(log);
}

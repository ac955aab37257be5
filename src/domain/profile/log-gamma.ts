// Lanczos's coefficients for g = 7, n = 9.
const coefficients = [
  676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
] as const;

const halfLogTwoPi = 0.9189385332046727;

/**
 * ln Γ(x) to about 1e-14 of its size.
 *
 * @param x > 0
 * @see Lanczos 1964, A precision approximation of the gamma function
 */
export function logGamma(x: number): number {
  // Γ(x) = Γ(x + 1) / x carries small values to where the series is good.
  if (x < 0.5) return logGamma(x + 1) - Math.log(x);
  const y = x - 1;
  let sum = 0.9999999999998099;
  for (let i = 0; i < coefficients.length; i++) sum += (coefficients[i] as number) / (y + i + 1);
  const t = y + 7.5;
  return halfLogTwoPi + (y + 0.5) * Math.log(t) - t + Math.log(sum);
}

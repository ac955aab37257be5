export interface Minimum {
  readonly at: readonly number[];
  readonly value: number;
  /** False if it ran out of steps: the place is then only the best one seen. */
  readonly hasConverged: boolean;
}

export interface SearchLimits {
  /** Ends when the corners differ by less than this share of the value. */
  readonly tolerance?: number;
  readonly maxSteps?: number;
}

interface Corner {
  readonly at: readonly number[];
  readonly value: number;
}

/**
 * Looks for the place where a smooth function of a few numbers is least, without its derivatives; from where it ends it
 * begins once more with a fresh simplex, because a flattened one may stop short.
 *
 * @param objective NaN counts as +∞: a place that is not allowed
 * @param start two to about ten numbers of the order of 1
 * @see Nelder & Mead 1965, A simplex method for function minimization
 */
export function nelderMead(
  objective: (at: readonly number[]) => number,
  start: readonly number[],
  limits: SearchLimits = {},
): Minimum {
  const first = descend(objective, start, limits);
  return descend(objective, first.at, limits);
}

function descend(
  objective: (at: readonly number[]) => number,
  start: readonly number[],
  { tolerance = 1e-9, maxSteps = 500 }: SearchLimits,
): Minimum {
  const corner = (at: readonly number[]): Corner => {
    const value = objective(at);
    return { at, value: Number.isNaN(value) ? Number.POSITIVE_INFINITY : value };
  };
  let simplex = [start, ...start.map((_, i) => start.map((x, j) => (i === j ? x + 0.5 : x)))].map(
    corner,
  );
  for (let step = 0; ; step++) {
    simplex = simplex.toSorted((a, b) => a.value - b.value);
    const [best, worst] = [simplex[0] as Corner, simplex.at(-1) as Corner];
    const hasConverged = worst.value - best.value <= tolerance * (Math.abs(best.value) + tolerance);
    if (hasConverged || step >= maxSteps) return { ...best, hasConverged };
    simplex = moved(simplex, corner);
  }
}

// Reflect the worst corner through the middle of the others; go further if that is best of all, less far if it is
// still the worst, and draw all corners towards the best if nothing helps.
function moved(simplex: readonly Corner[], corner: (at: readonly number[]) => Corner): Corner[] {
  const best = simplex[0] as Corner;
  const worst = simplex.at(-1) as Corner;
  const others = simplex.slice(0, -1);
  const secondWorst = others.at(-1) as Corner;
  const middle = best.at.map(
    (_, i) => others.reduce((sum, { at }) => sum + (at[i] as number), 0) / others.length,
  );
  const along = (share: number) =>
    corner(middle.map((m, i) => m + share * (m - (worst.at[i] as number))));
  const reflected = along(1);
  if (reflected.value < best.value) {
    const further = along(2);
    return [...others, further.value < reflected.value ? further : reflected];
  }
  if (reflected.value < secondWorst.value) return [...others, reflected];
  const nearer = along(reflected.value < worst.value ? 0.5 : -0.5);
  if (nearer.value < Math.min(reflected.value, worst.value)) return [...others, nearer];
  return [
    best,
    ...simplex.slice(1).map(({ at }) => corner(at.map((x, i) => ((best.at[i] as number) + x) / 2))),
  ];
}

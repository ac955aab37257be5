import { type Chance, indexBelow } from '../../random.js';
import { type Points, type Rows, squaredDistance } from './points.js';

/**
 * First centres for k-means: each further one is a point drawn with a chance in proportion to its squared
 * distance from the nearest centre so far.
 *
 * @param count how many centres, at least 1; more than there are distinct points gives some twice
 * @returns count × dimensions
 * @see Arthur & Vassilvitskii 2007, "k-means++: the advantages of careful seeding"
 */
export function seedCentres(points: Points, count: number, chance: Chance): Float64Array {
  const { values, dimensions } = points;
  const centres = new Float64Array(count * dimensions);
  const nearest = new Float64Array(points.count).fill(Number.POSITIVE_INFINITY);
  let total = 0;
  for (let centre = 0; centre < count; centre++) {
    const drawn =
      total > 0 ? indexByWeight(nearest, total, chance) : indexBelow(points.count, chance);
    const from = drawn * dimensions;
    centres.set(values.subarray(from, from + dimensions), centre * dimensions);
    total = shorten(nearest, points, { values: centres, dimensions }, centre);
  }
  return centres;
}

/** Lowers each point's squared distance to that of the new centre if it is nearer; their sum. */
function shorten(nearest: Float64Array, points: Points, centres: Rows, centre: number): number {
  let total = 0;
  for (let i = 0; i < points.count; i++) {
    const squared = squaredDistance(points, i, centres, centre);
    if (squared < (nearest[i] as number)) nearest[i] = squared;
    total += nearest[i] as number;
  }
  return total;
}

function indexByWeight(weights: Float64Array, total: number, chance: Chance): number {
  let left = chance() * total;
  let last = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i] as number;
    if (weight === 0) continue;
    last = i;
    left -= weight;
    if (left < 0) return i;
  }
  // Rounding can leave a crumb.
  return last;
}

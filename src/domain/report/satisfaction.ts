/** How often each number of stars was given. */
export interface StarCount {
  /** 1 to 5 */
  readonly stars: number;
  readonly ratings: number;
}

/** What those thought who used a campaign's coupons and said so. */
export interface Satisfaction {
  readonly ratings: number;
  /** In [1, 5]; null while nobody has rated. */
  readonly average: number | null;
  /** Five stars first, each of the five once. */
  readonly distribution: readonly StarCount[];
}

export function readSatisfaction(counts: readonly StarCount[]): Satisfaction {
  const distribution = [5, 4, 3, 2, 1].map((stars) => ({
    stars,
    ratings: sumOf(counts.filter((each) => each.stars === stars)),
  }));
  const ratings = sumOf(distribution);
  const given = distribution.reduce((all, each) => all + each.stars * each.ratings, 0);
  return { ratings, average: ratings === 0 ? null : given / ratings, distribution };
}

/** `4.3 of 5 (7 ratings)`; null while nobody has rated. */
export function satisfactionText({ ratings, average }: Satisfaction): string | null {
  if (average === null) return null;
  const many = `${ratings.toLocaleString('en')} ${ratings === 1 ? 'rating' : 'ratings'}`;
  return `${average.toFixed(1)} of 5 (${many})`;
}

export function starsText(stars: number): string {
  return '★'.repeat(stars) + '☆'.repeat(5 - stars);
}

function sumOf(counts: readonly StarCount[]): number {
  return counts.reduce((all, { ratings }) => all + ratings, 0);
}

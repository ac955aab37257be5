/** The names marketers give to people by how recently and how often they bought. */
export const rfmNames = [
  'champions',
  'loyal',
  'potential-loyalists',
  'new',
  'promising',
  'need-attention',
  'about-to-sleep',
  'at-risk',
  'cannot-lose',
  'hibernating',
  'never-bought',
] as const;

export type RfmName = (typeof rfmNames)[number];

export type BuyerName = Exclude<RfmName, 'never-bought'>;

/** Scores from and to, both included. */
type Span = readonly [from: number, to: number];

interface Cell {
  readonly recency: Span;
  readonly frequency: Span;
}

// Recency and frequency alone, as on the usual 5 × 5 map: money is a figure of its own, and a name that
// mixed the three would hide which of them changed. The cells cover the square once (a test proves it).
export const rfmCells: Readonly<Record<BuyerName, Cell>> = {
  champions: { recency: [5, 5], frequency: [4, 5] },
  loyal: { recency: [3, 4], frequency: [4, 5] },
  'potential-loyalists': { recency: [4, 5], frequency: [2, 3] },
  new: { recency: [5, 5], frequency: [1, 1] },
  promising: { recency: [4, 4], frequency: [1, 1] },
  'need-attention': { recency: [3, 3], frequency: [3, 3] },
  'about-to-sleep': { recency: [3, 3], frequency: [1, 2] },
  'at-risk': { recency: [1, 2], frequency: [3, 4] },
  'cannot-lose': { recency: [1, 2], frequency: [5, 5] },
  hibernating: { recency: [1, 2], frequency: [1, 2] },
};

/** @param recencyScore 1 to 5, null for who never bought */
export function rfmName(recencyScore: number | null, frequencyScore: number | null): RfmName {
  if (recencyScore === null || frequencyScore === null) return 'never-bought';
  const found = (Object.keys(rfmCells) as BuyerName[]).find((name) => {
    const { recency, frequency } = rfmCells[name];
    return isWithin(recencyScore, recency) && isWithin(frequencyScore, frequency);
  });
  if (found === undefined) throw new RangeError(`no name for ${recencyScore}/${frequencyScore}`);
  return found;
}

function isWithin(score: number, [from, to]: Span): boolean {
  return score >= from && score <= to;
}

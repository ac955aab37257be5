export interface CategoryShare {
  readonly category: string;
  readonly sharePercent: number;
}

export interface CategorySpend {
  readonly category: string;
  /** Negative for a refund. */
  readonly amountMinor: number;
}

const shown = 5;

/**
 * Where a customer's money goes: each category's share of what was spent (less refunds) in categories at all,
 * best first, names deciding ties, at most five. A category that refunds have eaten up is left out.
 */
export function categoryShares(spends: readonly CategorySpend[]): CategoryShare[] {
  const totals = new Map<string, number>();
  for (const { category, amountMinor } of spends)
    totals.set(category, (totals.get(category) ?? 0) + amountMinor);
  const kept = [...totals].filter(([, spent]) => spent > 0);
  const all = kept.reduce((sum, [, spent]) => sum + spent, 0);
  return kept
    .sort(([nameA, a], [nameB, b]) => b - a || compareText(nameA, nameB))
    .slice(0, shown)
    .map(([category, spent]) => ({ category, sharePercent: roundedPercent(spent, all) }));
}

// Whole numbers throughout, so that the database's statement gives the same figure.
function roundedPercent(part: number, whole: number): number {
  return Math.floor((part * 200 + whole) / (whole * 2));
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

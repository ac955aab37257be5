/** Integer minor units of the shop's currency. */
export type Minor = number;

/**
 * Splits a total in proportion to weights; the parts are integers and add up to it.
 * Largest remainder, ties to the earlier part; all weights zero means equal weights.
 *
 * @throws RangeError if the total is no integer, or a weight is negative
 */
export function allocate(total: Minor, weights: readonly number[]): number[] {
  if (!Number.isSafeInteger(total))
    throw new RangeError(`${total} is not a whole number of minor units`);
  if (weights.some((weight) => weight < 0)) throw new RangeError('a weight is negative');
  if (weights.length === 0) return [];
  if (total < 0) return allocate(-total, weights).map((part) => -part || 0);
  const sum = weights.reduce((all, weight) => all + weight, 0);
  const shares = sum === 0 ? weights.map(() => 1) : weights;
  const shareSum = sum === 0 ? weights.length : sum;
  const parts: number[] = [];
  const remainders: number[] = [];
  for (const share of shares) {
    const product = total * share;
    // Exact either way; big integers are ten times slower and seldom needed.
    const isSafe = product <= Number.MAX_SAFE_INTEGER;
    const remainder = isSafe
      ? product % shareSum
      : Number((BigInt(total) * BigInt(share)) % BigInt(shareSum));
    remainders.push(remainder);
    parts.push(
      isSafe
        ? (product - remainder) / shareSum
        : Number((BigInt(total) * BigInt(share)) / BigInt(shareSum)),
    );
  }
  let left = total;
  for (const part of parts) left -= part;
  for (const i of largest(remainders, left)) parts[i] = (parts[i] ?? 0) + 1;
  return parts;
}

/** Where the largest values stand, ties to the earlier. */
function largest(values: readonly number[], count: number): number[] {
  if (count === 0) return [];
  // A few of a few, as in a cart: looking for each is quicker than sorting all.
  if (count * values.length > 400)
    return values
      .map((_, i) => i)
      .sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0) || a - b)
      .slice(0, count);
  const open = [...values];
  return Array.from({ length: count }, () => {
    let best = 0;
    for (let i = 1; i < open.length; i++) if ((open[i] ?? -1) > (open[best] ?? -1)) best = i;
    open[best] = -1;
    return best;
  });
}

/** Decimal places of an ISO 4217 currency: 2 for GBP, 0 for JPY, 3 for KWD. */
export function minorDigits(currency: string): number {
  const options = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions();
  return options.maximumFractionDigits ?? 2;
}

/** `£12.50`, `¥120`, for a person to read. */
export function formatMoney(amount: Minor, currency: string, locale = 'en'): string {
  const digits = minorDigits(currency);
  const formatter = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
  });
  return formatter.format(amount / 10 ** digits);
}

/** `12.50` → 1250. Null if the text is no amount, or has more decimals than the currency. */
export function parseMoney(text: string, currency: string): Minor | null {
  const digits = minorDigits(currency);
  const match = /^(-?)(\d{1,12})(?:\.(\d+))?$/.exec(text.trim());
  if (!match) return null;
  const decimals = (match[3] ?? '').replace(/0+$/, '');
  if (decimals.length > digits) return null;
  const minor = Number(`${match[2]}${decimals.padEnd(digits, '0')}`);
  return match[1] === '-' && minor !== 0 ? -minor : minor;
}

/** `12.50`, `-3`, for a table that another program reads. */
export function decimalMoney(amount: Minor, currency: string): string {
  return (amount / 10 ** minorDigits(currency)).toFixed(minorDigits(currency));
}

/**
 * A number in [0, 1) that depends on the text alone: the same on every machine, evenly spread over different texts.
 * Two 32-bit multiply-xorshift lanes, mixed at the end (the finalizer of MurmurHash3) and joined to 53 bits.
 */
export function unitHash(text: string): number {
  let a = 0x9e3779b9;
  let b = 0x85ebca6b;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 0x9e3779b1);
    b = Math.imul(b ^ code, 0x5f356495);
  }
  const high = mixed(a ^ (b >>> 15));
  const low = mixed(b ^ (a >>> 13));
  return (high * 2 ** 21 + (low >>> 11)) / 2 ** 53;
}

function mixed(word: number): number {
  let x = word;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

/**
 * The arm of a customer in a campaign: sticky over its runs, independent of other campaigns. Draw it among the
 * eligible only, so that treated and held-out people are comparable.
 *
 * @param holdoutShare in [0, 1)
 */
export function armOf(
  campaignId: string,
  customerId: number,
  holdoutShare: number,
): 'treated' | 'holdout' {
  return unitHash(`holdout ${campaignId} ${customerId}`) < holdoutShare ? 'holdout' : 'treated';
}

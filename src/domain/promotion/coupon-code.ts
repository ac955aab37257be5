// A coupon's code: PREFIX? + 12 random characters (60 bits) + 4 of MAC (20 bits) + 1 check character, in Crockford's
// base 32. The check tells a slip of the finger from a guess, the MAC tells a guess without a look-up.

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const randomLength = 12;
const macLength = 4;
const ownLength = randomLength + macLength + 1;
const maxPrefixLength = 8;

/** HMAC of a text under the shop's coupon key; at least 3 bytes. */
export type CouponMac = (text: string) => Uint8Array;

export type ReadCode =
  | { readonly ok: true; readonly code: string }
  /** typo: the check character disagrees; forged: written well, but not by us; malformed: no code of this kind. */
  | { readonly ok: false; readonly reason: 'typo' | 'forged' | 'malformed' };

/**
 * @param random at least 8 bytes from a CSPRNG; 60 bits of them are used
 * @param prefix letters and digits without I, L, O, U; at most 8
 * @returns the code as it is stored, without separators
 * @throws RangeError if there is too little chance, or the prefix is none
 */
export function newCouponCode(random: Uint8Array, mac: CouponMac, prefix = ''): string {
  if (random.length < 8) throw new RangeError('a coupon code needs 8 random bytes');
  if (!isCodePrefix(prefix)) throw new RangeError(`${prefix} is not a prefix of coupon codes`);
  const body = prefix + textOfBits(random, randomLength);
  const signed = body + textOfBits(mac(body), macLength);
  return signed + checkCharacter(signed);
}

/** Reads what a person typed: any case, any separators, look-alikes and full-width letters. */
export function readCouponCode(text: string, mac: CouponMac): ReadCode {
  const code = foldCode(text);
  if (!isShaped(code)) return { ok: false, reason: 'malformed' };
  const signed = code.slice(0, -1);
  if (checkCharacter(signed) !== code.at(-1)) return { ok: false, reason: 'typo' };
  const body = signed.slice(0, -macLength);
  const wanted = textOfBits(mac(body), macLength);
  return isSame(wanted, signed.slice(-macLength))
    ? { ok: true, code }
    : { ok: false, reason: 'forged' };
}

function isShaped(code: string): boolean {
  return (
    code.length >= ownLength &&
    code.length <= ownLength + maxPrefixLength &&
    [...code].every((character) => alphabet.includes(character))
  );
}

/**
 * Whether a text looks like a code of ours; no key is needed for that.
 *
 * @param isTypoAllowed the check character may disagree
 */
export function readsAsCode(text: string, isTypoAllowed = false): boolean {
  const code = foldCode(text);
  if (!isShaped(code)) return false;
  return isTypoAllowed || checkCharacter(code.slice(0, -1)) === code.at(-1);
}

/** One writing for every way to enter a code: O is 0, I and L are 1; U stays, no code of ours has it. */
export function foldCode(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\s\p{Pd}_.,·]/gu, '')
    .toUpperCase()
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
}

/** So many guesses at least must be needed to hit one of the codes that are live. */
export const leastGuessesPerCode = 2 ** 36;

/** How many guesses a hit takes among so many live codes, the MAC not counted: whoever has the key needs no luck. */
export function guessesPerCode(
  liveCount: number,
  { symbols, length } = { symbols: alphabet.length, length: randomLength },
): number {
  return Number(BigInt(symbols) ** BigInt(length) / BigInt(Math.max(1, liveCount)));
}

/** `SAVE-7K3M-9XQ2-ABCD-EFGH5`, for a person to read and type. */
export function displayCode(code: string): string {
  const own = code.slice(-ownLength);
  const groups = [code.slice(0, -ownLength), own.slice(0, 4), own.slice(4, 8), own.slice(8, 12)];
  return [...groups, own.slice(12)].filter((group) => group !== '').join('-');
}

export function isCodePrefix(text: string): boolean {
  return text.length <= maxPrefixLength && [...text].every((each) => alphabet.includes(each));
}

function textOfBits(bytes: Uint8Array, length: number): string {
  let text = '';
  for (let i = 0; i < length; i++) {
    const bit = i * 5;
    const pair = ((bytes[bit >> 3] ?? 0) << 8) | (bytes[(bit >> 3) + 1] ?? 0);
    text += alphabet[(pair >> (11 - (bit & 7))) & 31] ?? '';
  }
  return text;
}

// Σ xᵢ·αⁱ over GF(32), i counted from the right: any one wrong character and any two swapped ones change it, because
// the powers of α differ up to length 31.
function checkCharacter(signed: string): string {
  let sum = 0;
  for (const character of signed) sum = timesAlpha(sum ^ alphabet.indexOf(character));
  return alphabet[sum] ?? '';
}

// α is a root of x⁵ + x² + 1.
function timesAlpha(value: number): number {
  const doubled = value << 1;
  return doubled & 32 ? (doubled ^ 0b100101) & 31 : doubled;
}

// Without an early exit, so that the answer's time tells nothing of the MAC.
function isSame(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i);
  return difference === 0;
}

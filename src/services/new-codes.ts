import { newCouponCode } from '../domain/promotion/coupon-code.js';
import type { Keyring } from '../ports/keyring.js';
import type { Random } from '../ports/random.js';

export interface CodeDeps {
  readonly keyring: Pick<Keyring, 'mac'>;
  readonly random: Pick<Random, 'bytes'>;
}

const bytesPerCode = 8;
const codesPerBlock = 512;

/** Each call makes a code that nobody can guess, signed under the shop's key. */
export function codeMaker({ keyring, random }: CodeDeps, prefix: string): () => string {
  const mac = macOf(keyring);
  const chance = inBlocks(random);
  return () => newCouponCode(chance(), mac, prefix);
}

/**
 * The same for a known number of codes, which come in alphabetical order: an index of a million then grows from left to
 * right instead of everywhere at once, so that no page of it is written a hundred times. Whoever knows two neighbours
 * knows no more than that codes are as dense between them as everywhere.
 *
 * @param count how many there will be; further ones are not in order
 */
export function orderedCodeMaker(deps: CodeDeps, prefix: string, count: number): () => string {
  const mac = macOf(deps.keyring);
  const values = new BigUint64Array(new Uint8Array(deps.random.bytes(count * bytesPerCode)).buffer);
  values.sort();
  const bytes = new Uint8Array(bytesPerCode);
  const view = new DataView(bytes.buffer);
  const more = codeMaker(deps, prefix);
  let at = 0;
  return () => {
    const value = values[at];
    if (value === undefined) return more();
    at += 1;
    view.setBigUint64(0, value);
    return newCouponCode(bytes, mac, prefix);
  };
}

function macOf(keyring: CodeDeps['keyring']) {
  return (text: string) => keyring.mac('coupon', text);
}

// Asking the system's generator takes longer than making the code, so it is asked for many at once; no byte is used twice.
function inBlocks(random: CodeDeps['random']): () => Uint8Array {
  let block = new Uint8Array(0);
  let at = 0;
  return () => {
    if (at >= block.length) {
      block = new Uint8Array(random.bytes(bytesPerCode * codesPerBlock));
      at = 0;
    }
    at += bytesPerCode;
    return block.subarray(at - bytesPerCode, at);
  };
}

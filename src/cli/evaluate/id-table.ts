const smallIds = 1 << 22;

/**
 * Ids as they stand in a file → places 0, 1, 2… in the order of first meeting. Whole numbers below four million are
 * looked up in an array: a text and a hash for each of twenty million lines would cost most of the reading.
 */
export class IdTable {
  readonly names: string[] = [];
  readonly #byName = new Map<string, number>();
  #byNumber = new Int32Array(1_024).fill(-1);

  /** The id that stands in bytes[from, to). */
  place(bytes: Buffer, from: number, to: number): number {
    const number = smallNumber(bytes, from, to);
    if (number < 0) return this.placeOf(bytes.toString('utf8', from, to));
    if (number >= this.#byNumber.length) this.#grow(number);
    const known = this.#byNumber[number] as number;
    if (known >= 0) return known;
    this.#byNumber[number] = this.names.length;
    return this.names.push(String(number)) - 1;
  }

  placeOf(name: string): number {
    if (/^(?:0|[1-9]\d{0,6})$/.test(name) && Number(name) < smallIds) {
      const bytes = Buffer.from(name);
      return this.place(bytes, 0, bytes.length);
    }
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    this.#byName.set(name, this.names.length);
    return this.names.push(name) - 1;
  }

  /** -1 if it has never been met. */
  find(name: string): number {
    const number = /^(?:0|[1-9]\d{0,6})$/.test(name) ? Number(name) : smallIds;
    return (number < smallIds ? this.#byNumber[number] : this.#byName.get(name)) ?? -1;
  }

  #grow(number: number): void {
    const larger = new Int32Array(
      Math.min(smallIds, Math.max(2 * this.#byNumber.length, number + 1)),
    );
    larger.fill(-1, this.#byNumber.length);
    larger.set(this.#byNumber);
    this.#byNumber = larger;
  }
}

/** The value of plain decimal digits below `smallIds`, or -1. `007` is not 7. */
function smallNumber(bytes: Buffer, from: number, to: number): number {
  const length = to - from;
  if (length === 0 || length > 7 || (length > 1 && bytes[from] === 48)) return -1;
  let value = 0;
  for (let at = from; at < to; at++) {
    const digit = (bytes[at] as number) - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value < smallIds ? value : -1;
}

/**
 * The place that each id takes when ids are in order: as numbers if all are whole numbers, else by code unit.
 * Ties in a ranking go to the lower item, so that the order must not depend on that of the file.
 */
export function orderedPlaces(names: readonly string[]): Int32Array {
  const areNumbers = names.every((name) => /^-?\d{1,15}$/.test(name));
  const order = Int32Array.from(names.keys());
  if (areNumbers) {
    const numbers = names.map(Number);
    order.sort((a, b) => (numbers[a] as number) - (numbers[b] as number) || a - b);
  } else {
    order.sort((a, b) => compare(names[a] as string, names[b] as string));
  }
  const places = new Int32Array(names.length);
  order.forEach((before, place) => {
    places[before] = place;
  });
  return places;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

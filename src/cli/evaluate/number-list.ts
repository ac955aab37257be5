/** A list of whole numbers that grows, in 4 bytes each. */
export class IntegerList {
  #values = new Int32Array(4_096);
  length = 0;

  push(value: number): void {
    if (this.length === this.#values.length) this.#values = grown(this.#values, Int32Array);
    this.#values[this.length++] = value;
  }

  toArray(): Int32Array {
    return this.#values.slice(0, this.length);
  }
}

/** The same for numbers of which seven digits matter. */
export class FloatList {
  #values = new Float32Array(4_096);
  length = 0;

  push(value: number): void {
    if (this.length === this.#values.length) this.#values = grown(this.#values, Float32Array);
    this.#values[this.length++] = value;
  }

  toArray(): Float32Array {
    return this.#values.slice(0, this.length);
  }
}

function grown<T extends Int32Array | Float32Array>(values: T, type: new (size: number) => T): T {
  const larger = new type(2 * values.length);
  larger.set(values);
  return larger;
}

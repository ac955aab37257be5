/** Chunks of a list, each read once however often it is asked for; while one is worked on, the next are being read. */
export class ReadAhead<Chunk> {
  readonly #total: number;
  readonly #chunkSize: number;
  readonly #read: (from: number) => Promise<Chunk>;
  readonly #under: Map<number, Promise<Chunk>> = new Map();

  /** @param read the chunk that begins at an index */
  constructor(total: number, chunkSize: number, read: (from: number) => Promise<Chunk>) {
    this.#total = total;
    this.#chunkSize = chunkSize;
    this.#read = read;
  }

  /** @returns the chunk that begins there; whatever begins before it is forgotten */
  at(from: number): Promise<Chunk> {
    const ahead = from + aheadCount * this.#chunkSize;
    for (const start of this.#under.keys())
      if (start < from || start > ahead) this.#under.delete(start);
    for (let start = from; start <= ahead && start < this.#total; start += this.#chunkSize)
      if (!this.#under.has(start)) this.#under.set(start, this.#begin(start));
    return this.#under.get(from) ?? this.#read(from);
  }

  #begin(from: number): Promise<Chunk> {
    const chunk = this.#read(from);
    // A fault is told to whoever asks for the chunk; nobody may, when an earlier one has failed.
    chunk.catch(() => undefined);
    return chunk;
  }
}

// One is read while another waits: neither side stands still when a chunk takes longer than usual.
const aheadCount = 2;

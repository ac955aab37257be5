/** Chance, unguessable: codes, tokens, ids. Reproducible chance is `src/domain/random.ts`. */
export interface Random {
  bytes(count: number): Uint8Array;
  /** UUIDv7: sorts by time, guessed by nobody. */
  uuid(): string;
}

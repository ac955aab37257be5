/** One-way hashes of things that are secret by themselves. */
export interface Digest {
  /** Hex. */
  sha256(text: string): string;
  /** In constant time. */
  isEqual(a: string, b: string): boolean;
}

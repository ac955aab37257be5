/** One thing wrong with an input, and where. `place` is `file:line:column` for a file, a JSON path for a request. */
export interface Problem {
  readonly place: string;
  /** Names the field, quotes what was found, says what would be right. */
  readonly message: string;
}

/** Either the parsed value or every problem found, never half of each. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export function problemLine({ place, message }: Problem): string {
  return `${place} ${message}`;
}

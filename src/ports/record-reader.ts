export type RecordFormat = 'csv' | 'tsv' | 'jsonl';

/** One record of a file. `values` stand in the order of the header; a missing one is an empty text. */
export interface SourceRecord {
  /** Where it begins, from 1. */
  readonly line: number;
  readonly values: readonly string[];
  /** Why it cannot be read; `values` are then empty. */
  readonly fault?: string;
}

export interface RecordFile {
  /** Column names, or the names found in the first JSON objects. */
  readonly header: readonly string[];
  /**
   * A few thousand records at a time.
   *
   * @throws UserError if the file breaks off (a cut gzip, say); what was handed out before stands
   */
  readonly batches: AsyncIterable<readonly SourceRecord[]>;
  /** Bytes of the file (as stored) taken so far, and in all where that is known. */
  bytesRead(): number;
  readonly totalBytes: number | null;
}

export interface RecordReader {
  /**
   * @param path `-` for standard input
   * @throws UserError if the file cannot be opened, is empty, or is no text
   */
  open(
    path: string,
    options: { readonly format?: RecordFormat; readonly encoding?: string },
  ): Promise<RecordFile>;
}

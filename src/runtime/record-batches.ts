import type { UserError } from '../domain/user-error.js';
import type { SourceRecord } from '../ports/record-reader.js';

/** UTF-8 bytes that end early, with the reason in `failure`, instead of throwing. */
export interface ByteSource {
  readonly name: string;
  failure: UserError | null;
  /** Whether the last record before the break may be half of one. */
  isCutMidRecord: boolean;
  readonly bytes: AsyncIterable<Buffer>;
}

export interface Records {
  readonly header: readonly string[];
  readonly batches: AsyncIterable<readonly SourceRecord[]>;
}

// One transaction of the store: some 150 ms, which a chat's reply can wait. Half as many cost a sixth more time.
const recordsPerBatch = 6_000;

/**
 * @throws UserError why the source broke off, after all whole records before the break were handed out;
 *   the record at the break is held back, because half a price is a wrong price
 */
export async function* inBatches(
  records: AsyncIterable<SourceRecord>,
  source: ByteSource,
): AsyncGenerator<readonly SourceRecord[]> {
  let batch: SourceRecord[] = [];
  for await (const record of records) {
    if (batch.length > recordsPerBatch) {
      const last = batch.splice(-1);
      yield batch;
      batch = last;
    }
    batch.push(record);
  }
  if (source.isCutMidRecord) batch.pop();
  if (batch.length > 0) yield batch;
  if (source.failure !== null) throw source.failure;
}

const undecodable = '\uFFFD';

/** Whether a row holds bytes that are no UTF-8. */
export function isDamaged(values: readonly string[]): boolean {
  return values.some((value) => value.includes(undecodable));
}

export const damagedFault =
  'is not valid UTF-8 (say the encoding with --encoding, such as windows-1252)';

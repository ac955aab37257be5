import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { UserError } from '../domain/user-error.js';
import { csvLine } from './csv-line.js';

type Cells = readonly (string | number)[];

const blockLength = 65_536;

/**
 * Writes rows as they come, however many there are.
 *
 * @returns how many
 */
export async function writeCsvFile(
  path: string,
  header: Cells,
  rows: AsyncIterable<Cells>,
): Promise<number> {
  let count = 0;
  async function* blocks() {
    let block = csvLine(header);
    for await (const row of rows) {
      count += 1;
      block += csvLine(row);
      if (block.length < blockLength) continue;
      yield block;
      block = '';
    }
    yield block;
  }
  // Codes are as good as money: for the user's own eyes.
  const file = createWriteStream(path, { mode: 0o600 });
  try {
    await pipeline(Readable.from(blocks()), file);
  } catch (error) {
    if (error instanceof Error && 'syscall' in error)
      throw new UserError(`cannot write ${path}: ${error.message}`, { cause: error });
    throw error;
  }
  return count;
}

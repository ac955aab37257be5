import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import { UserError } from '../../domain/user-error.js';

/**
 * A small table about items or customers: the id first, then what is known; CSV or, by its name, TSV.
 *
 * @throws UserError if the file cannot be read
 */
export async function* sideRows(path: string): AsyncGenerator<readonly string[]> {
  const delimiter = /\.(?:tsv|tab)(?:\.gz)?$/i.test(path) ? '\t' : ',';
  const parser = parse({
    delimiter,
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    trim: true,
  });
  const file = createReadStream(path);
  file.on('error', (error) => parser.destroy(error));
  const source = path.endsWith('.gz') ? file.pipe(createGunzip()) : file;
  source.on('error', (error: Error) => parser.destroy(error));
  source.pipe(parser);
  try {
    yield* parser as AsyncIterable<string[]>;
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new UserError(
      code === 'ENOENT' ? `${path}: there is no such file` : `${path}: ${message}`,
      {
        cause,
      },
    );
  }
}

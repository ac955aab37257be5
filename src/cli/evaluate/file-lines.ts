import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { UserError } from '../../domain/user-error.js';

const newline = 10;
const carriageReturn = 13;

/**
 * Hands over every line that is not empty as a stretch of bytes, valid only during the call; no text is made of it.
 * A name that ends in .gz is unpacked on the way.
 *
 * @throws UserError if the file cannot be read
 */
export async function forEachLine(
  path: string,
  take: (bytes: Buffer, from: number, to: number, line: number) => void,
): Promise<void> {
  let rest: Buffer = Buffer.alloc(0);
  let line = 0;
  const hand = (bytes: Buffer, from: number, end: number) => {
    line += 1;
    const to = end > from && bytes[end - 1] === carriageReturn ? end - 1 : end;
    if (to > from) take(bytes, from, to, line);
  };
  for await (const chunk of chunksOf(path)) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let from = 0;
    for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, from)) {
      hand(bytes, from, end);
      from = end + 1;
    }
    rest = bytes.subarray(from);
  }
  if (rest.length > 0) hand(rest, 0, rest.length);
}

async function* chunksOf(path: string): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: 1 << 20 });
  try {
    if (!path.endsWith('.gz')) {
      yield* file as AsyncIterable<Buffer>;
      return;
    }
    const unzip = createGunzip({ chunkSize: 1 << 20 });
    file.on('error', (error) => unzip.destroy(error));
    yield* file.pipe(unzip) as AsyncIterable<Buffer>;
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new UserError(
      code === 'ENOENT' ? `${path}: there is no such file` : `${path}: ${message}`,
      {
        cause,
      },
    );
  }
}

import { once } from 'node:events';
import { createReadStream, statSync } from 'node:fs';
import { stdin } from 'node:process';
import type { Readable } from 'node:stream';
import { TextDecoder } from 'node:util';
import { createGunzip } from 'node:zlib';
import { didYouMean } from '../domain/suggest.js';
import { UserError } from '../domain/user-error.js';
import type { RecordFile, RecordFormat, RecordReader } from '../ports/record-reader.js';
import { delimitedRecords } from './delimited-records.js';
import { jsonLineRecords } from './json-line-records.js';
import type { ByteSource } from './record-batches.js';

export const recordReader: RecordReader = {
  async open(path, { format, encoding }): Promise<RecordFile> {
    const wanted = format ?? formatOf(path);
    const decode = decoderOf(encoding);
    const { stream, totalBytes } = openBytes(path);
    let taken = 0;
    const name = path === '-' ? 'standard input' : path;
    const source: ByteSource = { name, failure: null, isCutMidRecord: false, bytes: read() };
    async function* read(): AsyncGenerator<Buffer> {
      try {
        const counted = counting(stream, (bytes) => {
          taken += bytes;
        });
        yield* decode(refuseBinary(unzipped(counted), name));
      } catch (error) {
        // The rows before the break are good: they go in, and then this is told.
        source.isCutMidRecord = true;
        source.failure = error instanceof UserError ? error : readFailure(name, error as Error);
      }
    }
    const records = wanted === 'jsonl' ? jsonLineRecords : delimitedRecords;
    const { header, batches } = await records(source, wanted === 'tsv' ? '\t' : ',');
    return { header, batches, totalBytes, bytesRead: () => taken };
  },
};

const extensions: Readonly<Record<string, RecordFormat>> = {
  csv: 'csv',
  tsv: 'tsv',
  tab: 'tsv',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
};

function formatOf(path: string): RecordFormat {
  if (path === '-') return 'csv';
  const extension = /\.([a-z]+)(?:\.gz)?$/i.exec(path)?.[1]?.toLowerCase() ?? '';
  const known = extensions[extension];
  if (known !== undefined) return known;
  throw new UserError(
    `${path}: cannot tell the format by its name${didYouMean(extension, Object.keys(extensions))}`,
    { hint: 'say it with --format csv, tsv or jsonl' },
  );
}

function openBytes(path: string): { stream: Readable; totalBytes: number | null } {
  if (path === '-') return { stream: stdin, totalBytes: null };
  try {
    const found = statSync(path);
    if (found.isDirectory()) throw new UserError(`${path} is a folder; name a file`);
    return { stream: createReadStream(path, { highWaterMark: 1 << 18 }), totalBytes: found.size };
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UserError(code === 'ENOENT' ? `${path}: there is no such file` : message, {
      cause: error,
    });
  }
}

async function* counting(stream: Readable, took: (bytes: number) => void): AsyncGenerator<Buffer> {
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    took(chunk.length);
    yield chunk;
  }
}

// By its first bytes, not its name: what a pipe brings has none.
async function* unzipped(bytes: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const first = await bytes.next();
  if (first.done) return;
  if (first.value[0] !== 0x1f || first.value[1] !== 0x8b) {
    yield first.value;
    yield* bytes;
    return;
  }
  const gunzip = createGunzip({ chunkSize: 1 << 18 });
  const feeding = feed(gunzip, first.value, bytes);
  feeding.catch((error: Error) => gunzip.destroy(error));
  yield* gunzip as AsyncIterable<Buffer>;
  await feeding;
}

async function feed(
  gunzip: ReturnType<typeof createGunzip>,
  first: Buffer,
  rest: AsyncIterable<Buffer>,
): Promise<void> {
  const closed = once(gunzip, 'close');
  const write = async (chunk: Buffer) => {
    if (!gunzip.destroyed && !gunzip.write(chunk))
      await Promise.race([once(gunzip, 'drain'), closed]);
  };
  await write(first);
  for await (const chunk of rest) await write(chunk);
  gunzip.end();
}

async function* refuseBinary(bytes: AsyncIterable<Buffer>, name: string): AsyncGenerator<Buffer> {
  let isFirst = true;
  for await (const chunk of bytes) {
    if (isFirst && chunk.subarray(0, 4).toString('latin1') === 'PK\x03\x04') {
      throw new UserError(`${name} is a workbook or a zip, not text`, {
        hint: 'save the sheet as CSV (UTF-8), or unpack the zip, and import that',
      });
    }
    isFirst = false;
    yield chunk;
  }
}

type Decode = (bytes: AsyncIterable<Buffer>) => AsyncIterable<Buffer>;

/** To UTF-8. Without a name it is that already, unless it begins as UTF-16. */
function decoderOf(encoding: string | undefined): Decode {
  if (encoding !== undefined) {
    const decoder = textDecoder(encoding);
    return (bytes) => recode(bytes, decoder);
  }
  return async function* (bytes) {
    let decoder: TextDecoder | null | undefined;
    for await (const chunk of bytes) {
      if (decoder === undefined) decoder = decoderByMark(chunk);
      yield decoder === null ? chunk : Buffer.from(decoder.decode(chunk, { stream: true }));
    }
  };
}

function decoderByMark(start: Buffer): TextDecoder | null {
  if (start[0] === 0xff && start[1] === 0xfe) return new TextDecoder('utf-16le');
  if (start[0] === 0xfe && start[1] === 0xff) return new TextDecoder('utf-16be');
  return null;
}

async function* recode(bytes: AsyncIterable<Buffer>, decoder: TextDecoder): AsyncGenerator<Buffer> {
  for await (const chunk of bytes) yield Buffer.from(decoder.decode(chunk, { stream: true }));
  yield Buffer.from(decoder.decode());
}

function textDecoder(encoding: string): TextDecoder {
  try {
    return new TextDecoder(encoding);
  } catch (error) {
    throw new UserError(`there is no encoding "${encoding}"`, {
      hint: 'such as utf-8, windows-1252, gb18030, utf-16le',
      cause: error,
    });
  }
}

function readFailure(name: string, error: Error): UserError {
  const { code } = error as NodeJS.ErrnoException;
  const isCut = code === 'Z_BUF_ERROR' || code === 'Z_DATA_ERROR';
  const why = isCut ? `the gzip is damaged or cut off (${error.message})` : error.message;
  return new UserError(`${name}: ${why}`, {
    hint: 'get the whole file and import it again: rows that are in already are not added twice',
    cause: error,
  });
}

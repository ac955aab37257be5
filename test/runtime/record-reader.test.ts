import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import type { SourceRecord } from '../../src/ports/record-reader.js';
import { recordReader } from '../../src/runtime/record-reader.js';

const folder = mkdtempSync(join(tmpdir(), 'hawker-reader-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
function fileOf(content: string | Uint8Array, name = 'f.csv'): string {
  const path = join(folder, `${files++}-${name}`);
  writeFileSync(path, content);
  return path;
}

async function readAll(path: string, options: Parameters<typeof recordReader.open>[1] = {}) {
  const file = await recordReader.open(path, options);
  const records: SourceRecord[] = [];
  for await (const batch of file.batches) records.push(...batch);
  return { header: file.header, records, file };
}

describe('reading CSV', () => {
  it('takes a BOM, CRLF, quotes with line breaks and quotes within, and tells each record’s line', async () => {
    const text = '\uFEFFsku,name\r\na,"two\r\nlines, ""quoted"""\r\n\r\nb,5" nail\r\n';
    expect(await readAll(fileOf(text))).toMatchObject({
      header: ['sku', 'name'],
      records: [
        { line: 2, values: ['a', 'two\r\nlines, "quoted"'] },
        { line: 5, values: ['b', '5" nail'] },
      ],
    });
  });

  it('finds LF where the first lines have CRLF, and no line break at the end', async () => {
    const { records } = await readAll(fileOf('a,b\r\n1,2\n3,4'));
    expect(records.map(({ values }) => values)).toEqual([
      ['1', '2'],
      ['3', '4'],
    ]);
  });

  it('reports a row with too many or too few columns, and goes on', async () => {
    const { records } = await readAll(fileOf('a,b\n1\n1,2,3\n4,5\n'));
    expect(records).toEqual([
      { line: 2, values: [], fault: 'has 1 columns, the header 2' },
      { line: 3, values: [], fault: 'has 3 columns, the header 2' },
      { line: 4, values: ['4', '5'] },
    ]);
  });

  it('reports a row that is not UTF-8, and goes on', async () => {
    const bytes = Buffer.concat([
      Buffer.from('a,b\n1,caf'),
      Buffer.from([0xe9]),
      Buffer.from('\n2,café\n'),
    ]);
    const { records } = await readAll(fileOf(bytes));
    expect(records).toEqual([
      { line: 2, values: [], fault: expect.stringContaining('not valid UTF-8') },
      { line: 3, values: ['2', 'café'] },
    ]);
    const latin = await readAll(fileOf(bytes), { encoding: 'windows-1252' });
    expect(latin.records[0]?.values).toEqual(['1', 'café']);
  });

  it('knows UTF-16 by its mark', async () => {
    const text = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('a,b\n1,é\n', 'utf16le')]);
    expect((await readAll(fileOf(text))).records[0]?.values).toEqual(['1', 'é']);
  });

  it('keeps a letter whole that two chunks share', async () => {
    const name = '茶'.repeat(200_000);
    const { records } = await readAll(fileOf(`sku,name\n1,${name}\n`));
    expect(records[0]?.values[1] === name).toBe(true);
  });

  it('says where a quote is opened that never closes; what came before is handed out', async () => {
    const file = await recordReader.open(fileOf('a,b\n1,2\n3,"4\n5,6\n'), {});
    const before: SourceRecord[] = [];
    const reading = (async () => {
      for await (const batch of file.batches) before.push(...batch);
    })();
    await expect(reading).rejects.toThrow(/f\.csv:3: a quote is opened and never closed/);
    expect(before).toEqual([{ line: 2, values: ['1', '2'] }]);
  });

  it('splits a TSV by tabs, by its name or when told', async () => {
    expect((await readAll(fileOf('a\tb\n1,5\t2\n', 'f.tsv'))).records[0]?.values).toEqual([
      '1,5',
      '2',
    ]);
    const told = await readAll(fileOf('a\tb\n1\t2\n', 'f.txt'), { format: 'tsv' });
    expect(told.header).toEqual(['a', 'b']);
  });
});

describe('reading JSON lines', () => {
  it('makes columns of the keys, of those inside too, and texts of the values', async () => {
    const text = '{"sku":7,"on":true,"a":{"x":1.5}}\n\n{"tags":["q"],"sku":null}\n';
    expect(await readAll(fileOf(text, 'f.jsonl'))).toMatchObject({
      header: ['sku', 'on', 'a.x', 'tags'],
      records: [
        { line: 1, values: ['7', 'true', '1.5', ''] },
        { line: 3, values: ['', '', '', '["q"]'] },
      ],
    });
  });

  it('reports a line that is no object, and goes on', async () => {
    const { records } = await readAll(fileOf('{"a":1}\n[1]\n{"a":\n{"a":2}', 'f.jsonl'));
    expect(records.map(({ line, fault }) => [line, fault])).toEqual([
      [1, undefined],
      [2, 'is not a JSON object'],
      [3, 'is not a JSON object'],
      [4, undefined],
    ]);
  });
});

describe('a packed file', () => {
  const rows = Array.from({ length: 20_000 }, (_, i) => `${i},${(i * 7919) % 10_007}`);
  const text = `a,b\n${rows.join('\n')}\n`;

  it('is unpacked by its content, whatever its name, and its size is known', async () => {
    const packed = gzipSync(text);
    const { records, file } = await readAll(fileOf(packed, 'f.csv'));
    expect(records.length).toBe(20_000);
    expect([file.totalBytes, file.bytesRead()]).toEqual([packed.length, packed.length]);
  });

  it('that breaks off gives its whole rows, never half of one, and then says so', async () => {
    const packed = gzipSync(text);
    const file = await recordReader.open(
      fileOf(packed.subarray(0, packed.length / 2), 'f.csv.gz'),
      {},
    );
    const got: string[] = [];
    const reading = (async () => {
      for await (const batch of file.batches)
        got.push(...batch.map(({ values }) => values.join(',')));
    })();
    await expect(reading).rejects.toThrow(/the gzip is damaged or cut off/);
    expect(got.length).toBeGreaterThan(1_000);
    expect(got).toEqual(rows.slice(0, got.length));
  });
});

describe('what cannot be read', () => {
  it.each([
    { name: 'an empty file', path: () => fileOf(''), message: /is empty/ },
    { name: 'an empty JSON file', path: () => fileOf('\n', 'f.jsonl'), message: /is empty/ },
    {
      name: 'a workbook',
      path: () => fileOf('PK\u0003\u0004rest'),
      message: /is a workbook or a zip/,
    },
    {
      name: 'a missing file',
      path: () => join(folder, 'no.csv'),
      message: /there is no such file/,
    },
    { name: 'a folder', path: () => folder, message: /cannot tell the format/ },
    { name: 'a strange name', path: () => fileOf('a', 'f.cvs'), message: /did you mean "csv"/ },
  ])('is refused with the reason: $name', async ({ path, message }) => {
    await expect(readAll(path())).rejects.toThrow(message);
  });

  it('names encodings when there is none of that name', async () => {
    const reading = readAll(fileOf('a\n1\n'), { encoding: 'klingon' });
    await expect(reading).rejects.toThrow('there is no encoding "klingon"');
  });
});

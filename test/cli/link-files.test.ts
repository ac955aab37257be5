import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { pictureName, writeLinkFiles } from '../../src/cli/link-files.js';
import { qrCode } from '../../src/runtime/qr-code.js';
import type { CustomerLink } from '../../src/services/export-links.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hawker-links-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const links: CustomerLink[] = [
  { externalId: '12583', channel: 'telegram', link: 'https://t.me/corner_bot?start=AAA' },
  { externalId: 'a,"b"', channel: 'web', link: 'https://corner.example/chat?start=BBB' },
  { externalId: '<b>&', channel: 'web', link: 'https://corner.example/chat?start=CCC' },
];

async function* given() {
  yield* links;
}

async function write(format: 'csv' | 'html', pictureFolder: string | null) {
  const counts: number[] = [];
  const file = join(folder, `links.${format}`);
  const wrote = (soFar: number) => {
    counts.push(soFar);
  };
  const count = await writeLinkFiles(given(), {
    file,
    format,
    pictureFolder,
    shopName: 'Ada & Co',
    qrCode,
    wrote,
  });
  return { count, counts, text: readFileSync(file, 'utf8') };
}

it('writes one line for each link, quoted where it must be', async () => {
  const { count, counts, text } = await write('csv', null);
  expect(count).toBe(3);
  expect(counts).toEqual([1, 2, 3]);
  expect(text).toBe(
    [
      'externalId,channel,link',
      '12583,telegram,https://t.me/corner_bot?start=AAA',
      '"a,""b""",web,https://corner.example/chat?start=BBB',
      '<b>&,web,https://corner.example/chat?start=CCC',
      '',
    ].join('\n'),
  );
});

it('draws a PNG picture for each link and names it in the file', async () => {
  const pictures = join(folder, 'pictures');
  const { text } = await write('csv', pictures);
  const names = links.map(pictureName);
  expect(readdirSync(pictures).sort()).toEqual([...names].sort());
  for (const name of names) {
    expect(text).toContain(name);
    const signature = readFileSync(join(pictures, name)).subarray(0, 8);
    expect([...signature]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  }
  const first = readFileSync(join(pictures, names[0] ?? ''));
  expect(first).toEqual(Buffer.from(await qrCode.png('https://t.me/corner_bot?start=AAA')));
});

it.each(['..', '../../etc/passwd', 'CON', 'A', 'a', 'ä', '', '.', 'x/y', 'x\\y'])(
  'names a picture safely for %j',
  (externalId) => {
    expect(pictureName({ externalId, channel: 'web' })).toMatch(/^[a-z0-9_%-]*\.web\.png$/);
  },
);

it('never gives two customers one picture', () => {
  const ids = ['A', 'a', '%41', '%a', 'ä', 'a ', 'a.', 'a/', '..'];
  const names = ids.map((externalId) => pictureName({ externalId, channel: 'web' }).toLowerCase());
  expect(new Set(names).size).toBe(ids.length);
});

it('makes a sheet to print, where no id is markup', async () => {
  const { text } = await write('html', null);
  expect(text.match(/<svg/g)).toHaveLength(3);
  expect(text).toContain('<b>&lt;b&gt;&amp;</b>');
  expect(text).toContain('Ada &amp; Co');
  expect(text).not.toContain('<b><b>');
  expect(text).toContain(await qrCode.svg('https://t.me/corner_bot?start=AAA'));
});

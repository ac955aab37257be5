import { createWriteStream, mkdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { QrCode } from '../ports/qr-code.js';
import type { CustomerLink } from '../services/export-links.js';
import { csvLine } from './csv-line.js';

export interface LinkFiles {
  readonly file: string;
  readonly format: 'csv' | 'html';
  readonly shopName: string;
  /** Where a picture for each link goes; null for none. */
  readonly pictureFolder: string | null;
  readonly qrCode: QrCode;
  readonly wrote: (count: number) => void;
}

/**
 * Writes links as they come, so that a million take no more memory than one.
 *
 * @returns how many
 */
export async function writeLinkFiles(
  links: AsyncIterable<CustomerLink>,
  target: LinkFiles,
): Promise<number> {
  const { pictureFolder } = target;
  if (pictureFolder !== null) mkdirSync(pictureFolder, { recursive: true });
  let count = 0;
  async function* counted() {
    for await (const link of links) {
      if (pictureFolder !== null) await writePicture(link, pictureFolder, target.qrCode);
      yield link;
      count += 1;
      target.wrote(count);
    }
  }
  const lines =
    target.format === 'csv' ? csvLines(counted(), target) : sheetLines(counted(), target);
  await pipeline(Readable.from(lines), createWriteStream(target.file));
  return count;
}

async function* csvLines(links: AsyncIterable<CustomerLink>, { pictureFolder }: LinkFiles) {
  const hasPictures = pictureFolder !== null;
  yield csvLine(['externalId', 'channel', 'link', ...(hasPictures ? ['picture'] : [])]);
  for await (const link of links) {
    const { externalId, channel, link: url } = link;
    yield csvLine([externalId, channel, url, ...(hasPictures ? [pictureName(link)] : [])]);
  }
}

async function writePicture(link: CustomerLink, folder: string, qrCode: QrCode): Promise<void> {
  await writeFile(join(folder, pictureName(link)), await qrCode.png(link.link));
}

/** A file name that two customers never share, whatever their ids are made of. */
export function pictureName({ externalId, channel }: Pick<CustomerLink, 'externalId' | 'channel'>) {
  return `${safe(externalId)}.${safe(channel)}.png`;
}

// Percent signs for all that some file system may mind; capitals too, because some do not tell them apart.
function safe(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) => String.fromCharCode(byte))
    .map((char) => (/[a-z0-9_-]/.test(char) ? char : `%${hex(char)}`))
    .join('');
}

function hex(char: string): string {
  return char.charCodeAt(0).toString(16).padStart(2, '0');
}

async function* sheetLines(links: AsyncIterable<CustomerLink>, { shopName, qrCode }: LinkFiles) {
  yield sheetHead(shopName);
  for await (const { externalId, channel, link } of links) {
    const picture = await qrCode.svg(link);
    yield `<figure>${picture}<figcaption><b>${escaped(externalId)}</b> ${escaped(channel)}<br><a href="${escaped(link)}">${escaped(link)}</a></figcaption></figure>\n`;
  }
  yield '</main>\n';
}

function sheetHead(shopName: string): string {
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>${escaped(shopName)}: links</title>
<style>
body { font: 11px system-ui, sans-serif; margin: 1rem }
main { display: grid; grid-template-columns: repeat(auto-fill, minmax(12rem, 1fr)); gap: 1rem }
figure { margin: 0; break-inside: avoid; border: 1px solid #ccc; padding: .5rem }
figure svg { width: 100%; height: auto }
figcaption { overflow-wrap: anywhere }
</style>
<h1>${escaped(shopName)}</h1>
<p>Each code opens a chat as one customer. The first chat that opens it keeps it.</p>
<main>
`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

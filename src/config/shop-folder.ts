import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { CampaignSource } from '../domain/campaign/campaign-source.js';
import type { Shop } from '../domain/campaign/shop.js';
import type { Parsed, Problem } from '../domain/problem.js';
import { guessCampaign, parseCampaign } from './campaign-file.js';
import { readText } from './shop-file.js';

const ownNames = new Set(['shop.yaml', 'segments.yaml', 'promotions.yaml']);

/** The campaign files of a shop, by name. */
export function campaignFiles(shopDir: string): string[] {
  const folder = join(shopDir, 'campaigns');
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name) && !ownNames.has(entry.name))
    .map((entry) => join(folder, entry.name))
    .sort();
}

export function isCampaignFile(file: string): boolean {
  return !ownNames.has(basename(file));
}

/** Reads campaign files; the problems of all of them, or all of them. */
export function loadCampaigns(
  files: readonly string[],
  shop: Pick<Shop, 'timezone'>,
): Parsed<readonly CampaignSource[]> {
  const sources: CampaignSource[] = [];
  const problems: Problem[] = [];
  for (const file of files) {
    const read = loadCampaign(file, shop);
    if (read.ok) sources.push(read.value);
    else problems.push(...read.problems);
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: sources };
}

function loadCampaign(file: string, shop: Pick<Shop, 'timezone'>): Parsed<CampaignSource> {
  const text = readText(file);
  if (text !== null) return parseCampaign(file, text, shop);
  return { ok: false, problems: [{ place: file, message: 'there is no such file' }] };
}

/** Campaign files as they were probably meant, those left out that cannot be guessed at. */
export function guessCampaigns(
  files: readonly string[],
  shop: Pick<Shop, 'timezone'>,
): readonly CampaignSource[] {
  return files.flatMap((file) => {
    const text = readText(file);
    return (text === null ? null : guessCampaign(file, text, shop)) ?? [];
  });
}

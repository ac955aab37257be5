import { join } from 'node:path';
import type { Shop } from '../domain/campaign/shop.js';
import type { Parsed } from '../domain/problem.js';
import type { PromotionDefinition } from '../domain/promotion/offer.js';
import { PromotionReader, type PromotionsContext } from './promotion-reader.js';
import { promotionsSchema } from './promotions-schema.js';
import { byPlace } from './schema-issue.js';
import { readText } from './shop-file.js';
import { readYaml } from './yaml-document.js';

type ShopFacts = Pick<Shop, 'currency' | 'timezone' | 'locales'> &
  Partial<Pick<Shop, 'channels' | 'switchedOff' | 'membership'>>;

/**
 * Reads `campaigns/promotions.yaml`; a shop without the file has none.
 *
 * @param segmentNames null if segments.yaml could not be read
 */
export function loadPromotions(
  shopDir: string,
  shop: ShopFacts,
  segmentNames: readonly string[] | null,
): Parsed<readonly PromotionDefinition[]> {
  const file = join(shopDir, 'campaigns', 'promotions.yaml');
  return loadDraft(file, shop, segmentNames) ?? { ok: true, value: [] };
}

/** Reads a file like it that lies anywhere; null if there is none. */
export function loadDraft(
  file: string,
  shop: ShopFacts,
  segmentNames: readonly string[] | null,
): Parsed<readonly PromotionDefinition[]> | null {
  const text = readText(file);
  return text === null ? null : parsePromotions(file, text, contextOf(shop, segmentNames));
}

function contextOf(shop: ShopFacts, segments: readonly string[] | null): PromotionsContext {
  const { currency, timezone, locales, channels, switchedOff = [], membership } = shop;
  const accounts = channels && [...channels, ...switchedOff].map(({ name }) => name);
  const known = {
    segments,
    tiers: membership?.tiers.map(({ id }) => id) ?? null,
    channels: accounts ? [...accounts, 'shop'] : null,
  };
  const { minorPerPoint = 1 } = membership?.points ?? {};
  return { currency, timezone, locales, known, minorPerPoint };
}

export function parsePromotions(
  file: string,
  text: string,
  context: PromotionsContext,
): Parsed<readonly PromotionDefinition[]> {
  const read = readYaml(file, text, promotionsSchema);
  if (!read.ok) return read;
  const { value, document } = read.value;
  const reader = new PromotionReader(context, document);
  const definitions = Object.entries(value.promotions).map(([id, each]) => reader.read(id, each));
  if (reader.problems.length > 0)
    return { ok: false, problems: [...reader.problems].sort(byPlace) };
  return { ok: true, value: definitions };
}

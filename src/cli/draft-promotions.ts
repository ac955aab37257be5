import { parsePromotions } from '../config/promotions-file.js';
import { readText } from '../config/shop-file.js';
import type { Shop } from '../domain/campaign/shop.js';
import type { PromotionDefinition } from '../domain/promotion/offer.js';
import { UserError } from '../domain/user-error.js';
import { problemsError } from './output.js';

/**
 * Promotions of a file that is not in force, as `hawker check` would read it.
 *
 * @throws UserError with every problem of it
 */
export function draftPromotions(file: string, shop: Shop): readonly PromotionDefinition[] {
  const text = readText(file);
  if (text === null) throw new UserError(`there is no file ${file}`);
  const read = parsePromotions(file, text, shop);
  if (!read.ok) throw problemsError(read.problems);
  return read.value;
}

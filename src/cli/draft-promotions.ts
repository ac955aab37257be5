import type { App } from '../app.js';
import { loadDraft } from '../config/promotions-file.js';
import type { PromotionDefinition } from '../domain/promotion/offer.js';
import { didYouMean } from '../domain/suggest.js';
import { UserError } from '../domain/user-error.js';
import { problemsError } from './output.js';
import { shopSegments } from './shop-segments.js';

/**
 * Promotions of a file that is not in force, read as `hawker check` would.
 *
 * @throws UserError with every problem of it
 */
export function draftPromotions(file: string, app: App): readonly PromotionDefinition[] {
  const read = loadDraft(file, app.shop, [...shopSegments(app).named.keys()]);
  if (read === null) throw new UserError(`there is no file ${file}`);
  if (!read.ok) throw problemsError(read.problems);
  return read.value;
}

/** @throws UserError that suggests the nearest name */
export function namedPromotions(
  draft: readonly PromotionDefinition[],
  names: readonly string[],
): ReadonlySet<string> {
  const ids = draft.map(({ promotion }) => promotion.id);
  const unknown = names.find((name) => !ids.includes(name));
  if (unknown !== undefined)
    throw new UserError(`the draft has no promotion "${unknown}"${didYouMean(unknown, ids)}`);
  return new Set(names);
}

import { didYouMean } from '../suggest.js';
import { UserError } from '../user-error.js';
import type { Weighting } from './feature-weighting.js';
import { fittedModel, type ModelEntry, modelEntry } from './fitted-model.js';
import { frequencyMatrix } from './history.js';
import { itemKnn } from './item-knn.js';
import { aboveZero, aboveZeroOrNull, atLeastZero, count, oneOfWords } from './parameter-rules.js';
import { personalFrequency } from './personal-frequency.js';
import { popularity } from './popularity.js';
import { recentPopularity } from './recent-popularity.js';
import type { SimilarityKind } from './similarity-measure.js';

const similarity = oneOfWords<SimilarityKind>('cosine', ['pearson', 'euclidean', 'jaccard']);
const weighting = oneOfWords<Weighting>('none', ['tfidf', 'bm25']);

/** Every recommender by the name that `hawker evaluate --model` knows. */
const models: ReadonlyMap<string, ModelEntry> = new Map([
  modelEntry('popularity', {}, (history) =>
    fittedModel(popularity, popularity.fit(history.matrix, {}), history),
  ),
  modelEntry('recent-popularity', { halfLifeDays: aboveZero(14) }, (history, { halfLifeDays }) =>
    fittedModel(popularity, recentPopularity(history, halfLifeDays), history),
  ),
  modelEntry(
    'personal-frequency',
    { halfLifeDays: aboveZeroOrNull(null) },
    (history, parameters) => {
      const frequencies = frequencyMatrix(history, parameters.halfLifeDays);
      return fittedModel(
        personalFrequency,
        personalFrequency.fit(frequencies, {}),
        history,
        frequencies,
      );
    },
  ),
  modelEntry(
    'item-knn',
    { k: count(100), shrink: atLeastZero(50), similarity, weighting },
    (history, parameters) => fittedModel(itemKnn, itemKnn.fit(history.matrix, parameters), history),
  ),
]);

/** @throws UserError if there is no such model */
export function modelByName(name: string): ModelEntry {
  const found = models.get(name);
  if (found !== undefined) return found;
  const names = [...models.keys()];
  throw new UserError(`there is no model "${name}"${didYouMean(name, names)}`, {
    hint: `the models are ${names.join(', ')}`,
  });
}

export function modelNames(): string[] {
  return [...models.keys()];
}

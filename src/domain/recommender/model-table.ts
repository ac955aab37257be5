import { didYouMean } from '../suggest.js';
import { UserError } from '../user-error.js';
import { bpr } from './bpr.js';
import { content } from './content.js';
import { demographic } from './demographic.js';
import { ease } from './ease.js';
import type { Weighting } from './feature-weighting.js';
import { fittedModel, type ModelEntry, modelEntry } from './fitted-model.js';
import { frequencyMatrix } from './history.js';
import { hybrid } from './hybrid.js';
import { ials } from './ials.js';
import { itemKnn } from './item-knn.js';
import {
  aboveZero,
  aboveZeroOrNull,
  atLeastZero,
  count,
  oneOfWords,
  seed,
  share,
} from './parameter-rules.js';
import { personalFrequency } from './personal-frequency.js';
import { popularity } from './popularity.js';
import { recentPopularity } from './recent-popularity.js';
import { rp3beta } from './rp3beta.js';
import { rules } from './rules.js';
import { lastItems, session } from './session.js';
import type { SimilarityKind } from './similarity-measure.js';
import { slim } from './slim.js';
import { userKnn } from './user-knn.js';

const similarity = oneOfWords<SimilarityKind>('cosine', ['pearson', 'euclidean', 'jaccard']);
const weighting = oneOfWords<Weighting>('none', ['tfidf', 'bm25']);
const knnRules = { k: count(100), shrink: atLeastZero(50), similarity, weighting };

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
      const often = frequencyMatrix(history, parameters.halfLifeDays);
      return fittedModel(personalFrequency, personalFrequency.fit(often, {}), history, often);
    },
  ),
  modelEntry('item-knn', knnRules, (history, parameters) =>
    fittedModel(itemKnn, itemKnn.fit(history.matrix, parameters), history),
  ),
  modelEntry('user-knn', { ...knnRules, shrink: atLeastZero(0) }, (history, parameters) =>
    fittedModel(userKnn, userKnn.fit(history.matrix, parameters), history),
  ),
  modelEntry('content', {}, (history) => {
    if (history.texts === null)
      throw new UserError('content learns from what is written about items', {
        hint: 'name a file item,text with --items',
      });
    return fittedModel(content, content.fit(history.matrix, { texts: history.texts }), history);
  }),
  modelEntry('demographic', {}, (history) => {
    const { matrix, traits } = history;
    if (traits === null)
      throw new UserError('demographic learns from what is known of customers', {
        hint: 'name a file customer,country,… with --customers',
      });
    return fittedModel(demographic, demographic.fit(matrix, { traits }), history);
  }),
  modelEntry(
    'rules',
    {
      k: count(100),
      minSupport: share(0.01),
      minConfidence: share(0.05),
      minLift: atLeastZero(1),
    },
    (history, parameters) => fittedModel(rules, rules.fit(history.matrix, parameters), history),
  ),
  modelEntry('ease', { lambda: aboveZero(200) }, (history, parameters, crew) =>
    fittedModel(ease, ease.fit(history.matrix, { ...parameters, crew }), history),
  ),
  modelEntry('slim', { lambda: atLeastZero(0.001), l1Ratio: share(0.1) }, (history, parameters) =>
    fittedModel(slim, slim.fit(history.matrix, parameters), history),
  ),
  modelEntry(
    'ials',
    {
      factors: count(64),
      unobservedWeight: aboveZero(0.1),
      regularization: atLeastZero(0.01),
      iterations: count(12),
      seed: seed(1),
    },
    (history, parameters, crew) =>
      fittedModel(ials, ials.fit(history.matrix, { ...parameters, crew }), history),
  ),
  modelEntry(
    'bpr',
    {
      factors: count(64),
      regularization: atLeastZero(0.01),
      iterations: count(40),
      seed: seed(1),
    },
    (history, parameters) => fittedModel(bpr, bpr.fit(history.matrix, parameters), history),
  ),
  modelEntry(
    'rp3beta',
    { alpha: atLeastZero(0.8), beta: atLeastZero(0.4), k: count(200) },
    (history, parameters) => fittedModel(rp3beta, rp3beta.fit(history.matrix, parameters), history),
  ),
  modelEntry(
    'session',
    { k: count(100), gapMinutes: count(30), steps: count(10), last: count(3) },
    (history, { last: most, ...parameters }) => {
      const { lines } = history;
      const model = session.fit(history.matrix, { ...parameters, lines });
      return fittedModel(session, model, history, lastItems(history, { ...parameters, most }));
    },
  ),
  modelEntry(
    'hybrid',
    { lambda: aboveZeroOrNull(null), halfLifeDays: aboveZeroOrNull(null) },
    (history, parameters, crew) =>
      fittedModel(hybrid, hybrid.fit(history.matrix, { ...parameters, history, crew }), history),
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

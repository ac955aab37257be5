import { decodeModel, ModelBytesError } from '../domain/recommender/model-bytes.js';
import type { ModelCard } from '../domain/recommender/model-card.js';
import type { PickModelName } from '../domain/recommender/pick-learners.js';
import { type PickModel, popularityOnly } from '../domain/recommender/pick-model.js';
import { decayedSales } from '../domain/recommender/popularity.js';
import { dayMs, distinctIds, indexOfId } from '../domain/recommender/purchases.js';
import { defaultParameters } from '../domain/recommender/train-model.js';
import type { Logger } from '../ports/logger.js';
import type { ModelStore } from '../ports/model-store.js';
import type { PickStore } from '../ports/pick-store.js';
import { newestPickModel } from './pick-model-version.js';

export interface ModelDeps {
  readonly models: ModelStore;
  readonly pickFacts: Pick<PickStore, 'recentSales'>;
  readonly log: Logger;
}

export interface ModelInUse {
  readonly model: PickModelName;
  readonly version: number;
  readonly trainedAt: number;
}

/** Which model picks come from; null before anything is trained. */
export async function modelInUse(deps: {
  readonly models: ModelStore;
}): Promise<ModelInUse | null> {
  const newest = await newestPickModel(deps.models);
  if (newest === null) return null;
  const { version, trainedAt, metrics } = newest;
  // A card from before there was a choice names no model.
  const { model = 'item-knn' } = metrics as Partial<ModelCard>;
  return { model, version, trainedAt };
}

/** Whether picks come from a trained model; without one they are what sells now, the same for everyone. */
export async function hasModel(deps: { readonly models: ModelStore }): Promise<boolean> {
  return (await newestPickModel(deps.models)) !== null;
}

interface Loaded {
  readonly id: number;
  readonly model: PickModel;
}

// Decoding takes longer than picking for one customer; a new version is seen at the next call.
const loaded = new WeakMap<ModelStore, Loaded>();

export async function currentModel(deps: ModelDeps, asOf: number): Promise<PickModel> {
  const { models } = deps;
  const newest = await newestPickModel(models);
  if (newest === null) return untrainedModel(deps, asOf);
  const known = loaded.get(models);
  if (known?.id === newest.id) return known.model;
  const bytes = await models.bytes(newest.id);
  // Dropped between the two reads, because newer ones came: ask again.
  if (bytes === null) return currentModel(deps, asOf);
  try {
    const model = decodeModel(bytes);
    loaded.set(models, { id: newest.id, model });
    return model;
  } catch (error) {
    if (!(error instanceof ModelBytesError)) throw error;
    // A chat still gets an answer.
    deps.log.error('picks.model-unreadable', { version: newest.version, error: error.message });
    return untrainedModel(deps, asOf);
  }
}

async function untrainedModel({ pickFacts, log }: ModelDeps, asOf: number): Promise<PickModel> {
  log.warn('picks.without-model', { next: 'hawker train' });
  const sales = await pickFacts.recentSales(asOf);
  const productIds = distinctIds(sales.products);
  const items = sales.products.map((id) => indexOfId(productIds, id));
  const scores = decayedSales(
    { items, days: sales.days, counts: sales.buyers },
    productIds.length,
    {
      asOfDay: Math.floor(asOf / dayMs),
      halfLifeDays: defaultParameters.halfLifeDays,
    },
  );
  return popularityOnly(productIds, Float32Array.from(scores));
}

import { decodeModel, ModelBytesError } from '../domain/recommender/model-bytes.js';
import type { ModelCard } from '../domain/recommender/model-card.js';
import type { PickModelName } from '../domain/recommender/pick-methods/pick-method.js';
import {
  type PickModel,
  popularityOfSales,
  popularityOnly,
} from '../domain/recommender/pick-model.js';
import { dayMs } from '../domain/recommender/purchases.js';
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

/**
 * Which model picks come from; null before it is trained: then they are what sells now, the same for everyone.
 *
 * @param name absent: the one that serves the shop
 */
export async function modelInUse(
  deps: { readonly models: ModelStore },
  name?: PickModelName,
): Promise<ModelInUse | null> {
  const newest = await newestPickModel(deps.models, name);
  if (newest === null) return null;
  const { version, trainedAt, metrics } = newest;
  return { model: (metrics as ModelCard).model, version, trainedAt };
}

type Loaded = Map<number, PickModel>;

// Decoding takes longer than picking for one customer; a new version is seen at the next call.
const loaded = new WeakMap<ModelStore, Loaded>();
// The one that serves, and a few that campaigns name.
const mostLoaded = 4;

interface Wanted {
  readonly asOf: number;
  readonly model?: PickModelName | undefined;
}

export async function currentModel(deps: ModelDeps, wanted: Wanted): Promise<PickModel> {
  const { models } = deps;
  const newest = await newestPickModel(models, wanted.model);
  if (newest === null) return untrainedModel(deps, wanted);
  const known = loaded.get(models) ?? new Map();
  loaded.set(models, known);
  const before = known.get(newest.id);
  if (before !== undefined) return before;
  const bytes = await models.bytes(newest.id);
  // Dropped between the two reads, because newer ones came: ask again.
  if (bytes === null) return currentModel(deps, wanted);
  try {
    const model = decodeModel(bytes);
    for (const id of [...known.keys()].slice(0, -(mostLoaded - 1))) known.delete(id);
    known.set(newest.id, model);
    return model;
  } catch (error) {
    if (!(error instanceof ModelBytesError)) throw error;
    // A chat still gets an answer.
    deps.log.error('picks.model-unreadable', { version: newest.version, error: error.message });
    return untrainedModel(deps, wanted);
  }
}

async function untrainedModel({ pickFacts, log }: ModelDeps, wanted: Wanted): Promise<PickModel> {
  const { asOf, model } = wanted;
  log.warn('picks.without-model', { model, next: 'hawker train' });
  const sales = await pickFacts.recentSales(asOf);
  return popularityOnly(popularityOfSales(sales, nowPopular(asOf)));
}

/** How what sells now is told from what sold. */
export function nowPopular(asOf: number) {
  const { halfLifeDays } = defaultParameters;
  return { asOfDay: Math.floor(asOf / dayMs), halfLifeDays };
}

import type { ClusterModel } from '../domain/segment/cluster/cluster-model.js';
import type { ClusterOptions } from '../domain/segment/cluster/fit-clusters.js';
import type { Clock } from '../ports/clock.js';
import type { Clusterer } from '../ports/clusterer.js';
import type { FigureStore } from '../ports/figure-store.js';
import { clusterModelKind, type ModelStore } from '../ports/model-store.js';

export interface ClusterDeps {
  readonly figures: FigureStore;
  readonly models: ModelStore;
  readonly clusterer: Clusterer;
  readonly clock: Clock;
}

export interface StoredClusters {
  readonly version: number;
  readonly madeAt: number;
  readonly model: ClusterModel;
}

export type MadeClusters =
  | ({ readonly kind: 'made' } & StoredClusters)
  | { readonly kind: 'too-few'; readonly customers: number };

/**
 * Groups all customers anew and keeps that as the newest version; earlier ones stay, because a campaign's audience may
 * rest on them. Who comes later is in no cluster until the next time.
 */
export async function makeClusters(
  deps: ClusterDeps,
  options: ClusterOptions,
  asOf: number,
): Promise<MadeClusters> {
  const figures = await deps.figures.figures(options.features, asOf);
  const fit = await deps.clusterer.fit(figures, options);
  if (fit.kind === 'too-few') return fit;
  const { model, codes } = fit;
  const madeAt = deps.clock.now();
  const version = await deps.models.save({
    kind: clusterModelKind,
    metrics: model,
    bytes: codes,
    trainedAt: madeAt,
    isKeptForEver: true,
  });
  return { kind: 'made', version, madeAt, model };
}

/** Null if none were made yet. */
export async function newestClusters(
  deps: Pick<ClusterDeps, 'models'>,
): Promise<StoredClusters | null> {
  const newest = await deps.models.newest(clusterModelKind);
  if (newest === null) return null;
  const { version, trainedAt, metrics } = newest;
  // Written by makeClusters alone.
  return { version, madeAt: trainedAt, model: metrics as ClusterModel };
}

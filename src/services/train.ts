import type { ModelCard, TrainingParameters } from '../domain/recommender/model-card.js';
import type { PickModelName } from '../domain/recommender/pick-learners.js';
import { concat, type DailyPurchases, dayMs } from '../domain/recommender/purchases.js';
import { defaultParameters, type TrainingStage } from '../domain/recommender/train-model.js';
import type { Clock } from '../ports/clock.js';
import type { ModelStore } from '../ports/model-store.js';
import type { Trainer } from '../ports/trainer.js';
import type { TrainingStore } from '../ports/training-store.js';
import { pickModelKind } from './pick-model-version.js';

export interface TrainDeps {
  readonly training: TrainingStore;
  readonly models: ModelStore;
  readonly trainer: Trainer;
  readonly clock: Clock;
}

export type TrainingProgress =
  | { readonly stage: 'read'; readonly done: number; readonly total: number }
  | { readonly stage: TrainingStage };

export interface TrainInput {
  /** What happened later is not looked at, and popularity is as of then. */
  readonly asOf: number;
  readonly parameters?: Partial<TrainingParameters>;
  /** Absent: the one that serves this shop best. */
  readonly model?: PickModelName | undefined;
  readonly onProgress?: (progress: TrainingProgress) => void;
}

export interface Trained {
  readonly version: number;
  readonly card: ModelCard;
  readonly sizeBytes: number;
}

/** Chooses a model by the shop's own past, judges it on the last part of the time, learns it from everything, keeps it as the newest version. */
export async function trainRecommender(deps: TrainDeps, input: TrainInput): Promise<Trained> {
  const onProgress = input.onProgress ?? (() => undefined);
  const purchases = await readPurchases(deps.training, input.asOf, onProgress);
  const sales = await deps.training.sales(input.asOf);
  const { bytes, card } = await deps.trainer.train(
    {
      purchases,
      sales,
      asOfDay: Math.floor(input.asOf / dayMs),
      parameters: { ...defaultParameters, ...input.parameters },
      model: input.model ?? null,
    },
    (stage) => onProgress({ stage }),
  );
  const trainedAt = deps.clock.now();
  const version = await deps.models.save({ kind: pickModelKind, metrics: card, bytes, trainedAt });
  return { version, card, sizeBytes: bytes.byteLength };
}

/** All purchases until `asOf`, page by page. */
export async function readPurchases(
  training: TrainingStore,
  asOf: number,
  onProgress: (progress: TrainingProgress) => void,
): Promise<DailyPurchases> {
  const total = await training.customerCount();
  const pages: DailyPurchases[] = [];
  let done = 0;
  for await (const { customerCount, purchases } of training.purchases(asOf)) {
    pages.push(purchases);
    done += customerCount;
    onProgress({ stage: 'read', done, total });
  }
  return {
    customers: concat(pages.map((page) => page.customers)),
    products: concat(pages.map((page) => page.products)),
    days: concat(pages.map((page) => page.days)),
  };
}

import type { ModelCard } from '../domain/recommender/model-card.js';
import type { PickModelName } from '../domain/recommender/pick-methods/pick-method.js';
import type { TrainingInput, TrainingStage } from '../domain/recommender/train-model.js';

/** Trains away from the event loop, which answers chats meanwhile. */
export interface Trainer {
  /** @param input is taken over: its arrays must not be read afterwards */
  train(input: TrainingInput, onStage: (stage: TrainingStage) => void): Promise<TrainedBytes>;
}

export interface TrainedBytes {
  /** Models as src/domain/recommender/model-bytes.ts writes them; the one that picks come from first. */
  readonly trained: readonly { readonly bytes: Uint8Array; readonly card: ModelCard }[];
  readonly unlearnt: readonly PickModelName[];
}

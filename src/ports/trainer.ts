import type { ModelCard } from '../domain/recommender/model-card.js';
import type { TrainingInput, TrainingStage } from '../domain/recommender/train-model.js';

/** Trains away from the event loop, which answers chats meanwhile. */
export interface Trainer {
  /**
   * @param input is taken over: its arrays must not be read afterwards
   * @returns the model as src/domain/recommender/model-bytes.ts writes it
   */
  train(
    input: TrainingInput,
    onStage: (stage: TrainingStage) => void,
  ): Promise<{ readonly bytes: Uint8Array; readonly card: ModelCard }>;
}

import { parentPort, workerData } from 'node:worker_threads';
import { encodeModel } from '../domain/recommender/model-bytes.js';
import { type TrainingInput, trainModel } from '../domain/recommender/train-model.js';
import type { TrainingMessage } from './training-thread.js';

// The worker thread's whole program: one training, then it ends.

function tell(message: TrainingMessage, transfer: ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, transfer);
}

const { model, card } = trainModel(
  workerData as TrainingInput,
  () => performance.now(),
  (stage) => tell({ kind: 'stage', stage }),
);
const bytes = encodeModel(model);
tell({ kind: 'trained', bytes, card }, [bytes.buffer as ArrayBuffer]);

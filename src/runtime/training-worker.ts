import { parentPort, workerData } from 'node:worker_threads';
import { encodeModel } from '../domain/recommender/model-bytes.js';
import { type TrainingInput, trainModel } from '../domain/recommender/train-model.js';
import { giveWay } from './give-way.js';
import { threadCrew } from './thread-crew.js';
import type { TrainingMessage } from './training-thread.js';

// The worker thread's whole program: one training, then it ends.

function tell(message: TrainingMessage, transfer: ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, transfer);
}

giveWay();
const crew = threadCrew();
const { trained, unlearnt } = trainModel(workerData as TrainingInput, {
  nowMs: () => performance.now(),
  onStage: (stage) => tell({ kind: 'stage', stage }),
  crew,
});
crew.end();
const encoded = trained.map(({ model, card }) => ({ bytes: encodeModel(model), card }));
tell(
  { kind: 'trained', trained: encoded, unlearnt },
  encoded.map(({ bytes }) => bytes.buffer as ArrayBuffer),
);

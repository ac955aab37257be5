import { resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { TrainingInput, TrainingStage } from '../domain/recommender/train-model.js';
import type { TrainedBytes, Trainer } from '../ports/trainer.js';

/** What the worker says: any number of stages, then what it trained. */
export type TrainingMessage =
  | { readonly kind: 'stage'; readonly stage: TrainingStage }
  | ({ readonly kind: 'trained' } & TrainedBytes);

// A worker runs JavaScript: beside this file once compiled, in dist/ when a test runner loads the source.
const entry = import.meta.filename.endsWith('.ts')
  ? resolve(import.meta.dirname, '../../dist/src/runtime/training-worker.js')
  : resolve(import.meta.dirname, 'training-worker.js');

/** A thread for each training, which ends with it. */
export function trainingThread(): Trainer {
  return {
    train(input, onStage) {
      const worker = new Worker(entry, { workerData: input, transferList: buffersOf(input) });
      return new Promise((done, fail) => {
        worker.on('message', (message: TrainingMessage) => {
          if (message.kind === 'stage') onStage(message.stage);
          else done({ trained: message.trained, unlearnt: message.unlearnt });
        });
        worker.on('error', (cause) => fail(new Error('the training thread failed', { cause })));
        // After a result this changes nothing: a promise settles once.
        worker.on('exit', (code) => fail(new Error(`the training thread ended with ${code}`)));
      });
    },
  };
}

// Handed over, not copied: nobody else reads them. An array may share its buffer with another.
function buffersOf({ past }: TrainingInput): ArrayBuffer[] {
  const arrays = Object.values(past).flatMap((part: object | null) =>
    Object.values(part ?? {}).filter((array) => array instanceof Int32Array),
  );
  return [...new Set(arrays.map((array) => array.buffer as ArrayBuffer))];
}

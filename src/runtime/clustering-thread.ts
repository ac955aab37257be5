import { resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import type {
  ClusterFit,
  ClusterOptions,
  CustomerFigures,
} from '../domain/segment/cluster/fit-clusters.js';
import type { Clusterer } from '../ports/clusterer.js';

export interface ClusteringInput {
  readonly figures: CustomerFigures;
  readonly options: ClusterOptions;
}

// A worker runs JavaScript: beside this file once compiled, in dist/ when a test runner loads the source.
const entry = import.meta.filename.endsWith('.ts')
  ? resolve(import.meta.dirname, '../../dist/src/runtime/clustering-worker.js')
  : resolve(import.meta.dirname, 'clustering-worker.js');

/** A thread for each clustering, which ends with it. */
export function clusteringThread(): Clusterer {
  return {
    fit(figures, options) {
      const input: ClusteringInput = { figures, options };
      // Handed over, not copied: nobody else reads them.
      const transferList = [figures.customerIds.buffer, figures.values.buffer] as ArrayBuffer[];
      const worker = new Worker(entry, { workerData: input, transferList });
      return new Promise((done, fail) => {
        worker.on('message', (fit: ClusterFit) => done(fit));
        worker.on('error', (cause) => fail(new Error('the clustering thread failed', { cause })));
        // After a result this changes nothing: a promise settles once.
        worker.on('exit', (code) => fail(new Error(`the clustering thread ended with ${code}`)));
      });
    },
  };
}

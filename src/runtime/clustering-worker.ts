import { parentPort, workerData } from 'node:worker_threads';
import { fitClusters } from '../domain/segment/cluster/fit-clusters.js';
import type { ClusteringInput } from './clustering-thread.js';
import { giveWay } from './give-way.js';

// The worker thread's whole program: one clustering, then it ends.

giveWay();
const { figures, options } = workerData as ClusteringInput;
const fit = fitClusters(figures, options);
parentPort?.postMessage(fit, fit.kind === 'fitted' ? [fit.codes.buffer as ArrayBuffer] : []);

import { parentPort, workerData } from 'node:worker_threads';
import { jsonLog } from './runtime/log.js';
import type { PlanningAnswer, PlanningThreadStart } from './runtime/planning-thread.js';
import { type PickInput, pickProducts } from './services/pick-products.js';
import { prepareCustomers } from './services/prepare-customers.js';
import { openDatabase } from './store/client.js';
import { eligibilityStore } from './store/eligibility-store.js';
import { modelStore } from './store/model-store.js';
import { pickStore } from './store/pick-store.js';
import { shelfStore } from './store/shelf-store.js';

// The planning thread's whole program: its parts, and an answer to each list of customers; null ends it.

const { databaseUrl, preparation } = workerData as PlanningThreadStart;
const database = openDatabase(databaseUrl);
const parts = {
  models: modelStore(database),
  pickFacts: pickStore(database),
  shelves: shelfStore(database),
  log: jsonLog('warn'),
};
const deps = {
  eligibility: eligibilityStore(database),
  pickProducts: (input: PickInput) => pickProducts(parts, input),
};

async function answerTo(customerIds: readonly number[]): Promise<PlanningAnswer> {
  try {
    return { ok: true, prepared: await prepareCustomers(deps, preparation, customerIds) };
  } catch (error) {
    return { ok: false, error };
  }
}

// One after the other: whoever asked reads the answers in that order.
let before: Promise<void> = Promise.resolve();
parentPort?.on('message', (customerIds: readonly number[] | null) => {
  before = before.then(async () => {
    if (customerIds === null) {
      await database.close();
      parentPort?.close();
    } else parentPort?.postMessage(await answerTo(customerIds));
  });
});

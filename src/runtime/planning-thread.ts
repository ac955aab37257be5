import { resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { PlanPreparer, Preparation, PreparedCustomers } from '../ports/plan-preparer.js';

export interface PlanningThreadStart {
  readonly databaseUrl: string;
  readonly preparation: Preparation;
}

/** What the worker says of each list of customers, in the order in which they were asked for. */
export type PlanningAnswer =
  | { readonly ok: true; readonly prepared: PreparedCustomers }
  | { readonly ok: false; readonly error: unknown };

interface Waiting {
  readonly done: (prepared: PreparedCustomers) => void;
  readonly fail: (error: Error) => void;
}

// A worker runs JavaScript: once compiled, or in dist/ when a test runner loads the source.
const entry = import.meta.filename.endsWith('.ts')
  ? resolve(import.meta.dirname, '../../dist/src/planning-worker.js')
  : resolve(import.meta.dirname, '../planning-worker.js');

/** A thread with a connection of its own, for one run: the second core reads and picks while the first writes. */
export function planningThread(start: PlanningThreadStart): PlanPreparer {
  const worker = new Worker(entry, { workerData: start });
  const waiting: Waiting[] = [];
  let fault: Error | null = null;
  const failAll = (error: Error) => {
    fault ??= error;
    for (const { fail } of waiting.splice(0)) fail(fault);
  };
  const ended = new Promise<void>((done) => {
    worker.on('exit', (code) => {
      failAll(new Error(`the planning thread ended with ${code}`));
      done();
    });
  });
  worker.on('error', (cause) => failAll(new Error('the planning thread failed', { cause })));
  worker.on('message', (answer: PlanningAnswer) => {
    const asked = waiting.shift();
    if (answer.ok) asked?.done(answer.prepared);
    else asked?.fail(new Error('customers were not prepared', { cause: answer.error }));
  });
  return {
    prepare: (customerIds) =>
      new Promise((done, fail) => {
        if (fault !== null) return fail(fault);
        waiting.push({ done, fail });
        worker.postMessage(customerIds);
      }),
    async close() {
      worker.postMessage(null);
      await ended;
    },
  };
}

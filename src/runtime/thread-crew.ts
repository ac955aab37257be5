import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type Crew, partOf, type SharedTask } from '../domain/recommender/crew.js';

export interface ThreadCrew extends Crew {
  /** Ends the threads. */
  end(): void;
}

/** What a thread knows from its start. */
export interface CrewMember {
  readonly state: Int32Array;
  readonly thread: number;
}

/** What a thread is told: a task and the round it belongs to, or to end. */
export type CrewMessage =
  | { readonly kind: 'task'; readonly round: number; readonly task: SharedTask }
  | { readonly kind: 'end' };

/** Places in the shared state. */
export const crewState = { round: 0, next: 1, count: 2, active: 3, failed: 4 } as const;

const entry = import.meta.filename.endsWith('.ts')
  ? resolve(import.meta.dirname, '../../dist/src/runtime/crew-worker.js')
  : resolve(import.meta.dirname, 'crew-worker.js');

/**
 * This thread and others, which draw parts from one counter. A round is open while its number is odd; a thread that comes
 * too late, or never, changes nothing, because this one does whatever is left.
 *
 * @param helpers how many threads beside this one; as many as there are processors in all, unless said
 */
export function threadCrew(helpers = availableParallelism() - 1): ThreadCrew {
  const state = new Int32Array(new SharedArrayBuffer(4 * Object.keys(crewState).length));
  let workers: Worker[] | undefined;
  const start = () =>
    Array.from({ length: helpers }, (_, at) => {
      const member: CrewMember = { state, thread: at + 1 };
      const worker = new Worker(entry, { workerData: member });
      worker.unref();
      return worker;
    });
  const tell = (message: CrewMessage) => {
    for (const worker of workers ?? []) worker.postMessage(message);
  };
  return {
    threads: helpers + 1,
    run(task, count) {
      workers ??= start();
      Atomics.store(state, crewState.next, 0);
      Atomics.store(state, crewState.count, count);
      const round = Atomics.load(state, crewState.round) + 1;
      tell({ kind: 'task', round, task });
      Atomics.store(state, crewState.round, round);
      Atomics.notify(state, crewState.round);
      try {
        drawParts(state, partOf(task, 0));
      } finally {
        close(state);
      }
      if (Atomics.load(state, crewState.failed) !== 0)
        throw new Error('a thread failed in its part of the work');
    },
    end() {
      tell({ kind: 'end' });
      // An even number still: nobody takes it for a task.
      Atomics.add(state, crewState.round, 2);
      Atomics.notify(state, crewState.round);
    },
  };
}

/** Does parts until none is left. */
export function drawParts(state: Int32Array, act: (part: number) => void): void {
  const count = Atomics.load(state, crewState.count);
  for (;;) {
    const part = Atomics.add(state, crewState.next, 1);
    if (part >= count) return;
    act(part);
  }
}

/** Lets nobody in any more, and waits for those who are. */
function close(state: Int32Array): void {
  Atomics.add(state, crewState.round, 1);
  Atomics.notify(state, crewState.round);
  for (;;) {
    const active = Atomics.load(state, crewState.active);
    if (active === 0) return;
    Atomics.wait(state, crewState.active, active);
  }
}

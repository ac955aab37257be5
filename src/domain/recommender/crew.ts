import { type DenseTask, denseLists } from './dense-task.js';
import { type FactorGramTask, factorGram } from './factor-gram-task.js';
import { type ListsTask, listsOf } from './similarity-lists.js';
import { type SolveTask, solveChunk } from './solve-task.js';
import { type SweepTask, sweepRow } from './sweep-task.js';
import { type TextsTask, textLists } from './texts-task.js';

/** Work that is cut into numbered parts which do not touch each other; all its arrays lie in shared memory. */
export type SharedTask = SweepTask | SolveTask | ListsTask | TextsTask | DenseTask | FactorGramTask;

/** Threads that share the parts of a task. */
export interface Crew {
  /** How many they are; each has a number below that, the one who calls `run` has 0. */
  readonly threads: number;
  /** Does parts 0 to count − 1, in any order, and returns when all are done. */
  run(task: SharedTask, count: number): void;
}

/**
 * What does one part of the task.
 *
 * @param thread number of the thread that will do it: room of its own may be set aside for it
 */
export function partOf(task: SharedTask, thread: number): (part: number) => void {
  switch (task.kind) {
    case 'sweep':
      return sweepRow(task);
    case 'solve':
      return solveChunk(task, thread);
    case 'factorGram':
      return factorGram(task, thread);
    case 'lists':
      return listsOf(task);
    case 'texts':
      return textLists(task);
    case 'dense':
      return denseLists(task, thread);
    default:
      return task satisfies never;
  }
}

/** No thread but this one. */
export const alone: Crew = {
  threads: 1,
  run(task, count) {
    const act = partOf(task, 0);
    for (let part = 0; part < count; part++) act(part);
  },
};

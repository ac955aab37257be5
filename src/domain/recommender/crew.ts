import { type ListsTask, listsOf } from './similarity-lists.js';
import { type SolveTask, solveChunk } from './solve-task.js';
import { type SweepTask, sweepRow } from './sweep-task.js';
import { type TextsTask, textLists } from './texts-task.js';

/** Work that is cut into numbered parts which do not touch each other; all its arrays lie in shared memory. */
export type SharedTask = SweepTask | SolveTask | ListsTask | TextsTask;

/** Threads that share the parts of a task. */
export interface Crew {
  /** Does parts 0 to count − 1, in any order, and returns when all are done. */
  run(task: SharedTask, count: number): void;
}

/** What does one part of the task. */
export function partOf(task: SharedTask): (part: number) => void {
  switch (task.kind) {
    case 'sweep':
      return sweepRow(task);
    case 'solve':
      return solveChunk(task);
    case 'lists':
      return listsOf(task);
    case 'texts':
      return textLists(task);
    default:
      return task satisfies never;
  }
}

/** No thread but this one. */
export const alone: Crew = {
  run(task, count) {
    const act = partOf(task);
    for (let part = 0; part < count; part++) act(part);
  },
};

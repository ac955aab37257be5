import type { FactorPlace, FactorRoom } from './factor-room.js';
import { panelWidth } from './kernels/row-sum.js';
import { type Penalties, RowSolver } from './row-solver.js';
import { rowOf, type SparseMatrix } from './sparse-matrix.js';

const rowsPerPart = 512;

/** Factors of every row given the others'; a part is some hundred rows. */
export interface SolveTask {
  readonly kind: 'solve';
  /** Own × others. */
  readonly matrix: SparseMatrix;
  readonly room: FactorRoom;
  /** Changed. */
  readonly own: FactorPlace;
  readonly others: FactorPlace;
  readonly penalties: Penalties;
}

export function solveParts({ matrix }: SolveTask): number {
  return Math.ceil(matrix.rowCount / rowsPerPart);
}

export function solveChunk(task: SolveTask, thread: number): (part: number) => void {
  const { matrix, room, own } = task;
  const solver = new RowSolver(task, thread);
  const stride = room.panels * panelWidth;
  const factors = new Float32Array(room.memory.buffer, own.at, own.rowCount * stride);
  return (part) => {
    const end = Math.min(matrix.rowCount, (part + 1) * rowsPerPart);
    for (let row = part * rowsPerPart; row < end; row++)
      solver.solve(rowOf(matrix, row), factors.subarray(row * stride, row * stride + room.width));
  };
}

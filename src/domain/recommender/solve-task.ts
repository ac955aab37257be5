import type { Factors } from './factors.js';
import { type Penalties, RowSolver } from './row-solver.js';
import { rowOf, type SparseMatrix } from './sparse-matrix.js';

const rowsPerPart = 512;

/** Factors of every row given the others'; a part is some hundred rows. */
export interface SolveTask {
  readonly kind: 'solve';
  /** Own × others. */
  readonly matrix: SparseMatrix;
  /** Changed. */
  readonly own: Factors;
  readonly others: Factors;
  readonly penalties: Penalties;
}

export function solveParts(task: SolveTask): number {
  return Math.ceil(task.matrix.rowCount / rowsPerPart);
}

export function solveChunk({ matrix, own, others, penalties }: SolveTask): (part: number) => void {
  const solver = new RowSolver(others, penalties, longestRow(matrix));
  return (part) => {
    const end = Math.min(matrix.rowCount, (part + 1) * rowsPerPart);
    for (let row = part * rowsPerPart; row < end; row++) {
      const x = own.numbers.subarray(row * own.width, (row + 1) * own.width);
      solver.solve(rowOf(matrix, row), x);
    }
  };
}

function longestRow({ rowCount, starts }: SparseMatrix): number {
  let longest = 0;
  for (let row = 0; row < rowCount; row++)
    longest = Math.max(longest, (starts[row + 1] as number) - (starts[row] as number));
  return longest;
}

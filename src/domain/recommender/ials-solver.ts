import { alone, type Crew } from './crew.js';
import type { Factors } from './factors.js';
import type { Penalties } from './row-solver.js';
import { solveParts } from './solve-task.js';
import type { SparseMatrix } from './sparse-matrix.js';

/**
 * Every row's factors given the others': x = (α₀YᵀY + Σ_met y yᵀ + λ(n + α₀m)I)⁻¹ Σ_met y, for n met of m others.
 * By conjugate gradients from where `own` stands: a few steps are enough, and none costs the cube of the width.
 *
 * @param matrix own × others
 * @param crew if it has other threads, all arrays lie in shared memory
 * @see Takács, Pilászy & Tikk 2011, "Applications of the Conjugate Gradient Method for Implicit Feedback"
 */
export function solveRows(
  matrix: SparseMatrix,
  { own, others }: { readonly own: Factors; readonly others: Factors },
  penalties: Penalties,
  crew: Crew = alone,
): void {
  const task = { kind: 'solve', matrix, own, others, penalties } as const;
  crew.run(task, solveParts(task));
}

import type { Crew } from './crew.js';
import type { FittedModel } from './fitted-model.js';
import type { History } from './history.js';
import { listVariety } from './list-variety.js';
import { rankingMetrics } from './ranking-metrics.js';
import { columnCounts, rowOf, type SparseMatrix, selectRows } from './sparse-matrix.js';

export interface EvaluationRequest {
  readonly history: History;
  /** Of the history's customers × items at least as many as the history's; items beyond those are unknown to the model. */
  readonly test: SparseMatrix;
  /** Lengths of list to judge. */
  readonly ks: readonly number[];
  /** Whether what a customer has may be in the list. */
  readonly keepSeen: boolean;
  /** Absent: this thread alone. */
  readonly crew?: Crew;
}

export interface EvaluationResult {
  /** Customers of both the history and the test. */
  readonly users: number;
  /** By name and length, such as nDCG@10. */
  readonly metrics: Readonly<Record<string, number>>;
}

/**
 * Lists for every customer of both files, judged over the full ranking; what is in the test but unknown to the model
 * counts as missed.
 */
export function evaluateModel(
  model: FittedModel,
  { history, test, ks, keepSeen, crew }: EvaluationRequest,
): EvaluationResult {
  const customers = Int32Array.from(Array(test.rowCount).keys()).filter(
    (row) => rowOf(test, row).length > 0 && rowOf(history.matrix, row).length > 0,
  );
  const ranking = model.recommend(customers, { count: Math.max(...ks), keepSeen, crew });
  const wanted = selectRows(test, customers);
  const known = { buyers: columnCounts(history.matrix), customerCount: history.customerCount };
  const metrics: Record<string, number> = {};
  for (const k of ks) {
    const figures = rankingMetrics(ranking, wanted, k);
    const variety = listVariety(ranking, k, known);
    metrics[`nDCG@${k}`] = figures.ndcg;
    metrics[`P@${k}`] = figures.precision;
    metrics[`R@${k}`] = figures.recall;
    metrics[`Rmin@${k}`] = figures.recallMin;
    metrics[`HR@${k}`] = figures.hitRate;
    metrics[`MAP@${k}`] = figures.map;
    metrics[`MAPmin@${k}`] = figures.mapMin;
    metrics[`MRR@${k}`] = figures.mrr;
    metrics[`coverage@${k}`] = variety.coverage;
    metrics[`novelty@${k}`] = variety.novelty;
  }
  return { users: customers.length, metrics };
}

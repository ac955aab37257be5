import type { CustomerFigures } from '../domain/segment/cluster/fit-clusters.js';
import type { ProfileFigureName } from '../domain/segment/rule.js';

/** Figures of profiles in bulk: for what looks at all customers at once. */
export interface FigureStore {
  /** Of every canonical customer who is not erased; days count back from `asOf`. */
  figures(names: readonly ProfileFigureName[], asOf: number): Promise<CustomerFigures>;
}

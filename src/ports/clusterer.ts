import type {
  ClusterFit,
  ClusterOptions,
  CustomerFigures,
} from '../domain/segment/cluster/fit-clusters.js';

/** Makes clusters away from the event loop, which answers chats meanwhile. */
export interface Clusterer {
  /** @param figures are taken over: their arrays must not be read afterwards */
  fit(figures: CustomerFigures, options: ClusterOptions): Promise<ClusterFit>;
}

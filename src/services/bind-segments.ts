import { bindClusters, unboundClusters } from '../domain/segment/bind-clusters.js';
import type { ClusterModel } from '../domain/segment/cluster/cluster-model.js';
import type { NamedRules } from '../domain/segment/rule.js';
import { UserError } from '../domain/user-error.js';
import { clusterModelKind, type ModelStore } from '../ports/model-store.js';

/**
 * Segments of a file with the clusters they name bound to the newest clustering, ready to be evaluated or kept.
 *
 * @throws UserError with every cluster that there is not
 */
export async function bindSegments(
  deps: { readonly models: Pick<ModelStore, 'newest'> },
  named: NamedRules,
): Promise<NamedRules> {
  if (!unboundClusters(named)) return named;
  const newest = await deps.models.newest(clusterModelKind);
  const bound = bindClusters(
    named,
    newest && {
      version: newest.version,
      keys: (newest.metrics as ClusterModel).clusters.map(({ key }) => key),
    },
  );
  if (bound.kind === 'bound') return bound.named;
  throw new UserError(
    bound.problems.map((problem) => `campaigns/segments.yaml ${problem}`).join('\n'),
    {
      hint: '`hawker segments clusters` lists them, `hawker segments cluster` makes them',
    },
  );
}

import { localTimeText } from '../domain/report/effect-words.js';
import { featureText, featureTitles } from '../domain/segment/cluster/cluster-feature.js';
import { clusterNotes } from '../domain/segment/cluster/cluster-words.js';
import type { StoredClusters } from '../services/clusters.js';
import { table } from './output.js';

export function clustersText(
  { version, madeAt, model }: StoredClusters,
  { currency, timezone }: { readonly currency: string; readonly timezone: string },
): string {
  const header = [
    'cluster',
    '',
    'customers',
    'of all',
    ...model.features.map((f) => featureTitles[f]),
  ];
  const rows = model.clusters.map(({ key, name, size, typical }) => [
    key,
    name['zh-CN'],
    size,
    `${((size / model.customers) * 100).toFixed(1)} %`,
    ...model.features.map((feature, f) => featureText(feature, typical[f] ?? 0, currency)),
  ]);
  return [
    `Clusters, version ${version}, made ${localTimeText(madeAt, timezone)}`,
    '',
    table(header, rows),
    '',
    ...clusterNotes(model),
    `A segment of them, in campaigns/segments.yaml:  cluster: ${model.clusters[0]?.key ?? 'NAME'}`,
  ].join('\n');
}

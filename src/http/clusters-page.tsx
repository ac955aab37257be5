import { raw } from 'hono/html';
import type { FC } from 'hono/jsx';
import { localTimeText } from '../domain/report/effect-words.js';
import { featureText, featureTitles } from '../domain/segment/cluster/cluster-feature.js';
import type { ClusterModel } from '../domain/segment/cluster/cluster-model.js';
import { clusterNotes } from '../domain/segment/cluster/cluster-words.js';
import type { StoredClusters } from '../services/clusters.js';
import { barsChart } from './bars-chart.js';
import { dendrogramSvg } from './dendrogram.js';
import { reportStyle } from './report-style.js';

interface Words {
  readonly currency: string;
  readonly timezone: string;
}

/** The clusters as one page that needs nothing else: it can be saved, mailed and printed. */
export function clustersPage(stored: StoredClusters, words: Words): string {
  return `<!doctype html>${(<Page stored={stored} words={words} />).toString()}`;
}

const style = `
.heat td { text-align: center; border: 2px solid #fff; }
.heat thead th { font-size: 13px; color: var(--quiet); text-align: center; padding: 4px; }
`;

// Twenty that can be told apart; neighbours differ in hue.
const colors = Array.from({ length: 20 }, (_, i) => `hsl(${(172 + i * 137) % 360} 55% 38%)`);

const Page: FC<{ stored: StoredClusters; words: Words }> = ({ stored, words }) => {
  const { model } = stored;
  const names = model.clusters.map(({ name }) => name.en);
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`Clusters, version ${stored.version}`}</title>
        <style>{raw(reportStyle + style)}</style>
      </head>
      <body>
        <main>
          <header>
            <p class="kicker">Clusters of customers</p>
            <h1>{`Version ${stored.version}`}</h1>
            <p class="quiet">made {localTimeText(stored.madeAt, words.timezone)}</p>
          </header>
          <section>
            <h2>How many are in each</h2>
            {raw(
              barsChart(
                model.clusters.map(({ name, size }, place) => ({
                  name: name.en,
                  value: size,
                  note: `${((size / model.customers) * 100).toFixed(1)} %`,
                  color: colors[place] ?? '',
                })),
              ),
            )}
          </section>
          <HeatMap model={model} currency={words.currency} />
          <section>
            <h2>How they lie to each other</h2>
            {raw(dendrogramSvg(model.tree, names, colors))}
          </section>
          <section>
            <h2>How they were found</h2>
            {clusterNotes(model).map((note) => (
              <p>{note}</p>
            ))}
          </section>
        </main>
      </body>
    </html>
  );
};

const HeatMap: FC<{ model: ClusterModel; currency: string }> = ({ model, currency }) => (
  <section>
    <h2>What sets each apart</h2>
    <table class="heat">
      <thead>
        <tr>
          <th scope="col" />
          {model.features.map((feature) => (
            <th scope="col">{featureTitles[feature]}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {model.clusters.map(({ key, name, typical, scores }) => (
          <tr>
            <th scope="row">
              {name.en}
              <br />
              <span class="quiet">
                {name['zh-CN']} · <code>{key}</code>
              </span>
            </th>
            {model.features.map((feature, f) => (
              <td style={`background:${heatOf(scores[f] ?? 0)}`}>
                {featureText(feature, typical[f] ?? 0, currency)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
    <p class="quiet">
      What is typical of each. Green is more than of all customers, orange is less; the deeper, the
      further from the mean.
    </p>
  </section>
);

/** Two deviations from the mean are as deep as it gets. */
function heatOf(score: number): string {
  const depth = Math.min(1, Math.abs(score) / 2);
  return score > 0
    ? `hsl(172 55% ${Math.round(100 - 40 * depth)}%)`
    : `hsl(30 90% ${Math.round(100 - 35 * depth)}%)`;
}

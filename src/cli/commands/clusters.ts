import { Command, InvalidArgumentError, Option } from 'commander';
import type { App } from '../../app.js';
import { counted } from '../../domain/counted.js';
import {
  type ClusterFeature,
  clusterFeatures,
  featureKey,
  usualFeatures,
} from '../../domain/segment/cluster/cluster-feature.js';
import { type ClusterMethod, clusterMethods } from '../../domain/segment/cluster/cluster-model.js';
import { mostClusters } from '../../domain/segment/cluster/fit-clusters.js';
import { didYouMean } from '../../domain/suggest.js';
import { UserError } from '../../domain/user-error.js';
import { makeClusters, newestClusters, type StoredClusters } from '../../services/clusters.js';
import { clustersText } from '../clusters-text.js';
import type { CliContext } from '../context.js';
import { freshProfiles } from '../fresh-profiles.js';
import { print, progress } from '../output.js';
import { saveFile } from '../saved-file.js';

interface ShowOptions {
  readonly html?: string;
  readonly json?: boolean;
}

interface MakeOptions extends ShowOptions {
  readonly k?: number;
  readonly method: ClusterMethod;
  readonly features: readonly ClusterFeature[];
  readonly seed: number;
}

export function makeClustersCommand(context: CliContext): Command {
  return new Command('cluster')
    .description('group all customers into clusters of people who are alike; a new version')
    .option('--k <n>', `how many clusters, 2 to ${mostClusters}; the clearest unless given`, count)
    .addOption(
      new Option('--method <method>', 'k-means, or Ward’s tree of a sample')
        .choices(clusterMethods)
        .default('kmeans'),
    )
    .addOption(
      new Option('--features <names>', `by what: ${clusterFeatures.map(featureKey).join(', ')}`)
        .argParser(featuresOption)
        .default(usualFeatures, usualFeatures.map(featureKey).join(',')),
    )
    .option('--seed <n>', 'another number may find others', seed, 1)
    .option('--html <file>', 'write a page with pictures')
    .option('--json', 'print them as JSON')
    .addHelpText('after', makeExample)
    .action(async (_: MakeOptions, command: Command) => {
      const app = await context.app();
      app.giveWay();
      await make(app, command.optsWithGlobals());
    });
}

const makeExample = `
Examples:
  hawker segments cluster
  hawker segments cluster --k 5 --features recency_days,purchase_count,monetary

A campaign that is in force keeps the version it was applied with.`;

export function clustersCommand(context: CliContext): Command {
  return new Command('clusters')
    .description('the newest clusters: names, sizes, what sets each apart')
    .option('--html <file>', 'write a page with pictures')
    .option('--json', 'print them as JSON')
    .addHelpText('after', '\nExample:\n  hawker segments clusters --html clusters.html')
    .action(async (_: ShowOptions, command: Command) => {
      const app = await context.app();
      const newest = await newestClusters(app);
      if (newest === null)
        throw new UserError('no clusters were made yet', { hint: 'hawker segments cluster' });
      await show(app, newest, command.optsWithGlobals());
    });
}

async function make(app: App, options: MakeOptions): Promise<void> {
  const asOf = app.clock.now();
  await freshProfiles(app, asOf);
  const { method, features, seed: start, k = null } = options;
  const line = progress('Looking for customers who are alike');
  const made = await makeClusters(app, { method, features, seed: start, clusters: k }, asOf);
  line.end();
  if (made.kind === 'made') return show(app, made, options);
  const people = counted(made.customers, 'customer');
  throw new UserError(`too few to part: all of these figures are known of ${people} only`, {
    hint: 'import what more customers did, name other figures with --features, or ask for fewer clusters with --k',
  });
}

async function show(app: App, stored: StoredClusters, { html, json }: ShowOptions): Promise<void> {
  const { currency, timezone } = app.shop;
  if (html !== undefined) {
    // The chart library is large: only who wants a page waits for it.
    const { clustersPage } = await import('../../http/clusters-page.js');
    saveFile(html, clustersPage(stored, { currency, timezone }));
  }
  if (json === true) print(JSON.stringify(stored, null, 2));
  else if (html === undefined) print(clustersText(stored, { currency, timezone }));
}

function featuresOption(text: string): readonly ClusterFeature[] {
  const keys = text.split(',').map((key) => key.trim());
  const chosen = keys.map((key) => {
    const found = clusterFeatures.find((feature) => featureKey(feature) === key);
    if (found !== undefined) return found;
    const hint = didYouMean(key, clusterFeatures.map(featureKey));
    throw new InvalidArgumentError(`"${key}" is not one of them${hint}`);
  });
  return [...new Set(chosen)];
}

function count(text: string): number {
  const clusters = Number(text);
  if (/^\d+$/.test(text) && clusters >= 2 && clusters <= mostClusters) return clusters;
  throw new InvalidArgumentError(`It must be a whole number from 2 to ${mostClusters}.`);
}

function seed(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number.');
}

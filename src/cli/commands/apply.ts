import { execFileSync } from 'node:child_process';
import { userInfo } from 'node:os';
import { Command } from 'commander';
import type { App } from '../../app.js';
import { type Applied, applyCampaign } from '../../services/apply-campaign.js';
import { bindSegments } from '../../services/bind-segments.js';
import { checkPickModels } from '../../services/check-pick-models.js';
import { applyPromotions } from '../../services/promotions.js';
import type { CliContext } from '../context.js';
import { print, problemsError, table } from '../output.js';
import { checkedFiles } from '../shop-files.js';

interface Options {
  readonly json?: boolean;
}

const example = `
Examples:
  hawker apply                               every campaign; those whose file is gone end
  hawker apply campaigns/welcome-back.yaml   one of them

A run that has begun keeps the version it began with.`;

const changes: Readonly<Record<Applied['change'], string>> = {
  new: 'new',
  changed: 'changed',
  none: 'as before',
};

export function applyCommand(context: CliContext): Command {
  return new Command('apply')
    .description('put the files of campaigns/ in force; scheduled campaigns fire from now on')
    .argument('[files...]', 'campaign files; all of them unless given')
    .option('--json', 'for a machine')
    .addHelpText('after', example)
    .action(async (files: readonly string[], { json }: Options) => {
      const app = await context.app();
      const result = await applyFiles(app, files, `cli:${userInfo().username}`);
      if (json === true) print(JSON.stringify(result, null, 2));
      else print(resultText(result));
    });
}

export interface AppliedFiles {
  readonly campaigns: readonly Applied[];
  /** Campaigns that were in force and whose file is gone. */
  readonly ended: readonly string[];
  readonly promotions: Awaited<ReturnType<typeof applyPromotions>>;
}

/**
 * Checks everything first, so that nothing of a wrong folder comes into force.
 *
 * @param files campaign files; all of the shop, and what is gone ends, unless given
 */
export async function applyFiles(
  app: App,
  files: readonly string[],
  appliedBy: string,
): Promise<AppliedFiles> {
  const found = checkedFiles(app, app, files);
  const untrained = await checkPickModels(app, found.campaigns);
  if (untrained.length > 0) throw problemsError(untrained);
  const segments = await bindSegments(app, found.segments);
  const applied = await applyPromotions(app, found.promotions, segments);
  const promotions = await app.promotions.all();
  const { shop } = app;
  const gitCommit = commitOf(app.shopDir);
  const campaigns: Applied[] = [];
  for (const { campaign } of found.campaigns) {
    const input = { campaign, shop, segments, promotions, appliedBy, gitCommit };
    campaigns.push(await applyCampaign(app, input));
  }
  const ended = files.length > 0 ? [] : await endGone(app, campaigns, appliedBy);
  return { campaigns, ended, promotions: applied };
}

async function endGone(app: App, there: readonly Applied[], by: string): Promise<string[]> {
  const ids = new Set(there.map(({ campaignId }) => campaignId));
  const gone = (await app.campaigns.all()).filter(({ campaignId }) => !ids.has(campaignId));
  return app.campaigns.end(
    gone.map(({ campaignId }) => campaignId),
    by,
    app.clock.now(),
  );
}

function resultText({ campaigns, ended, promotions }: AppliedFiles): string {
  const rows = [
    ...campaigns.map(({ campaignId, change, number }) => [
      campaignId,
      changes[change],
      `version ${number}`,
    ]),
    ...ended.map((id) => [id, 'ended', 'its file is gone']),
  ];
  const changed = [...promotions.added, ...promotions.changed];
  const lines = [
    table(['campaign', 'change', ''], rows),
    ...(changed.length > 0 ? [`promotions in force: ${changed.join(', ')}`] : []),
    ...(promotions.paused.length > 0
      ? [`promotions paused, no longer in the file: ${promotions.paused.join(', ')}`]
      : []),
  ];
  return lines.join('\n');
}

/** The commit that the shop's folder is at; null where there is none. */
function commitOf(folder: string): string | null {
  try {
    const output = execFileSync('git', ['rev-parse', 'HEAD'], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 2_000,
    });
    return output.trim();
  } catch {
    return null;
  }
}

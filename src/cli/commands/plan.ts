import { Command } from 'commander';
import type { App } from '../../app.js';
import type { MessageCampaign, PostCampaign } from '../../domain/campaign/campaign.js';
import { publicUrlState } from '../../domain/campaign/public-url.js';
import { nextOccurrences, type Schedule } from '../../domain/campaign/schedule.js';
import type { PickRules } from '../../domain/recommender/pick-rules.js';
import { didYouMean } from '../../domain/suggest.js';
import { bindSegments } from '../../services/bind-segments.js';
import { modelInUse } from '../../services/current-model.js';
import { previewPost } from '../../services/preview-post.js';
import { previewRun } from '../../services/preview-run.js';
import type { CliContext } from '../context.js';
import { freshProfiles } from '../fresh-profiles.js';
import { type Progress, print, progress } from '../output.js';
import { clockText, planText, postText } from '../plan-text.js';
import { campaignPath, checkedFiles, type ShopFiles } from '../shop-files.js';

interface Options {
  readonly json?: boolean;
}

const example = `
Examples:
  hawker plan campaigns/welcome-back.yaml
  hawker plan welcome-back --json`;

export function planCommand(context: CliContext): Command {
  return new Command('plan')
    .description(
      'who would get a campaign now, what they would see, what it may cost; changes nothing',
    )
    .argument('<file>', 'a campaign file, or the name of one in campaigns/')
    .option('--json', 'every figure, for a machine')
    .addHelpText('after', example)
    .action(async (name: string, options: Options) => {
      const app = await context.app();
      const file = campaignPath(app.shopDir, name);
      const files = checkedFiles(app, app, [file]);
      const [source] = files.campaigns;
      if (source === undefined) return;
      const { campaign } = source;
      if (campaign.kind === 'post') await planPost(app, campaign, options);
      else await planMessages(app, campaign, files, options);
    });
}

async function planMessages(
  app: App,
  campaign: MessageCampaign,
  { segments, promotions }: ShopFiles,
  { json }: Options,
): Promise<void> {
  await freshProfiles(app, app.clock.now());
  const key = campaign.coupon?.promotion;
  const applied = (await app.promotions.all()).find((each) => each.key === key);
  let line: Progress | null = null;
  const plan = await previewRun(app, {
    campaign,
    shop: app.shop,
    segments: await bindSegments(app, segments),
    definition: promotions.find((each) => each.promotion.id === key) ?? null,
    promotionId: applied?.promotionId ?? null,
    onProgress: (done, total) => {
      line ??= progress('Planning', total);
      line.update(done);
    },
  });
  (line as Progress | null)?.end();
  if (json === true) {
    print(JSON.stringify(plan, null, 2));
    return;
  }
  print(
    planText(plan, {
      id: campaign.id,
      name: campaign.name,
      segment: campaign.audience.segment,
      holdoutShare: campaign.audience.holdoutShare,
      currency: app.shop.currency,
      timezone: app.shop.timezone,
      schedule: scheduleText(campaign.schedule, app.clock.now()),
      ...publicUrlOf(app),
      warnings: await warningsOf(app, campaign),
    }),
  );
}

async function planPost(app: App, campaign: PostCampaign, { json }: Options): Promise<void> {
  const sample = await previewPost(app, campaign, app.shop);
  if (json === true) {
    print(JSON.stringify(sample, null, 2));
    return;
  }
  const { name, id, post } = campaign;
  const schedule = scheduleText(campaign.schedule, app.clock.now());
  print(postText(sample, { name, id, post, schedule, ...publicUrlOf(app) }));
}

function publicUrlOf({ environment }: App) {
  const publicUrl = environment.publicUrl ?? null;
  return { publicUrl, publicUrlState: publicUrlState(publicUrl) };
}

async function warningsOf(app: App, campaign: MessageCampaign): Promise<string[]> {
  const off = (app.shop.switchedOff ?? []).filter(({ name }) => campaign.channels.includes(name));
  const model = campaign.picks?.model;
  const isByModel = campaign.picks !== null && campaign.picks.among === undefined;
  const isUntrained = isByModel && (await modelInUse(app, model)) === null;
  const training = model === undefined ? 'hawker train' : `hawker train --also ${model}`;
  return [
    ...off.map(({ name, why }) => `${name} is switched off: ${why}`),
    ...(await strangeCategories(app, campaign.picks?.rules)),
    ...(isUntrained ? [`${training}: until then everybody gets the same best sellers`] : []),
  ];
}

/** A rule that keeps a category from customers keeps nothing from them where the category is misspelt. */
async function strangeCategories(app: App, rules: PickRules | undefined): Promise<string[]> {
  if (rules === undefined || rules.never.length === 0) return [];
  const known = await app.segments.words({ kind: 'category' });
  const plain = (name: string) => name.trim().toLowerCase();
  return rules.never
    .filter(({ category }) => !known.some((name) => plain(name) === plain(category)))
    .map(
      ({ category }) =>
        `picks.never: no product has the category "${category}"${didYouMean(category, known)}`,
    );
}

function scheduleText(schedule: Schedule, now: number): string {
  if (schedule.kind === 'manual') return 'by hand (hawker send … --now)';
  const [next] = nextOccurrences(schedule, now, 1);
  const until = schedule.until === null ? '' : `, until ${schedule.until}`;
  const { timezone } = schedule;
  return next === undefined
    ? 'over: its last day has passed'
    : `next ${clockText(next, timezone)} ${timezone}${until}`;
}

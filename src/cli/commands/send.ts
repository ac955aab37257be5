import { Command } from 'commander';
import type { App } from '../../app.js';
import { UserError } from '../../domain/user-error.js';
import { planRun } from '../../services/plan-run.js';
import { sendTest } from '../../services/send-test.js';
import { startRun } from '../../services/start-run.js';
import type { CliContext } from '../context.js';
import { freshProfiles } from '../fresh-profiles.js';
import { warnOfHold } from '../hold-notice.js';
import { type Progress, print, progress } from '../output.js';
import { messageLines } from '../plan-text.js';
import { runText } from '../runs-text.js';
import { checkedFiles, sourceOf } from '../shop-files.js';

interface Options {
  readonly now?: boolean;
  readonly test?: string;
  readonly json?: boolean;
}

const example = `
Examples:
  hawker send welcome-back --now              a run of what is applied; a running \`hawker serve\` sends it
  hawker send welcome-back --test 12583       its message, to this customer's chat only
  hawker send welcome-back --test webchat:ID  or to one chat`;

export function sendCommand(context: CliContext): Command {
  return new Command('send')
    .description('start a run of a campaign, or send its message to yourself')
    .argument('<campaign>', 'its id')
    .option('--now', 'start a run now')
    .option('--test <who>', 'one test message: no run, no coupon, counted nowhere')
    .option('--json', 'for a machine')
    .addHelpText('after', example)
    .action(async (campaignId: string, options: Options) => {
      if ((options.now === true) === (options.test !== undefined))
        throw new UserError('say either --now or --test WHO', {
          hint: `hawker send ${campaignId} --now`,
        });
      const app = await context.app();
      await warnOfHold(app);
      if (options.test === undefined) await sendNow(app, campaignId, options);
      else await sendToSelf(app, campaignId, options.test);
    });
}

async function sendNow(app: App, campaignId: string, { json }: Options): Promise<void> {
  const run = await startRun(app, campaignId);
  await freshProfiles(app, run.createdAt);
  let line: Progress | null = null;
  await planRun(app, run, {
    onProgress: (done, total) => {
      line ??= progress('Planning', total);
      line.update(done);
    },
  });
  (line as Progress | null)?.end();
  const planned = (await app.runs.recent(50, campaignId)).find(({ id }) => id === run.id);
  if (planned === undefined) return;
  print(json === true ? JSON.stringify(planned, null, 2) : runText(planned, app.shop.timezone));
}

async function sendToSelf(app: App, campaignId: string, to: string): Promise<void> {
  const files = checkedFiles(app, app);
  const source = sourceOf(files, campaignId);
  if (source === null)
    throw new UserError(`no file in campaigns/ has the id ${campaignId}`, {
      hint: `the ids are ${files.campaigns.map((each) => each.campaign.id).join(', ')}`,
    });
  const { campaign } = source;
  const key = campaign.kind === 'message' ? campaign.coupon?.promotion : undefined;
  const definition = files.promotions.find((each) => each.promotion.id === key) ?? null;
  const deps = { ...app, outbox: app.deliveries };
  const sample = await sendTest(deps, { campaign, shop: app.shop, definition, to });
  const lines = sample.message === null ? [] : messageLines(sample.message);
  print(`Test to ${sample.customer} on ${sample.channel} (${sample.locale}):`);
  for (const text of lines) print(`  │ ${text}`.trimEnd());
  print('It goes out when `hawker serve` is running. The code is a specimen; nothing is counted.');
}

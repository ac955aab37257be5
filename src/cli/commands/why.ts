import { Command } from 'commander';
import { decisionText } from '../../domain/campaign/decision-reason.js';
import { UserError } from '../../domain/user-error.js';
import type { CustomerInRun } from '../../ports/report-store.js';
import { appliedCampaign } from '../../services/start-run.js';
import type { CliContext } from '../context.js';
import { print } from '../output.js';

export function whyCommand(context: CliContext): Command {
  return new Command('why')
    .description('why a customer did or did not get a campaign')
    .argument('<customer>', 'the shop’s own id of the customer')
    .argument('<campaign>', 'the campaign’s id')
    .option('--json', 'for a machine')
    .addHelpText('after', '\nExample:\n  hawker why 12583 welcome-back')
    .action(async (externalId: string, campaignId: string, options: { json?: boolean }) => {
      const app = await context.app();
      await appliedCampaign(app, campaignId);
      const customer = await app.customers.customerByExternalId(externalId);
      if (customer === null) {
        throw new UserError(`no customer "${externalId}"`, {
          hint: 'it is the id that your own shop uses',
        });
      }
      const history = await app.reports.historyOf(campaignId, customer.id);
      if (options.json === true) print(JSON.stringify(history, null, 2));
      else print(historyText(history, app.shop.timezone));
    });
}

function historyText(history: readonly CustomerInRun[], timeZone: string): string {
  if (history.length === 0) return 'The campaign has not run yet.';
  const when = new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone,
  });
  return history.map((run) => `${when.format(run.scheduledFor)}  ${runText(run, when)}`).join('\n');
}

function runText(run: CustomerInRun, when: Intl.DateTimeFormat): string {
  if (run.deliveryState === 'sent' && run.sentAt !== null) {
    return `sent by ${run.channelAccount} at ${when.format(run.sentAt)}`;
  }
  if (run.deliveryState !== null) {
    if (run.deliveryState === 'planned' && run.runState === 'paused') return pausedText(run);
    const why = run.deliveryReason === null ? '' : `: ${decisionText(run.deliveryReason)}`;
    return `${deliveryWords[run.deliveryState] ?? run.deliveryState} (${run.channelAccount})${why}`;
  }
  if (run.decisionReason !== null) {
    const detail = run.decisionDetail === null ? '' : ` (${run.decisionDetail})`;
    return `left out: ${decisionText(run.decisionReason)}${detail}`;
  }
  return 'was not in the audience then';
}

function pausedText({ runId, runReason, channelAccount }: CustomerInRun): string {
  const why = runReason ?? 'by hand';
  return `is not sent (${channelAccount}): the run is paused, ${why}; go on with: hawker resume ${runId}`;
}

const deliveryWords: Record<string, string> = {
  planned: 'waits to be sent',
  claimed: 'is about to be sent',
  sending: 'is being sent',
  failed: 'could not be delivered',
  unknown: 'was handed over, but nobody knows whether it arrived',
  skipped: 'was held back',
  expired: 'ran past its deadline',
  cancelled: 'was cancelled',
};

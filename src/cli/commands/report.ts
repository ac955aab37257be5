import { Command } from 'commander';
import type { CampaignReport } from '../../domain/report/campaign-report.js';
import { reportCsv } from '../../domain/report/csv.js';
import { makeReport } from '../../services/make-report.js';
import { reportedCampaign } from '../../services/reported-campaign.js';
import { appliedCampaign } from '../../services/start-run.js';
import type { CliContext } from '../context.js';
import { print } from '../output.js';
import { reportText } from '../report-text.js';
import { saveFile } from '../saved-file.js';

interface Options {
  readonly html?: string;
  readonly csv?: string;
  readonly json?: boolean;
}

const example = `
Examples:
  hawker report welcome-back
  hawker report welcome-back --html welcome-back.html --csv welcome-back.csv`;

export function reportCommand(context: CliContext): Command {
  return new Command('report')
    .description(
      'what a campaign caused: lift against the holdout, funnel, coupons, who was left out',
    )
    .argument('<campaign>', 'the campaign’s id')
    .option('--html <file>', 'write a page with charts')
    .option('--csv <file>', 'write every figure as CSV')
    .option('--json', 'print every figure as JSON')
    .addHelpText('after', example)
    .action(async (id: string, options: Options) => {
      const app = await context.app();
      const applied = await appliedCampaign(app, id);
      const report = await makeReport(
        app,
        reportedCampaign(applied.version.campaign),
        app.clock.now(),
      );
      await show(report, options);
    });
}

async function show(report: CampaignReport, { html, csv, json }: Options): Promise<void> {
  if (html !== undefined) {
    // The chart library is large: only who wants a page waits for it.
    const { reportPage } = await import('../../http/report-page.js');
    saveFile(html, reportPage(report));
  }
  if (csv !== undefined) saveFile(csv, reportCsv(report));
  if (json === true) print(JSON.stringify(report, null, 2));
  else if (html === undefined && csv === undefined) print(reportText(report));
}

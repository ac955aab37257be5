import { Command, InvalidArgumentError } from 'commander';
import type { CliContext } from '../context.js';
import { print } from '../output.js';
import { runsText } from '../runs-text.js';

interface Options {
  readonly limit: number;
  readonly json?: boolean;
}

export function runsCommand(context: CliContext): Command {
  return new Command('runs')
    .description('the latest runs and how far they are')
    .argument('[campaign]', 'only of this campaign')
    .option('--limit <n>', 'how many', wholeNumber, 20)
    .option('--json', 'for a machine')
    .addHelpText('after', '\nExample:\n  hawker runs welcome-back')
    .action(async (campaignId: string | undefined, { limit, json }: Options) => {
      const app = await context.app();
      const runs = await app.runs.recent(limit, campaignId);
      print(json === true ? JSON.stringify(runs, null, 2) : runsText(runs, app.shop.timezone));
    });
}

function wholeNumber(text: string): number {
  const found = Number(text);
  if (/^[1-9]\d{0,3}$/.test(text)) return found;
  throw new InvalidArgumentError('It must be a whole number from 1.');
}

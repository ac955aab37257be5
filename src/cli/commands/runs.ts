import { setTimeout as sleep } from 'node:timers/promises';
import { Command, InvalidArgumentError } from 'commander';
import type { RunTally } from '../../ports/run-store.js';
import type { CliContext } from '../context.js';
import { warnOfHold } from '../hold-notice.js';
import { print } from '../output.js';
import { progressLine, reasonLines, runsText } from '../runs-text.js';
import { untilAskedToStop } from '../until-stopped.js';

interface Options {
  readonly limit: number;
  readonly watch?: boolean;
  readonly json?: boolean;
}

export function runsCommand(context: CliContext): Command {
  return new Command('runs')
    .description('the latest runs and how far they are')
    .argument('[campaign]', 'only of this campaign')
    .option('--limit <n>', 'how many', wholeNumber, 20)
    .option('--watch', 'keep showing them until all have ended, or Ctrl-C')
    .option('--json', 'for a machine')
    .addHelpText('after', '\nExamples:\n  hawker runs welcome-back\n  hawker runs --watch')
    .action(async (campaignId: string | undefined, { limit, watch, json }: Options) => {
      const app = await context.app();
      await warnOfHold(app);
      const look = () => app.runs.recent(limit, campaignId);
      if (watch === true) return watchRuns(look, app.shop.timezone);
      const runs = await look();
      if (json === true) print(JSON.stringify(runs, null, 2));
      else print([runsText(runs, app.shop.timezone), ...reasonLines(runs)].join('\n'));
    });
}

const lookMs = 1_000;
const openStates = new Set(['planning', 'running', 'paused']);

/** Redraws on a terminal; elsewhere prints what changed. */
async function watchRuns(look: () => Promise<RunTally[]>, timezone: string): Promise<void> {
  const stop = new AbortController();
  const stopped = untilAskedToStop().then(() => stop.abort());
  let shown = '';
  while (!stop.signal.aborted) {
    const runs = await look();
    const text = [runsText(runs, timezone), ...runs.flatMap(progressLine)].join('\n');
    if (text !== shown) print(process.stdout.isTTY ? `\x1b[2J\x1b[H${text}` : text);
    shown = text;
    if (!runs.some(({ state }) => openStates.has(state))) return;
    await Promise.race([stopped, sleep(lookMs)]);
  }
}

function wholeNumber(text: string): number {
  const found = Number(text);
  if (/^[1-9]\d{0,3}$/.test(text)) return found;
  throw new InvalidArgumentError('It must be a whole number from 1.');
}

import { basename } from 'node:path';
import { Command, Option } from 'commander';
import type { App } from '../../app.js';
import type { ReplayReport } from '../../domain/promotion/replay/replay-report.js';
import type { ReplayCodes } from '../../domain/promotion/replay/scenario.js';
import { replayPromotions } from '../../services/replay-promotions.js';
import type { CliContext } from '../context.js';
import { draftPromotions, namedPromotions } from '../draft-promotions.js';
import { daysOption } from '../option-values.js';
import { print, progress } from '../output.js';
import { replayText } from '../replay-text.js';
import { saveFile } from '../saved-file.js';
import { boundSegments } from '../shop-segments.js';

interface Options {
  readonly orders: number;
  readonly codes: ReplayCodes;
  readonly only?: readonly string[];
  readonly html?: string;
  readonly json?: boolean;
}

const help = `
The draft stands in place of the promotions in force, or, with --only, these of it beside them. Nothing is changed.
Codes and coupons: all (every code entered, one coupon of each promotion for each known customer: the most it can cost),
observed (what the orders really redeemed), none.

Examples:
  hawker promotions replay next-month.yaml
  hawker promotions replay next-month.yaml --only spring-sale --orders 52w --html spring.html`;

const dayMs = 86_400_000;

export function promotionsReplayCommand(context: CliContext): Command {
  return (
    new Command('replay')
      .description(
        'what a draft of promotions would have done to past orders: cost, take-up, margin',
      )
      .argument('<draft>', 'a file like campaigns/promotions.yaml')
      .option('--orders <time>', 'of the last so many days', daysOption, 90)
      .addOption(
        new Option('--codes <which>', 'which codes and coupons customers enter')
          .choices(['all', 'observed', 'none'])
          .default('all'),
      )
      .option('--only <ids...>', 'only these promotions of the draft, beside those in force')
      .option('--html <file>', 'write a page with charts')
      .option('--json', 'print every figure as JSON')
      .addHelpText('after', help)
      // The command above has a --json of its own and takes it in first.
      .action(async (file: string, _: Options, command: Command) => {
        const options = command.optsWithGlobals<Options>();
        const report = await replayed(await context.app(), file, options);
        if (options.html !== undefined) {
          // The chart library is large: only who wants a page waits for it.
          const { replayPage } = await import('../../http/replay-page.js');
          saveFile(options.html, replayPage(report, basename(file)));
        }
        if (options.json === true) print(JSON.stringify(report, null, 2));
        else if (options.html === undefined) print(replayText(report));
      })
  );
}

async function replayed(app: App, file: string, options: Options): Promise<ReplayReport> {
  const draft = draftPromotions(file, app);
  const only = options.only === undefined ? null : namedPromotions(draft, options.only);
  const now = app.clock.now();
  let bar: ReturnType<typeof progress> | null = null;
  let orders = 0;
  const report = await replayPromotions(app, {
    period: { from: now - options.orders * dayMs, until: now },
    codes: options.codes,
    draft,
    only,
    segments: (await boundSegments(app)).named,
    now,
    onProgress: (done, total) => {
      bar ??= progress('Replaying orders', total);
      bar.update(done);
      orders = done;
    },
  });
  (bar as ReturnType<typeof progress> | null)?.end(`${orders.toLocaleString('en')} orders`);
  return report;
}

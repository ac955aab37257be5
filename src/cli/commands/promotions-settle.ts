import { Command, Option } from 'commander';
import type { App } from '../../app.js';
import type { Settlement } from '../../domain/promotion/settlement.js';
import { settlementCsv } from '../../domain/promotion/settlement-csv.js';
import type { SettlementLanguage } from '../../domain/promotion/settlement-words.js';
import { didYouMean } from '../../domain/suggest.js';
import { addDays, instantOf, type LocalDate } from '../../domain/time-zone.js';
import { UserError } from '../../domain/user-error.js';
import { settleCampaigns } from '../../services/settle-campaigns.js';
import type { CliContext } from '../context.js';
import { dayOption } from '../option-values.js';
import { print } from '../output.js';
import { saveFile } from '../saved-file.js';
import { settlementText } from '../settlement-text.js';

interface Options {
  readonly from: LocalDate;
  readonly until: LocalDate;
  readonly party?: string;
  readonly promotion?: string;
  readonly csv?: string;
  readonly html?: string;
  readonly language?: SettlementLanguage;
  readonly json?: boolean;
}

const help = `
Both days are included, by the shop's clocks. A refund counts on its own day, also of an earlier order. The exit code is 1
if the shares do not add up to what was given.

Examples:
  hawker promotions settle --from 2026-11-01 --until 2026-11-30
  hawker promotions settle --from 2026-11-01 --until 2026-11-30 --party acme --html acme.html --csv acme.csv`;

export function promotionsSettleCommand(context: CliContext): Command {
  return (
    new Command('settle')
      .description('statements of joint promotions: what each party owes, order by order')
      .requiredOption('--from <date>', 'first day', dayOption)
      .requiredOption('--until <date>', 'last day', dayOption)
      .option('--party <name>', 'only this one, as `funding:` in promotions.yaml names it')
      .option('--promotion <id>', 'only this promotion')
      .option('--csv <file>', 'write every share on a line, for bookkeeping')
      .option('--html <file>', 'write a page to print or send')
      .addOption(
        new Option('--language <code>', 'of the statement; the shop’s first unless given').choices([
          'en',
          'zh-CN',
        ]),
      )
      .option('--json', 'print everything as JSON')
      .addHelpText('after', help)
      // The command above has a --json of its own and takes it in first.
      .action(async (_: Options, command: Command) => {
        const options = command.optsWithGlobals<Options>();
        const app = await context.app();
        const settlement = await settled(app, options);
        await show(app, settlement, options);
        if (settlement.check.problems.length > 0) process.exitCode = 1;
      })
  );
}

async function settled(app: App, options: Options): Promise<Settlement> {
  const { from, until, party = null, promotion = null } = options;
  if (until < from) throw new UserError(`--until ${until} is before --from ${from}`);
  const { timezone } = app.shop;
  if (party !== null) refuseUnknown('party', party, await app.settlements.parties());
  if (promotion !== null)
    refuseUnknown(
      'promotion',
      promotion,
      (await app.promotions.all()).map(({ key }) => key),
    );
  return settleCampaigns(app, {
    from: instantOf(from, 0, timezone),
    until: instantOf(addDays(until, 1), 0, timezone),
    party,
    promotion,
  });
}

function refuseUnknown(what: string, name: string, known: readonly string[]): void {
  if (known.includes(name)) return;
  const hint = known.length === 0 ? `no ${what} has a share in anything yet` : known.join(', ');
  throw new UserError(`there is no ${what} "${name}"${didYouMean(name, known)}`, { hint });
}

async function show({ shop }: App, settlement: Settlement, options: Options): Promise<void> {
  const { csv, html, json } = options;
  const language = options.language ?? (shop.locales[0]?.startsWith('zh') ? 'zh-CN' : 'en');
  if (csv !== undefined) saveFile(csv, settlementCsv(settlement, language));
  if (html !== undefined) {
    const { settlementPage } = await import('../../http/settlement-page.js');
    saveFile(html, settlementPage(settlement, shop.name, language));
  }
  if (json === true) print(JSON.stringify(settlement, null, 2));
  else if (csv === undefined && html === undefined) print(settlementText(settlement, language));
}

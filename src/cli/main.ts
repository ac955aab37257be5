import { Command, CommanderError } from 'commander';
import { UserError } from '../domain/user-error.js';
import { adoptCommand } from './commands/adopt.js';
import { applyCommand } from './commands/apply.js';
import { casesCommand } from './commands/cases.js';
import { channelsCommand } from './commands/channels.js';
import { checkCommand } from './commands/check.js';
import { cancelCommand, pauseCommand, resumeCommand } from './commands/control.js';
import { couponsCommand } from './commands/coupons.js';
import { demoCommand } from './commands/demo.js';
import { eraseCommand } from './commands/erase.js';
import { evaluateCommand } from './commands/evaluate.js';
import { groupsCommand } from './commands/groups.js';
import { importCommand } from './commands/import.js';
import { initCommand } from './commands/init.js';
import { keysCommand } from './commands/keys.js';
import { ledgerCommand } from './commands/ledger.js';
import { linksCommand } from './commands/links.js';
import { migrateCommand } from './commands/migrate.js';
import { picksCommand } from './commands/picks.js';
import { planCommand } from './commands/plan.js';
import { pointsCommand } from './commands/points.js';
import { profileCommand } from './commands/profile.js';
import { promotionsCommand } from './commands/promotions.js';
import { quoteCommand } from './commands/quote.js';
import { reportCommand } from './commands/report.js';
import { runsCommand } from './commands/runs.js';
import { segmentsCommand } from './commands/segments.js';
import { sendCommand } from './commands/send.js';
import { serveCommand } from './commands/serve.js';
import { trainCommand } from './commands/train.js';
import { whyCommand } from './commands/why.js';
import { workCommand } from './commands/work.js';
import type { CliContext } from './context.js';
import { openShop } from './open-shop.js';

// One line for each command, alphabetical; a command is a file in ./commands.
const commands: readonly ((context: CliContext) => Command)[] = [
  adoptCommand,
  applyCommand,
  cancelCommand,
  casesCommand,
  channelsCommand,
  checkCommand,
  couponsCommand,
  eraseCommand,
  evaluateCommand,
  groupsCommand,
  importCommand,
  demoCommand,
  serveCommand,
  initCommand,
  keysCommand,
  ledgerCommand,
  linksCommand,
  migrateCommand,
  pauseCommand,
  picksCommand,
  planCommand,
  pointsCommand,
  profileCommand,
  promotionsCommand,
  quoteCommand,
  reportCommand,
  resumeCommand,
  runsCommand,
  segmentsCommand,
  sendCommand,
  trainCommand,
  whyCommand,
  workCommand,
];

async function main(): Promise<void> {
  const program = new Command('hawker')
    .description('Marketing for a shop whose customers live in chats')
    .option('--shop <folder>', 'the folder that holds campaigns/ (or HAWKER_SHOP)')
    .version('0.1.0')
    .configureHelp({ sortSubcommands: true })
    .exitOverride()
    .showHelpAfterError();
  const session = openShop(() => program.opts<{ shop?: string }>().shop);
  for (const make of commands) program.addCommand(withExits(make(session.context)));
  try {
    await program.parseAsync(process.argv);
  } catch (error) {
    process.exitCode = report(error);
  } finally {
    await session.close();
  }
}

// Commander hands exitOverride only to subcommands made by `command()`, not to those added.
function withExits(command: Command): Command {
  command.exitOverride().showHelpAfterError();
  for (const inner of command.commands) withExits(inner);
  return command;
}

/** @returns the exit code: 0 help or version, 1 refused or failed, 2 wrong usage */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof UserError) {
    process.stderr.write(
      `${error.message}\n${error.hint === undefined ? '' : `  → ${error.hint}\n`}`,
    );
    return 1;
  }
  process.stderr.write(
    `hawker failed unexpectedly. Please report this:\n${(error as Error).stack ?? error}\n`,
  );
  return 1;
}

await main();

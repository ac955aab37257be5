import { Command } from 'commander';
import { databaseUrlOf, migrateApp } from '../../app.js';
import type { CliContext } from '../context.js';
import { print } from '../output.js';

export function migrateCommand(context: CliContext): Command {
  return new Command('migrate')
    .description('bring the database to this program’s version (SQLite does so by itself)')
    .addHelpText(
      'after',
      '\nExample:\n  DATABASE_URL=postgresql://hawker@localhost/hawker hawker migrate',
    )
    .action(async () => {
      const applied = await migrateApp(databaseUrlOf(context.environment(), context.shopDir()));
      for (const name of applied) print(`✓ ${name}`);
      print(
        applied.length === 0
          ? 'Nothing to do: the database is up to date.'
          : `${applied.length} applied.`,
      );
    });
}

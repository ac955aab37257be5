import { Command } from 'commander';
import type { CliContext } from '../context.js';
import { print } from '../output.js';
import { untilAskedToStop } from '../until-stopped.js';

export function workCommand(context: CliContext): Command {
  return new Command('work')
    .description('one more worker: bots, scheduler and dispatcher, without pages or API')
    .addHelpText(
      'after',
      '\nSeveral dispatch side by side on PostgreSQL with REDIS_URL; else the others stand by until one ends.\n\nExample:\n  DATABASE_URL=postgresql://hawker@localhost/hawker REDIS_URL=redis://localhost hawker work',
    )
    .action(async () => {
      const app = await context.app();
      const { startWorker, isShared } = await import('../../serve.js');
      const worker = await startWorker(app);
      print(`${worker.name} works for ${app.shop.name}`);
      print(`  channels  ${app.accounts.map(({ name }) => name).join(', ') || 'none'}`);
      if (!isShared(app))
        print('  alone     one worker dispatches at a time: for more, PostgreSQL and REDIS_URL');
      print('  stop      Ctrl-C');
      await untilAskedToStop();
      print('Stopping: messages under way are finished first …');
      await worker.stop();
      print('Stopped.');
    });
}

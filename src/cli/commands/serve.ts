import { Command } from 'commander';
import type { CliContext } from '../context.js';
import { print } from '../output.js';
import { untilAskedToStop } from '../until-stopped.js';

export function serveCommand(context: CliContext): Command {
  return new Command('serve')
    .description('bots, scheduler, dispatcher, web chat, API and dashboard in one process')
    .addHelpText('after', '\nExample:\n  PUBLIC_URL=https://chat.example.com hawker serve')
    .action(async () => {
      const app = await context.app();
      const { startService } = await import('../../serve.js');
      const service = await startService(app);
      print(`${app.shop.name} is open at ${service.url}`);
      print(
        `  channels   ${app.accounts.map(({ name }) => name).join(', ') || 'none: see campaigns/shop.yaml'}`,
      );
      print(`  dashboard  ${service.url}/admin   (key: hawker keys create me --scope admin)`);
      print('  stop       Ctrl-C');
      await untilAskedToStop();
      print('Stopping: messages under way are finished first …');
      await service.stop();
      print('Stopped.');
    });
}

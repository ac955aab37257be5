import { Command } from 'commander';
import { adoptInstance, doubtText } from '../../services/instance-guard.js';
import type { CliContext } from '../context.js';
import { print } from '../output.js';
import { clockText } from '../plan-text.js';

export function adoptCommand(context: CliContext): Command {
  return new Command('adopt')
    .description('go on with a restored or moved database, without sending anything twice')
    .addHelpText(
      'after',
      '\nWhat the other copy may have sent is marked as unknown and not sent again; what is due later goes out.\nStop the other copy first. Who said "stop" since the backup has to be asked for elsewhere.\n\nExample:\n  hawker adopt',
    )
    .action(async () => {
      const app = await context.app();
      const marks = app.openInstanceMarks();
      const adopted = await adoptInstance({ ...app, marks });
      for (const mark of marks) await mark.close();
      if (adopted.kind === 'needless') {
        print('Nothing to adopt: this database is the one last used here.');
        return;
      }
      print(`${doubtText(adopted.why)}.`);
      print(`  until              ${clockText(adopted.until, app.shop.timezone)}`);
      print(`  perhaps sent       ${adopted.unknown.toLocaleString('en')} messages, now unknown`);
      print(`  half-planned runs  ${adopted.runs} cancelled`);
      print(`  firings            ${adopted.passed} recorded as missed`);
      print('Adopted: campaigns go on from here.');
    });
}

import { Command } from 'commander';
import { UserError } from '../../domain/user-error.js';
import { eraseCustomer } from '../../services/erase-customer.js';
import type { CliContext } from '../context.js';
import { print } from '../output.js';

const erased = [
  'Gone: name, shop id, birthday, attributes, chat addresses, messages, what the platforms told, wishes.',
  'Kept, as nobody’s: orders, interactions, coupons used, and when consent was given or withdrawn.',
  'Remove the customer from your own files too, or the next import brings them back.',
].join('\n');

export function eraseCommand(context: CliContext): Command {
  return new Command('erase')
    .description('forget a customer: all that tells who it was; figures stay')
    .argument('<customer>', 'the shop’s own id of the customer')
    .option('--yes', 'do it; it cannot be undone')
    .addHelpText('after', '\nExample:\n  hawker erase 12583 --yes')
    .action(async (externalId: string, { yes }: { yes?: boolean }) => {
      const app = await context.app();
      const unknown = new UserError(`no customer "${externalId}"`, {
        hint: 'it is the id that your own shop uses',
      });
      if ((await app.customers.customerByExternalId(externalId)) === null) throw unknown;
      if (yes !== true) {
        throw new UserError(`erasing customer ${externalId} cannot be undone`, {
          hint: `if you mean it: hawker erase ${externalId} --yes`,
        });
      }
      const { kind } = await eraseCustomer(app, externalId, 'operator');
      // Erased by somebody else since we looked.
      if (kind === 'unknown') throw unknown;
      print(`Customer ${externalId} is erased.\n${erased}`);
    });
}

import { Command, InvalidArgumentError } from 'commander';
import type { App } from '../../app.js';
import { UserError } from '../../domain/user-error.js';
import { adjustPoints, pointsStanding } from '../../services/points.js';
import type { CliContext } from '../context.js';
import { print } from '../output.js';
import { historyText, standingText } from '../points-text.js';
import { customerNamed } from '../shop-segments.js';

interface Options {
  readonly json?: boolean;
}

const example = `
Examples:
  hawker points balance 17850
  hawker points history 17850 --limit 5
  hawker points grant 17850 100 --reason "parcel came late"
  hawker points take 17850 30 --reason "given by mistake"`;

export function pointsCommand(context: CliContext): Command {
  return new Command('points')
    .description('points of members: how many, what for, and by hand')
    .addHelpText('after', example)
    .addCommand(balanceCommand(context))
    .addCommand(historyCommand(context))
    .addCommand(byHandCommand(context, 'grant'))
    .addCommand(byHandCommand(context, 'take'));
}

const customerArgument = ['<customer>', 'the id that your shop uses'] as const;

function balanceCommand(context: CliContext): Command {
  return new Command('balance')
    .description('tier, points, and when they run out')
    .argument(...customerArgument)
    .option('--json', 'print it as JSON')
    .addHelpText('after', '\nExample:\n  hawker points balance 17850')
    .action(async (externalId: string, { json }: Options) => {
      const app = await openMembership(context);
      const { id } = await customerNamed(app, externalId);
      const standing = await pointsStanding(app, id, app.clock.now());
      if (standing === null) return;
      print(json ? JSON.stringify(standing, null, 2) : standingText(standing, app.shop));
    });
}

function historyCommand(context: CliContext): Command {
  return new Command('history')
    .description('what earned points and what took them, newest first')
    .argument(...customerArgument)
    .option('--limit <n>', 'how many', wholePoints, 20)
    .option('--json', 'print it as JSON')
    .addHelpText('after', '\nExample:\n  hawker points history 17850 --limit 5')
    .action(async (externalId: string, { json, limit }: Options & { limit: number }) => {
      const app = await openMembership(context);
      const { id } = await customerNamed(app, externalId);
      const entries = await app.points.history(id, limit);
      print(json ? JSON.stringify(entries, null, 2) : historyText(entries, app.shop));
    });
}

function byHandCommand(context: CliContext, name: 'grant' | 'take'): Command {
  const isGrant = name === 'grant';
  return new Command(name)
    .description(isGrant ? 'give points by hand' : 'take points by hand, as far as there are')
    .argument(...customerArgument)
    .argument('<points>', 'how many', wholePoints)
    .requiredOption('--reason <text>', 'why; kept in the audit log')
    .addHelpText('after', `\nExample:\n  hawker points ${name} 17850 30 --reason "as agreed"`)
    .action(async (externalId: string, points: number, { reason }: { reason: string }) => {
      const app = await openMembership(context);
      const { id: customerId } = await customerNamed(app, externalId);
      const signed = isGrant ? points : -points;
      const request = { customerId, points: signed, reason, actor: 'operator' };
      const answer = await adjustPoints(app, request);
      if (answer.kind !== 'adjusted') throw new UserError(`${externalId} was erased meanwhile`);
      const moved = Math.abs(answer.points);
      const short = moved < points ? `; there were no more to take` : '';
      print(`${moved} points ${isGrant ? 'given to' : 'taken from'} ${externalId}${short}`);
    });
}

async function openMembership(context: CliContext): Promise<App> {
  const app = await context.app();
  if (app.shop.membership !== undefined) return app;
  throw new UserError('this shop has no membership', {
    hint: 'campaigns/README.md tells how to write `membership:` into campaigns/shop.yaml',
  });
}

function wholePoints(text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number from 1.');
}

import { Command, InvalidArgumentError } from 'commander';
import type { App } from '../../app.js';
import { UserError } from '../../domain/user-error.js';
import type { SupportCase } from '../../ports/support-store.js';
import { cardOf, closeTalk, relayToCustomer } from '../../services/support-desk.js';
import type { CliContext } from '../context.js';
import { print } from '../output.js';

const examples = `
Examples:
  hawker cases                      the open talks with customers
  hawker cases show 12              who the customer is, and what was said
  hawker cases reply 12 "We are on it" --as Anna
  hawker cases close 12`;

export function casesCommand(context: CliContext): Command {
  const cases = new Command('cases')
    .description('customers who talk with a person of the staff')
    .addHelpText('after', examples);
  cases
    .command('list', { isDefault: true })
    .description('the open talks; with --all the latest, closed ones too')
    .option('--all', 'closed ones too')
    .option('--json', 'for a machine')
    .action(async ({ all, json }: { all?: boolean; json?: boolean }) => {
      const app = await context.app();
      const found =
        all === true ? await app.support.latestCases(50) : await app.support.openCases(50);
      print(json === true ? JSON.stringify(found, null, 2) : listText(found, app.shop.timezone));
    });
  cases
    .command('show')
    .description('a talk with the customer’s card')
    .argument('<case>', 'its number', caseNumber)
    .action(async (id: number) => print(await caseText(await context.app(), id)));
  addAnswers(cases, context);
  return cases;
}

function addAnswers(cases: Command, context: CliContext): void {
  cases
    .command('reply')
    .description('answer the customer; the running service sends it')
    .argument('<case>', 'its number', caseNumber)
    .argument('<words>', 'what to say')
    .option('--as <name>', 'who says it')
    .action(async (id: number, text: string, { as }: { as?: string }) => {
      const app = await context.app();
      const open = await openCase(app, id);
      const at = app.clock.now();
      const eventKey = `cli:${app.random.uuid()}`;
      const words = { text, author: as ?? null, eventKey, at };
      const isSent = await relayToCustomer(deskOf(app), open, words);
      if (!isSent) throw new UserError(`the customer of case ${id} cannot be reached any more`);
      print(`Case ${id}: your answer is on its way.`);
    });
  cases
    .command('close')
    .description('end a talk; the customer is told')
    .argument('<case>', 'its number', caseNumber)
    .action(async (id: number) => {
      const app = await context.app();
      const open = await openCase(app, id);
      await closeTalk(deskOf(app), open, { by: 'operator', at: app.clock.now(), isAsleep: false });
      print(`Case ${id} is closed.`);
    });
}

function deskOf(app: App) {
  return { ...app, outbox: app.deliveries };
}

async function caseCalled(app: App, id: number): Promise<SupportCase> {
  const found = await app.support.case(id);
  if (found !== null) return found;
  throw new UserError(`there is no case ${id}`, { hint: 'hawker cases lists the open ones' });
}

async function openCase(app: App, id: number): Promise<SupportCase> {
  const found = await caseCalled(app, id);
  if (found.state === 'open') return found;
  throw new UserError(`case ${id} is closed`, { hint: 'the customer can begin another one' });
}

async function caseText(app: App, id: number): Promise<string> {
  const found = await caseCalled(app, id);
  const when = timeFormat(app.shop.timezone);
  const messages = await app.support.messages(id, 200);
  const lines = messages.map(({ direction, author, text, at }) => {
    const who = direction === 'customer' ? 'customer' : (author ?? 'staff');
    return `${when.format(at)}  ${who}: ${text === '' ? '(nothing yet)' : text}`;
  });
  return [
    listText([found], app.shop.timezone),
    '',
    await cardOf(deskOf(app), found),
    '',
    ...lines,
  ].join('\n');
}

function listText(cases: readonly SupportCase[], timezone: string): string {
  if (cases.length === 0) return 'No case is open.';
  const when = timeFormat(timezone);
  return cases
    .map(({ id, state, openedAt, assignee }) => {
      const whose = assignee === null ? 'nobody’s' : `with ${assignee}`;
      return `#${id}  ${state}, since ${when.format(openedAt)}, ${whose}`;
    })
    .join('\n');
}

function timeFormat(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone });
}

function caseNumber(text: string): number {
  if (/^#?[1-9]\d{0,8}$/.test(text)) return Number(text.replace('#', ''));
  throw new InvalidArgumentError('It is the number of a case, such as 12.');
}

import { Command } from 'commander';
import type { App } from '../../app.js';
import { type GroupState, seatsLeft } from '../../domain/promotion/group-buy.js';
import { UserError } from '../../domain/user-error.js';
import type { GroupBuyMember, GroupBuyRecord } from '../../ports/group-buy-store.js';
import { closeGroup } from '../../services/group-round.js';
import type { CliContext } from '../context.js';
import { print, table } from '../output.js';

const examples = `
Examples:
  hawker groups                       the open ones, those that end first in front
  hawker groups list --state failed
  hawker groups show 0192f0c4-…       its members, and whose money to give back
  hawker groups close 0192f0c4-…      it fails now: what was paid goes back`;

const states = ['open', 'complete', 'failed', 'all'] as const;

interface ListOptions {
  readonly state: string;
  readonly json?: boolean;
}

export function groupsCommand(context: CliContext): Command {
  const groups = new Command('groups')
    .description('groups of customers who buy together for less')
    .addHelpText('after', examples);
  groups
    .command('list', { isDefault: true })
    .description('groups and their seats')
    .option('--state <state>', states.join(', '), 'open')
    .option('--json', 'for a machine')
    .addHelpText('after', '\nExample:\n  hawker groups list --state failed')
    .action(async (options: ListOptions) => print(await listed(await context.app(), options)));
  groups
    .command('show')
    .description('one group, with its members')
    .argument('<id>', 'its id')
    .option('--json', 'for a machine')
    .addHelpText('after', '\nExample:\n  hawker groups show 0192f0c4-8a3e-7b1c-9d2e-4f5a6b7c8d9e')
    .action(async (id: string, { json }: { json?: boolean }) =>
      print(await shown(await context.app(), id, json === true)),
    );
  groups
    .command('close')
    .description('end an open group: seats are let go, and what was paid goes back')
    .argument('<id>', 'its id')
    .addHelpText('after', '\nExample:\n  hawker groups close 0192f0c4-8a3e-7b1c-9d2e-4f5a6b7c8d9e')
    .action(async (id: string) => print(await closed(await context.app(), id)));
  return groups;
}

async function listed(app: App, { state, json }: ListOptions): Promise<string> {
  if (!states.some((each) => each === state))
    throw new UserError(`"${state}" is not a state of a group`, { hint: states.join(', ') });
  const of = state === 'all' ? {} : { state: state as GroupState };
  const found = await app.groupBuys.groups({ ...of, limit: 200 }, app.clock.now());
  if (json === true) return JSON.stringify(found.map(plainGroup), null, 2);
  return found.length === 0 ? 'No such group.' : groupTable(app, found);
}

async function shown(app: App, id: string, isJson: boolean): Promise<string> {
  const group = await groupCalled(app, id);
  const members = await app.groupBuys.members(id);
  if (isJson) return JSON.stringify({ ...plainGroup(group), members }, null, 2);
  return [groupTable(app, [group]), '', membersText(app, group, members)].join('\n');
}

async function closed(app: App, id: string): Promise<string> {
  const group = await groupCalled(app, id);
  const end = await closeGroup(app, id);
  if (end === null)
    throw new UserError(`the group is ${group.state}: only an open one can be closed`);
  const seats = `${end.released} ${end.released === 1 ? 'seat' : 'seats'} let go`;
  const orders = `${end.refunded} paid ${end.refunded === 1 ? 'order is' : 'orders are'} cancelled`;
  return `The group is closed: ${seats}, ${orders}; hawker groups show ${id} lists whose money to give back.`;
}

async function groupCalled(app: App, id: string): Promise<GroupBuyRecord> {
  const found = await app.groupBuys.group(id, app.clock.now());
  if (found !== null) return found;
  throw new UserError(`there is no group ${id}`, { hint: 'hawker groups lists the open ones' });
}

function groupTable({ shop }: App, groups: readonly GroupBuyRecord[]): string {
  const when = timeFormat(shop.timezone);
  return table(
    ['group', 'promotion', 'state', 'seats', 'paid', 'at the checkout', 'left', 'until'],
    groups.map((group) => [
      group.id,
      group.promotion.key,
      group.state,
      group.seats,
      group.paid,
      group.held,
      group.state === 'open' ? seatsLeft(group) : 0,
      when.format(group.deadlineAt),
    ]),
  );
}

function membersText(
  { shop }: App,
  { state }: GroupBuyRecord,
  members: readonly GroupBuyMember[],
): string {
  if (members.length === 0) return 'Nobody is in it.';
  const when = timeFormat(shop.timezone);
  // Cancelled in our books; the money itself goes back through whoever took it.
  const standing = (member: GroupBuyMember) => {
    if (member.state === 'refunded') return 'paid, cancelled';
    return state === 'failed' && member.state === 'paid' ? 'paid, owed back' : member.state;
  };
  return table(
    ['customer', 'order', 'seat', 'joined', 'reservation'],
    members.map((member) => [
      member.externalId ?? `#${member.customerId}`,
      member.orderRef,
      standing(member),
      when.format(member.joinedAt),
      member.reservationId,
    ]),
  );
}

function plainGroup({ promotion, ...group }: GroupBuyRecord) {
  return { ...group, promotion: promotion.key };
}

function timeFormat(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone });
}

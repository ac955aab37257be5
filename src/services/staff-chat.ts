import { type StaffCommand, staffCommandOf } from '../domain/conversation/staff/staff-command.js';
import { staffTextsIn } from '../domain/conversation/staff/staff-texts.js';
import type { ChannelAccount, InboundEvent } from '../ports/channel.js';
import type { SupportCase } from '../ports/support-store.js';
import { cardOf, closeTalk, type DeskDeps, relayToCustomer, toStaff } from './support-desk.js';

const casesMax = 30;

/** What is said in the staff's own chat: answers to customers, and commands. It never reaches the dialogue. */
export async function hearStaff(
  deps: DeskDeps,
  account: ChannelAccount,
  event: InboundEvent,
): Promise<void> {
  if (event.kind !== 'message') return;
  const isAnswer = event.inReplyTo !== undefined;
  const command = staffCommandOf(event.text, isAnswer);
  // Among many, what is said to nobody in particular is not for us.
  if (command.kind === 'chatter' && event.group !== undefined) return;
  const eventKey = `${account.name}:${event.key}`;
  const said: Heard = { deps, event, eventKey, by: event.name ?? '?', at: deps.clock.now() };
  const answer = await carriedOut(said, account, command);
  if (answer !== null) await toStaff(deps, answer.key, answer.text);
}

interface Heard {
  readonly deps: DeskDeps;
  readonly event: Extract<InboundEvent, { kind: 'message' }>;
  readonly eventKey: string;
  readonly by: string;
  readonly at: number;
}

interface Answer {
  readonly key: string;
  readonly text: string;
}

async function carriedOut(
  said: Heard,
  account: ChannelAccount,
  command: StaffCommand,
): Promise<Answer | null> {
  const { deps, eventKey } = said;
  const texts = staffTextsIn(deps.shop.locales[0]);
  const plain = (text: string): Answer => ({ key: `staff:${eventKey}`, text });
  switch (command.kind) {
    case 'chatter':
    case 'help':
      return plain(texts.help);
    case 'cases':
      return plain(await casesText(deps, said.at));
    default: {
      const caseId = command.caseId ?? (await caseAnswered(said, account));
      if (caseId === null) return plain(texts.whichCase);
      const found = await deps.support.case(caseId);
      if (found === null) return plain(texts.noCase);
      const text = await doneTo(said, found, command);
      return text === null ? null : { key: `case:${caseId}:answer:${eventKey}`, text };
    }
  }
}

async function caseAnswered({ deps, event }: Heard, account: ChannelAccount) {
  const address = event.group ?? event.from;
  if (event.inReplyTo === undefined) return null;
  return deps.support.caseOfMessage(account.name, address, event.inReplyTo);
}

async function doneTo(
  { deps, eventKey, by, at, event }: Heard,
  found: SupportCase,
  command: Extract<StaffCommand, { caseId: number | null }>,
): Promise<string | null> {
  const texts = staffTextsIn(deps.shop.locales[0]);
  const { id } = found;
  if (command.kind === 'card') return cardOf(deps, found);
  if (found.state === 'closed') return texts.isClosed(id);
  switch (command.kind) {
    case 'reply': {
      const author = event.name ?? null;
      const words = { text: command.text, author, eventKey, at };
      // Who answers first has taken it.
      if (found.assignee === null) await deps.support.assign(id, by, by, at);
      return (await relayToCustomer(deps, found, words)) ? null : texts.unreachable(id);
    }
    case 'take':
      await deps.support.assign(id, by, by, at);
      return texts.taken(id, by);
    case 'assign':
      await deps.support.assign(id, command.to, by, at);
      return texts.taken(id, command.to);
    case 'close':
      await closeTalk(deps, found, { by: `staff:${by}`, at, isAsleep: false });
      return texts.closed(id);
  }
}

async function casesText(deps: DeskDeps, now: number) {
  const texts = staffTextsIn(deps.shop.locales[0]);
  const open = await deps.support.openCases(casesMax);
  if (open.length === 0) return texts.noCases;
  const minutesOf = (openedAt: number) => Math.max(0, Math.floor((now - openedAt) / 60_000));
  return open
    .map(({ id, openedAt, assignee }) => texts.caseLine(id, minutesOf(openedAt), assignee))
    .join('\n');
}

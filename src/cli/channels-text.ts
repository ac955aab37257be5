import type { SendOutcome } from '../domain/message/send-outcome.js';
import { UserError } from '../domain/user-error.js';
import type { AccountOverview, Health } from '../services/account-overview.js';
import { agoWords } from '../services/limit-words.js';
import { table } from './output.js';

export interface ListContext {
  readonly now: number;
  readonly timezone: string;
  readonly switchedOff: readonly { readonly name: string; readonly why: string }[];
}

/** A table of the accounts, then what does not fit into one. */
export function channelsText(accounts: readonly AccountOverview[], context: ListContext): string {
  const { switchedOff } = context;
  const off = switchedOff.map(({ name, why }) => `${name} is off: ${why}`);
  if (accounts.length === 0) return [...off, 'No channel is on.'].join('\n');
  const head = ['account', 'kind', 'health', 'writes to', 'waiting', 'sent today', 'failed today'];
  const rows = accounts.map((each) => [
    each.name,
    each.kind,
    healthText(each.health, context.now),
    each.writesTo,
    each.waiting,
    each.sentToday,
    each.failedToday,
  ]);
  const notes = accounts.flatMap((each) => notesOf(each, context));
  return [table(head, rows), '', ...notes, ...off].join('\n');
}

function healthText({ state, detail, at }: Health, now: number): string {
  const ago = at === null || now - at < 60_000 ? '' : ` (${agoWords(now - at)})`;
  if (state === 'never') return 'not asked yet';
  if (state === 'fails') return `${detail}${ago}`;
  return `${ago === '' ? 'works' : 'worked'}${detail === '' ? '' : ` as ${detail}`}${ago}`;
}

function notesOf(account: AccountOverview, context: ListContext): string[] {
  const { name, limits, quotas, pausedUntil, pauseReason, unknownToday } = account;
  return [
    `${name} keeps to ${limits.join('; ')}`,
    ...quotas.map(
      ({ words, used, resetsAt }) =>
        `${name} has used ${used.toLocaleString('en')} of ${words}; anew ${instant(resetsAt, context)}`,
    ),
    ...(pausedUntil === null
      ? []
      : [
          `${name} is paused until ${instant(pausedUntil, context)}: ${pauseReason ?? 'no reason'}`,
        ]),
    ...(unknownToday === 0
      ? []
      : [
          `${name}: of ${unknownToday.toLocaleString('en')} today nobody knows whether they arrived`,
        ]),
  ];
}

function instant(at: number, { timezone }: ListContext): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: timezone,
    dateStyle: 'medium',
    timeStyle: 'short',
  }).format(at);
}

/** What became of a test line that did not go out, and what to do about it. */
export function refusedTest(name: string, outcome: SendOutcome): UserError {
  const { what, hint } = explained(name, outcome);
  return new UserError(`${name}: ${what}`, { hint });
}

function explained(name: string, outcome: SendOutcome): { what: string; hint: string } {
  switch (outcome.kind) {
    case 'accepted':
    case 'duplicate':
      return { what: 'it was sent', hint: 'nothing to do' };
    case 'throttled':
      return { what: 'the platform asks for a pause', hint: waitHint(outcome.retryAfterMs) };
    case 'deferred':
      return {
        what: `not sent (${outcome.why})`,
        hint: `try again in ${Math.ceil(outcome.minDelayMs / 1_000)} s; if it stays, look at the network`,
      };
    case 'unknown':
      return {
        what: `nobody knows whether it arrived (${outcome.why})`,
        hint: 'look into the chat before you try again',
      };
    case 'undeliverable':
      return {
        what: `cannot be written to (${outcome.why})`,
        hint: recipientHints[outcome.recipient],
      };
    case 'moved':
      return {
        what: `this chat has moved to ${outcome.to}`,
        hint: `hawker channels test ${name} --to ${outcome.to}`,
      };
    case 'rejected':
      return {
        what: `the platform refuses the line (${outcome.why})`,
        hint: 'it is this content that it refuses: the address and the account are not to blame',
      };
    case 'account_fault':
      return { what: `the account cannot send (${outcome.why})`, hint: faultHint(name, outcome) };
  }
}

const recipientHints = {
  suppress:
    'is the address right? If so, the person has to open the chat first (press Start, add the bot, follow), or has blocked it',
  needs_inbound: 'here one may only answer: write to the account from that address, then try again',
  needs_consent: 'the person has to agree on the platform to this kind of message first',
} as const;

function waitHint(retryAfterMs: number | null): string {
  return retryAfterMs === null
    ? 'try again in a minute'
    : `try again in ${Math.ceil(retryAfterMs / 1_000)} s`;
}

function faultHint(
  name: string,
  { why, retryAtMs }: Extract<SendOutcome, { kind: 'account_fault' }>,
): string {
  switch (why) {
    case 'credentials':
      return `check the keys of "${name}" in campaigns/shop.yaml and .env, then: hawker channels --probe`;
    case 'permission':
      return `the account lacks a permission on the platform; adapters/README.md names the page of each channel`;
    case 'quota':
      return retryAtMs === undefined
        ? 'its quota is used up; try again in its next period'
        : `its quota is used up until ${new Date(retryAtMs).toISOString()}`;
    case 'suspended':
      return 'the platform has suspended the account: see its own console';
  }
}

/** How a chat opens with an account that gives no link. */
export function noLinkHint(kind: string): string {
  return (
    linklessHints[kind] ??
    'web chat needs PUBLIC_URL in .env, a bot its credentials and the network'
  );
}

// Where there never is one: what customers do instead.
const linklessHints: Readonly<Record<string, string>> = {
  discord: 'customers type /start to the bot, with the code of their invitation if they have one',
  weibo: 'Weibo has no such links: customers follow the account and write to it',
  webhook: 'chats open in your own app: it says who writes when it hands a message in',
};

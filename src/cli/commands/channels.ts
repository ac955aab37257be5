import { Command } from 'commander';
import type { App } from '../../app.js';
import type { SendOutcome } from '../../domain/message/send-outcome.js';
import { UserError } from '../../domain/user-error.js';
import type { ChannelAccount, Probe } from '../../ports/channel.js';
import { sendTestLine } from '../../services/send-test-line.js';
import type { CliContext } from '../context.js';
import { print, table } from '../output.js';

interface ListOptions {
  readonly probe?: boolean;
  readonly json?: boolean;
}

const probeMs = 10_000;

export function channelsCommand(context: CliContext): Command {
  const command = new Command('channels')
    .description('the shop’s channel accounts, their pace and health')
    .option('--probe', 'ask each platform whether the account works')
    .option('--json', 'for a machine')
    .addHelpText(
      'after',
      '\nExamples:\n  hawker channels --probe\n  hawker channels test telegram --to 123456789',
    )
    .action(async (options: ListOptions) => {
      const app = await context.app();
      const rows = await Promise.all(app.accounts.map((account) => rowOf(account, options)));
      if (options.json === true) print(JSON.stringify(rows, null, 2));
      else print(listText(rows, app));
    });
  return command.addCommand(testCommand(context));
}

function testCommand(context: CliContext): Command {
  return new Command('test')
    .description('send one line to one address, past the outbox')
    .argument('<name>', 'the account’s name in campaigns/shop.yaml')
    .requiredOption('--to <address>', 'as the platform writes it: a chat’s number, @channel')
    .addHelpText('after', '\nExample:\n  hawker channels test telegram --to 123456789')
    .action(async (name: string, { to }: { to: string }) => {
      const app = await context.app();
      const account = accountNamed(app, name);
      const [locale = 'en'] = app.shop.locales;
      const text = `A test line from ${app.shop.name}.`;
      const key = app.digest.sha256(app.random.uuid());
      const outcome = await sendTestLine(account, { to, locale, text, key });
      if (outcome.kind !== 'accepted' && outcome.kind !== 'duplicate') throw refusal(name, outcome);
      print(`Sent to ${to} by ${name}.`);
    });
}

interface Row {
  readonly name: string;
  readonly kind: string;
  readonly perSecond: number;
  readonly perChatMs: number;
  readonly writesTo: string;
  readonly probe: Probe | null;
}

const writesTo = {
  free: 'who opted in',
  window: 'who wrote lately',
  consent: 'who agreed there',
  post: 'the public',
  none: 'who just wrote',
} as const;

async function rowOf(account: ChannelAccount, { probe }: ListOptions): Promise<Row> {
  const { name, kind, rate, capabilities } = account;
  const reach = writesTo[capabilities.proactive];
  return {
    name,
    kind,
    perSecond: rate.perSecond,
    perChatMs: rate.perChatMs,
    writesTo: capabilities.posts && capabilities.proactive !== 'post' ? `${reach}, posts` : reach,
    probe: probe === true ? await account.probe(AbortSignal.timeout(probeMs)) : null,
  };
}

function listText(rows: readonly Row[], { shop }: App): string {
  const body = rows.map((row) => [
    row.name,
    row.kind,
    `${row.perSecond}/s`,
    row.perChatMs === 0 ? '' : `1 per ${row.perChatMs / 1_000} s`,
    row.writesTo,
    row.probe === null ? '' : healthText(row.probe),
  ]);
  const listed = table(['account', 'kind', 'pace', 'each chat', 'writes to', 'health'], body);
  const off = (shop.switchedOff ?? []).map(({ name, why }) => `${name} is off: ${why}`);
  return [listed, ...off].join('\n');
}

function healthText(probe: Probe): string {
  return probe.ok ? `works as ${probe.name}` : `${probe.why}: ${probe.detail}`;
}

function accountNamed(app: App, name: string): ChannelAccount {
  const found = app.accounts.find((account) => account.name === name);
  if (found !== undefined) return found;
  const names = app.accounts.map((account) => account.name).join(', ');
  throw new UserError(`no channel account is called "${name}"`, { hint: `there are: ${names}` });
}

function refusal(name: string, outcome: SendOutcome): UserError {
  const why = 'why' in outcome ? outcome.why : outcome.kind;
  const hints: Partial<Record<SendOutcome['kind'], string>> = {
    undeliverable: 'the person has to open a chat with the bot first (press Start)',
    account_fault: `check the credentials of "${name}" in campaigns/shop.yaml and .env`,
    unknown: 'perhaps it arrived: look before you try again',
    deferred: 'check the network',
  };
  const hint = hints[outcome.kind];
  const message = `${name}: ${outcome.kind.replace('_', ' ')} (${why})`;
  return new UserError(message, hint === undefined ? {} : { hint });
}

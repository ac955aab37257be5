import { existsSync } from 'node:fs';
import { dirname, parse } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { App } from '../../app.js';
import { counted } from '../../domain/counted.js';
import { didYouMean } from '../../domain/suggest.js';
import { UserError } from '../../domain/user-error.js';
import type { ChannelAccount } from '../../ports/channel.js';
import { customerLinks } from '../../services/export-links.js';
import type { CliContext } from '../context.js';
import { writeLinkFiles } from '../link-files.js';
import { print, progress } from '../output.js';

interface ExportOptions {
  readonly channel?: string;
  readonly format: 'csv' | 'html';
  readonly qr?: boolean;
  readonly days?: number;
  readonly out: string;
}

const dayMs = 86_400_000;
const probeMs = 10_000;

export function linksCommand(context: CliContext): Command {
  const command = new Command('links').description(
    'links that open a chat as one customer, to print or send',
  );
  command.addCommand(exportCommand(context));
  command.addCommand(releaseCommand(context));
  return command;
}

function exportCommand(context: CliContext): Command {
  return new Command('export')
    .description('write a link for every customer')
    .requiredOption('--out <file>', 'where to')
    .option('--channel <name>', 'only this channel; all that have links unless given')
    .addOption(
      new Option('--format <format>', 'a table, or a sheet to print')
        .choices(['csv', 'html'])
        .default('csv'),
    )
    .option('--qr', 'PNG pictures beside the file, one for each link')
    .option('--days <n>', 'links that end after so many days; never unless given', wholeNumber)
    .addHelpText(
      'after',
      [
        '',
        'Examples:',
        '  hawker links export --out links.csv --qr',
        '  hawker links export --channel telegram --format html --out cards.html',
        '',
        'Whoever opens a link first has that customer’s chat: hand each to its customer only.',
      ].join('\n'),
    )
    .action(async (options: ExportOptions) => exportLinks(await context.app(), options));
}

async function exportLinks(app: App, options: ExportOptions): Promise<void> {
  const { out, format, days } = options;
  if (!existsSync(dirname(out)))
    throw new UserError(`there is no folder ${dirname(out)}`, { hint: 'make it first' });
  const accounts = await linkedAccounts(app, options.channel);
  const { all, linked } = await app.customers.linkedCounts();
  const { dir, name } = parse(out);
  const pictureFolder = options.qr === true ? `${dir === '' ? '' : `${dir}/`}${name}-qr` : null;
  const bar = progress('links', all * accounts.length);
  const expiresAt = days === undefined ? null : app.clock.now() + days * dayMs;
  const count = await writeLinkFiles(customerLinks(app, accounts, expiresAt), {
    file: out,
    format,
    shopName: app.shop.name,
    pictureFolder,
    qrCode: app.qrCode,
    wrote: bar.update,
  });
  bar.end(`${count.toLocaleString('en')} for ${accounts.map((each) => each.name).join(', ')}`);
  print(`Wrote ${out}${pictureFolder === null ? '' : ` and pictures in ${pictureFolder}/`}.`);
  if (count === 0) print('No customers yet.\n  → hawker import customers FILE');
  else
    print(
      `Linked so far: ${linked.toLocaleString('en')} of ${all.toLocaleString('en')} customers.`,
    );
  warnOfLocalLinks(accounts);
}

async function linkedAccounts(app: App, channel: string | undefined): Promise<ChannelAccount[]> {
  const names = app.accounts.map(({ name }) => name);
  const asked = app.accounts.filter(({ name }) => channel === undefined || name === channel);
  if (asked.length === 0 && channel !== undefined) {
    throw new UserError(`there is no channel "${channel}"${didYouMean(channel, names)}`, {
      hint: `switched on in campaigns/shop.yaml: ${names.join(', ') || 'none'}`,
    });
  }
  const found: ChannelAccount[] = [];
  for (const account of asked) if (await hasLinks(account)) found.push(account);
  if (found.length > 0) return found;
  const without = asked.map(({ name }) => name).join(', ') || 'no channel at all';
  throw new UserError(`no links can be made for ${without}`, {
    hint: 'web chat needs PUBLIC_URL in .env; Telegram needs its token, and the network or `username` in shop.yaml',
  });
}

// A bot may have to be asked its name first.
async function hasLinks(account: ChannelAccount): Promise<boolean> {
  if (account.deepLink !== undefined) return true;
  await account.probe(AbortSignal.timeout(probeMs));
  return account.deepLink !== undefined;
}

function warnOfLocalLinks(accounts: readonly ChannelAccount[]): void {
  const local = accounts.filter(({ deepLink }) =>
    /^https?:\/\/(localhost|127\.|\[::1\])/.test(deepLink?.('x') ?? ''),
  );
  if (local.length === 0) return;
  print(`The links for ${local.map(({ name }) => name).join(', ')} work on this machine only.`);
  print('  → set PUBLIC_URL in .env to where customers reach this server');
}

function releaseCommand(context: CliContext): Command {
  return new Command('release')
    .description('take a customer’s chats away, so that their link can be opened anew')
    .argument('<customer>', 'the shop’s own id of the customer')
    .option('--channel <name>', 'only on this channel')
    .addHelpText('after', '\nExample:\n  hawker links release 12583 --channel telegram')
    .action(async (externalId: string, { channel }: { channel?: string }) => {
      const app = await context.app();
      const customer = await app.customers.customerByExternalId(externalId);
      if (customer === null) {
        throw new UserError(`no customer "${externalId}"`, {
          hint: 'it is the id that your own shop uses',
        });
      }
      const count = await app.customers.splitChats(customer.id, channel ?? null, app.clock.now());
      if (count === 0) print(`Customer ${externalId} has no chat there: the link is free.`);
      else print(`Customer ${externalId} let go of ${counted(count, 'chat')}.`);
    });
}

function wholeNumber(text: string): number {
  const days = Number(text);
  if (!Number.isInteger(days) || days < 1 || days > 3_650)
    throw new InvalidArgumentError('a whole number from 1 to 3650 is needed.');
  return days;
}

import { writeFileSync } from 'node:fs';
import { Command } from 'commander';
import type { App } from '../../app.js';
import { didYouMean } from '../../domain/suggest.js';
import { UserError } from '../../domain/user-error.js';
import type { ChannelAccount } from '../../ports/channel.js';
import { accountOverviews } from '../../services/account-overview.js';
import { menuEntries } from '../../services/channel-menu.js';
import { customerToken } from '../../services/deep-links.js';
import { anybodysToken } from '../../services/open-link.js';
import { sendTestLine } from '../../services/send-test-line.js';
import { channelsText, noLinkHint, refusedTest } from '../channels-text.js';
import type { CliContext } from '../context.js';
import { warnOfHold } from '../hold-notice.js';
import { print } from '../output.js';

interface ListOptions {
  readonly probe?: boolean;
  readonly json?: boolean;
}

interface LinkOptions {
  readonly customer?: string;
  readonly qr?: string;
  readonly json?: boolean;
}

const askMs = 10_000;

export function channelsCommand(context: CliContext): Command {
  const command = new Command('channels')
    .description('the shop’s channel accounts: health, limits, what they did today')
    .option('--probe', 'ask each platform now whether the account works')
    .option('--json', 'for a machine')
    .addHelpText(
      'after',
      [
        '',
        'Examples:',
        '  hawker channels --probe',
        '  hawker channels test telegram --to 123456789',
        '  hawker channels menu telegram',
        '  hawker channels link telegram --qr poster.png',
      ].join('\n'),
    )
    .action(async (options: ListOptions) => list(await context.app(), options));
  command.addCommand(testCommand(context));
  command.addCommand(menuCommand(context));
  command.addCommand(linkCommand(context));
  return command;
}

async function list(app: App, { probe = false, json = false }: ListOptions): Promise<void> {
  await warnOfHold(app);
  const accounts = await accountOverviews(app, probe);
  const switchedOff = app.shop.switchedOff ?? [];
  const { timezone } = app.shop;
  if (json) print(JSON.stringify({ accounts, switchedOff }, null, 2));
  else print(channelsText(accounts, { now: app.clock.now(), timezone, switchedOff }));
  const broken = accounts.filter(({ health }) => health.state === 'fails');
  if (!probe || broken.length === 0) return;
  throw new UserError(`not working: ${broken.map(({ name }) => name).join(', ')}`, {
    hint: `${[...new Set(broken.map(({ kind }) => `adapters/${kind}.md`))].join(', ')}: what its errors mean`,
  });
}

function testCommand(context: CliContext): Command {
  return new Command('test')
    .description('send one line to one address, past the outbox')
    .argument('<name>', 'the account’s name in campaigns/shop.yaml')
    .requiredOption(
      '--to <address>',
      'as the platform writes it: a chat’s number, a mail address; for a post a place such as @channel',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  hawker channels test telegram --to 123456789\n  hawker channels test telegram --to @myshop',
    )
    .action(async (name: string, { to }: { to: string }) => {
      const app = await context.app();
      const account = accountNamed(app, name);
      const [locale = 'en'] = app.shop.locales;
      const text = `A test line from ${app.shop.name}.`;
      const key = app.digest.sha256(app.random.uuid());
      const outcome = await sendTestLine(account, { to, locale, text, key });
      if (outcome.kind !== 'accepted' && outcome.kind !== 'duplicate')
        throw refusedTest(name, outcome);
      print(`Sent to ${to} by ${name}.`);
    });
}

function menuCommand(context: CliContext): Command {
  return new Command('menu')
    .description('put the bot’s commands where customers see them')
    .argument('<name>', 'the account’s name in campaigns/shop.yaml')
    .addHelpText('after', '\nExample:\n  hawker channels menu telegram')
    .action(async (name: string) => {
      const app = await context.app();
      const account = accountNamed(app, name);
      if (account.publishMenu === undefined)
        throw new UserError(`${name}: ${account.kind} has no menu that a program can set`, {
          hint: 'customers can always type: picks, coupons, help',
        });
      const entries = menuEntries(app.shop.locales, {
        hasStaff: app.shop.staff !== undefined,
        hasMembership: app.shop.membership !== undefined,
      });
      const published = await account.publishMenu(entries, AbortSignal.timeout(askMs));
      if (!published.ok)
        throw new UserError(
          `${name}: the menu was not set (${published.why}: ${published.detail})`,
          {
            hint: 'hawker channels --probe says whether the account works at all',
          },
        );
      print(`${name} shows: ${entries.map(({ command }) => `/${command}`).join(' ')}`);
    });
}

function linkCommand(context: CliContext): Command {
  return new Command('link')
    .description('the link that opens a chat with an account, and its QR picture')
    .argument('<name>', 'the account’s name in campaigns/shop.yaml')
    .option('--customer <id>', 'a link that is this customer’s own; for anybody unless given')
    .option('--qr <file>', 'write a picture to print, .png or .svg')
    .option('--json', 'for a machine')
    .addHelpText(
      'after',
      '\nExample:\n  hawker channels link telegram --qr poster.png\n\nLinks for all customers: hawker links export',
    )
    .action(async (name: string, options: LinkOptions) => {
      const app = await context.app();
      const account = accountNamed(app, name);
      const url = await linkOf(account, await tokenFor(app, options.customer));
      if (options.qr !== undefined) await writePicture(app, options.qr, url);
      if (options.json === true) print(JSON.stringify({ account: name, url }));
      else print(options.qr === undefined ? url : `${url}\nWrote ${options.qr}.`);
    });
}

async function tokenFor(app: App, customerId: string | undefined): Promise<string> {
  if (customerId === undefined) return anybodysToken;
  const customer = await app.customers.customerByExternalId(customerId);
  if (customer !== null) return customerToken(app.keyring, customer.id);
  throw new UserError(`no customer "${customerId}"`, { hint: 'it is the id that your shop uses' });
}

// A bot may have to be asked its name first, and some platforms make the link themselves.
async function linkOf(account: ChannelAccount, token: string): Promise<string> {
  if (account.askLink !== undefined) {
    const asked = await account.askLink(token, AbortSignal.timeout(askMs));
    if (asked.ok) return asked.url;
    throw new UserError(`${account.name}: the platform made no link (${asked.why})`, {
      hint: 'hawker channels --probe says whether the account works at all',
    });
  }
  if (account.deepLink === undefined) await account.probe(AbortSignal.timeout(askMs));
  const url = account.deepLink?.(token);
  if (url !== undefined) return url;
  throw new UserError(`${account.name}: there is no link that opens a chat on ${account.kind}`, {
    hint: noLinkHint(account.kind),
  });
}

async function writePicture(app: App, file: string, url: string): Promise<void> {
  const isSvg = file.endsWith('.svg');
  if (!isSvg && !file.endsWith('.png'))
    throw new UserError(`--qr ${file} is neither .png nor .svg`, { hint: 'say --qr poster.png' });
  const picture = isSvg ? await app.qrCode.svg(url) : await app.qrCode.png(url);
  try {
    writeFileSync(file, picture);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(`cannot write ${file} (${code})`, { cause: error });
  }
}

function accountNamed(app: App, name: string): ChannelAccount {
  const found = app.accounts.find((account) => account.name === name);
  if (found !== undefined) return found;
  const names = app.accounts.map((account) => account.name);
  const off = app.shop.switchedOff?.find((each) => each.name === name);
  if (off !== undefined)
    throw new UserError(`the channel "${name}" is off: ${off.why}`, {
      hint: 'put it into .env beside campaigns/',
    });
  throw new UserError(`no channel account is called "${name}"${didYouMean(name, names)}`, {
    hint: `there are: ${names.join(', ') || 'none'}`,
  });
}

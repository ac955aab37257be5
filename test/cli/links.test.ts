import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { App } from '../../src/app.js';
import { eraseCommand } from '../../src/cli/commands/erase.js';
import { linksCommand } from '../../src/cli/commands/links.js';
import type { CliContext } from '../../src/cli/context.js';
import type { UserError } from '../../src/domain/user-error.js';
import type { ChannelAccount } from '../../src/ports/channel.js';
import { qrCode } from '../../src/runtime/qr-code.js';
import { erasureStore } from '../../src/store/erasure-store.js';
import { chatShop, keyring, newCustomer, silentAccount } from '../support/chat-shop.js';
import { onEachDatabase } from '../support/databases.js';

onEachDatabase('command line', (test) => {
  let folder = '';
  let printed: string[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hawker-links-'));
    printed = [];
    vi.spyOn(console, 'log').mockImplementation((line: string) => {
      printed.push(line);
    });
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  });
  afterEach(() => {
    vi.restoreAllMocks();
    rmSync(folder, { recursive: true, force: true });
  });

  const { deepLink: _, ...mute } = silentAccount('console');
  /** Knows its links only once it was asked for its name. */
  function shyAccount(): ChannelAccount {
    const account: { -readonly [K in keyof ChannelAccount]: ChannelAccount[K] } = {
      ...mute,
      name: 'bot',
    };
    account.probe = async () => {
      account.deepLink = (token) => `https://t.example/bot?start=${token}`;
      return { ok: true, name: '@bot' };
    };
    return account;
  }
  function contextWith(accounts: readonly ChannelAccount[]): CliContext {
    const { deps } = chatShop(test.database());
    const erasure = erasureStore(test.database(), keyring);
    // Only what these commands look at.
    const app = { ...deps, accounts, qrCode, erasure } as unknown as App;
    return { app: async () => app } as CliContext;
  }
  async function run(
    make: (context: CliContext) => Command,
    accounts: readonly ChannelAccount[],
    ...words: string[]
  ) {
    await make(contextWith(accounts)).exitOverride().parseAsync(words, { from: 'user' });
  }
  async function refusal(running: Promise<void>): Promise<string> {
    const error = (await running.then(
      () => null,
      (thrown: unknown) => thrown,
    )) as UserError | null;
    return `${error?.name}: ${error?.message}\n${error?.hint}`;
  }

  describe('links export', () => {
    it('says what it wrote, and that links to this machine reach nobody else', async () => {
      await newCustomer(test.database(), 'c1');
      await newCustomer(test.database(), 'c2');
      const local = {
        ...silentAccount('web'),
        deepLink: (token: string) => `http://127.0.0.1:8420/chat?start=${token}`,
      };
      const out = join(folder, 'links.csv');
      await run(linksCommand, [mute, local, silentAccount('tg')], 'export', '--out', out, '--qr');
      const lines = readFileSync(out, 'utf8').trim().split('\n');
      expect(lines[0]).toBe('externalId,channel,link,picture');
      expect(lines.slice(1).map((line) => line.split(',').slice(0, 2).join(' '))).toEqual([
        'c1 web',
        'c1 tg',
        'c2 web',
        'c2 tg',
      ]);
      expect(readdirSync(join(folder, 'links-qr'))).toHaveLength(4);
      expect(printed.join('\n')).toBe(
        [
          `Wrote ${out} and pictures in ${join(folder, 'links-qr')}/.`,
          'Linked so far: 0 of 2 customers.',
          'The links for web work on this machine only.',
          '  → set PUBLIC_URL in .env to where customers reach this server',
        ].join('\n'),
      );
    });

    it('asks a bot for its name before it gives up', async () => {
      const out = join(folder, 'cards.html');
      await run(
        linksCommand,
        [shyAccount()],
        'export',
        '--out',
        out,
        '--format',
        'html',
        '--channel',
        'bot',
      );
      expect(readFileSync(out, 'utf8').match(/<svg/g)).toHaveLength(2);
      expect(existsSync(join(folder, 'cards-qr'))).toBe(false);
    });

    it.each([
      [['--out', '/no/such/folder/links.csv'], 'there is no folder /no/such/folder'],
      [['--out', 'x.csv', '--channel', 'telegrm'], 'there is no channel "telegrm"'],
      [['--out', 'x.csv', '--channel', 'console'], 'no links can be made for console'],
    ])('refuses %j in one line, and writes nothing', async (words, said) => {
      const accounts = [mute, silentAccount('telegram')];
      const told = await refusal(run(linksCommand, accounts, 'export', ...words));
      expect(told).toContain(`UserError: ${said}`);
      expect(existsSync('x.csv')).toBe(false);
    });
  });

  it('links release frees a link', async () => {
    const id = await newCustomer(test.database(), 'to-release');
    const { customers } = chatShop(test.database()).deps;
    const speaker = { channelAccount: 'tg', address: 'old phone', locale: null, name: null, at: 1 };
    await customers.linkChat(speaker, id);
    await run(linksCommand, [], 'release', 'to-release');
    expect(printed).toEqual(['Customer to-release let go of 1 chat.']);
    expect(await customers.linkChat({ ...speaker, address: 'new phone' }, id)).toBe('linked');
    expect(await refusal(run(linksCommand, [], 'release', 'nobody'))).toContain(
      'no customer "nobody"',
    );
  });

  it('erase wants a yes first', async () => {
    await newCustomer(test.database(), 'to-erase', 'Zoe');
    const { customers } = chatShop(test.database()).deps;
    const told = await refusal(run(eraseCommand, [], 'to-erase'));
    expect(told).toContain('cannot be undone');
    expect(told).toContain('hawker erase to-erase --yes');
    expect(await customers.customerByExternalId('to-erase')).not.toBeNull();
    await run(eraseCommand, [], 'to-erase', '--yes');
    expect(printed.join('\n')).toContain('Customer to-erase is erased.');
    expect(await customers.customerByExternalId('to-erase')).toBeNull();
    expect(await refusal(run(eraseCommand, [], 'to-erase', '--yes'))).toContain(
      'no customer "to-erase"',
    );
  });
});

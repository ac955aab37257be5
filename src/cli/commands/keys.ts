import { Command } from 'commander';
import { type ApiScope, apiScopes, isApiScope } from '../../domain/api-scope.js';
import { didYouMean } from '../../domain/suggest.js';
import { UserError } from '../../domain/user-error.js';
import type { ApiKeyRecord } from '../../ports/api-key-store.js';
import { createApiKey } from '../../services/api-keys.js';
import type { CliContext } from '../context.js';
import { print, table } from '../output.js';

export function keysCommand(context: CliContext): Command {
  const command = new Command('keys').description('API keys: who may call /v1, and for what');
  command.addCommand(createCommand(context));
  command.addCommand(listCommand(context));
  command.addCommand(revokeCommand(context));
  return command;
}

function createCommand(context: CliContext): Command {
  return new Command('create')
    .description('make a key; it is shown this once')
    .argument('<name>', 'what will use it, such as webshop')
    .requiredOption('--scope <scopes...>', `what it may do: ${apiScopes.join(', ')}`)
    .option('--json', 'for a machine')
    .addHelpText(
      'after',
      '\nExample:\n  hawker keys create webshop --scope interactions:write quotes:write',
    )
    .action(async (name: string, { scope, json }: { scope: string[]; json?: boolean }) => {
      const scopes = parseScopes(scope);
      const { id, key } = await createApiKey(await context.app(), name, scopes);
      if (json === true) print(JSON.stringify({ id, name, scopes, key }, null, 2));
      else {
        print(key);
        print(`\nKey ${id} “${name}” may: ${scopes.join(', ')}.`);
        print('Keep it now: only its hash is stored, so it cannot be shown again.');
        print('Send it as the header  Authorization: Bearer <key>');
      }
    });
}

function parseScopes(words: readonly string[]): ApiScope[] {
  const scopes = words.flatMap((word) => word.split(',')).filter((word) => word !== '');
  const strange = scopes.find((scope) => !isApiScope(scope));
  if (strange !== undefined) {
    throw new UserError(`there is no scope "${strange}"${didYouMean(strange, apiScopes)}`, {
      hint: `there are: ${apiScopes.join(', ')}`,
    });
  }
  return [...new Set(scopes.filter(isApiScope))];
}

function listCommand(context: CliContext): Command {
  return new Command('list')
    .description('all keys, without what is secret of them')
    .option('--json', 'for a machine')
    .addHelpText('after', '\nExample:\n  hawker keys list')
    .action(async ({ json }: { json?: boolean }) => {
      const keys = await (await context.app()).apiKeys.list();
      if (json === true)
        print(
          JSON.stringify(
            keys.map(({ hash, ...rest }) => rest),
            null,
            2,
          ),
        );
      else if (keys.length === 0) print('No keys yet.\n  → hawker keys create NAME --scope …');
      else
        print(table(['id', 'name', 'key', 'scopes', 'made', 'last used', 'state'], keys.map(row)));
    });
}

function row(key: ApiKeyRecord): (string | number)[] {
  const state = key.revokedAt === null ? 'live' : `revoked ${day(key.revokedAt)}`;
  const lastUsed = key.lastUsedAt === null ? 'never' : day(key.lastUsedAt);
  const { id, name, prefix, scopes } = key;
  return [id, name, `${prefix}…`, scopes.join(' '), day(key.createdAt), lastUsed, state];
}

function day(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

function revokeCommand(context: CliContext): Command {
  return new Command('revoke')
    .description('end a key at once')
    .argument('<id>', 'its number in `hawker keys list`')
    .addHelpText('after', '\nExample:\n  hawker keys revoke 3')
    .action(async (id: string) => {
      const app = await context.app();
      const isRevoked =
        /^\d{1,9}$/.test(id) && (await app.apiKeys.revoke(Number(id), app.clock.now()));
      if (!isRevoked) {
        throw new UserError(`there is no live key ${id}`, { hint: 'see `hawker keys list`' });
      }
      print(`Key ${id} is revoked: calls with it are refused from now on.`);
    });
}

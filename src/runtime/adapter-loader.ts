import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ChannelSettings, Shop } from '../domain/campaign/shop.js';
import { type Parsed, type Problem, problemLine } from '../domain/problem.js';
import { suggest } from '../domain/suggest.js';
import { UserError } from '../domain/user-error.js';
import type { AdapterDeps, ChannelAccount, ChannelAdapter } from '../ports/channel.js';

/** Compiled beside this file's own folder. */
const ownAdapters = join(import.meta.dirname, '../../adapters');

/**
 * Every account of a shop, without any network.
 *
 * @throws UserError that names every wrong key of shop.yaml
 */
export async function openAccounts(
  shop: Pick<Shop, 'channels'>,
  deps: AdapterDeps,
  folder = ownAdapters,
): Promise<readonly ChannelAccount[]> {
  const opened = openChannels(shop.channels, await loadAdapters(folder), deps);
  if (opened.ok) return opened.value;
  throw new UserError(opened.problems.map(problemLine).join('\n'));
}

/**
 * The adapters of a folder by kind: each file there exports one as `adapter`, and nothing else need know of it. A
 * folder beside it holds an adapter's own parts.
 *
 * @param folder compiled `adapters/`
 */
export async function loadAdapters(folder: string): Promise<ReadonlyMap<string, ChannelAdapter>> {
  const files = readdirSync(folder).filter((name) => /^[a-z][a-z0-9-]*\.[jt]s$/.test(name));
  const adapters = await Promise.all(files.sort().map((file) => loadAdapter(folder, file)));
  return new Map(adapters.map((adapter) => [adapter.kind, adapter]));
}

async function loadAdapter(folder: string, file: string): Promise<ChannelAdapter> {
  const loaded = (await import(pathToFileURL(join(folder, file)).href)) as {
    adapter?: ChannelAdapter;
  };
  if (loaded.adapter === undefined) throw new Error(`adapters/${file} exports no \`adapter\``);
  return loaded.adapter;
}

/** Opens the shop's accounts, without any network; every problem names its key in shop.yaml. */
export function openChannels(
  channels: readonly ChannelSettings[],
  adapters: ReadonlyMap<string, ChannelAdapter>,
  deps: AdapterDeps,
): Parsed<readonly ChannelAccount[]> {
  const problems: Problem[] = [];
  const accounts: ChannelAccount[] = [];
  for (const channel of channels) {
    const opened = openChannel(channel, adapters, deps);
    if (opened.ok) accounts.push(opened.value);
    else problems.push(...opened.problems);
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: accounts };
}

function openChannel(
  channel: ChannelSettings,
  adapters: ReadonlyMap<string, ChannelAdapter>,
  deps: AdapterDeps,
): Parsed<ChannelAccount> {
  const { name, kind, settings } = channel;
  const adapter = adapters.get(kind);
  if (adapter === undefined) {
    const known = [...adapters.keys()];
    const near = suggest(kind, known);
    const advice = near === null ? `there are: ${known.join(', ')}` : `did you mean "${near}"?`;
    const message = `no adapter is called "${kind}"; ${advice}`;
    return { ok: false, problems: [problemAt(channel, 'kind', message)] };
  }
  const opened = adapter.open(name, settings, deps);
  if (opened.ok) return { ok: true, value: opened.account };
  const problems = opened.problems.map(({ path, message }) => problemAt(channel, path, message));
  return { ok: false, problems };
}

/** A key that is missing is pointed at by what should hold it. */
function problemAt({ name, places }: ChannelSettings, path: string, message: string): Problem {
  const steps = path === '' ? [] : path.split('.');
  const holders = steps.map((_, index) => steps.slice(0, steps.length - index).join('.'));
  const place = [...holders, ''].map((holder) => places?.[holder]).find((at) => at !== undefined);
  const key = ['channels', name, ...steps].join('.');
  return { place: place ?? 'campaigns/shop.yaml', message: `${key}: ${message}` };
}

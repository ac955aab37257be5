import type { AdapterDeps, ChannelAccount, ChannelAdapter } from '../../src/ports/channel.js';
import type { MadeToken, SharedTokens } from '../../src/ports/shared-tokens.js';
import { listLog } from './dispatch.js';

const noMessages: AdapterDeps['chatMessages'] = {
  append: () => Promise.reject(new Error('this adapter keeps no chat messages')),
};

/**
 * Shared tokens within one test, without a database.
 *
 * @param now where it is given, tokens run out by it
 */
export function memoryTokens(now: (() => number) | null = null): SharedTokens {
  const kept = new Map<string, Promise<MadeToken>>();
  const isGood = ({ value, expiresAt }: MadeToken, stale: string | undefined) =>
    value !== stale && (now === null || expiresAt > now());
  return {
    async get(name, make, stale) {
      const found = kept.get(name);
      if (found !== undefined) {
        const old = await found;
        if (isGood(old, stale)) return old.value;
      }
      // Whoever comes first after a stale one replaces it; the others find the replacement.
      if (kept.get(name) === found) kept.set(name, make());
      const made = kept.get(name) ?? Promise.reject(new Error('no token'));
      made.catch(() => kept.delete(name));
      return (await made).value;
    },
  };
}

export function adapterDeps(overrides: Partial<AdapterDeps> = {}): AdapterDeps {
  return {
    publicUrl: null,
    chatMessages: noMessages,
    tokens: memoryTokens(),
    unsubscribeUrl: () => null,
    actionUrl: () => null,
    fetch,
    now: Date.now,
    log: listLog(),
    ...overrides,
  };
}

/** Opens an account, or fails the test with the adapter's own problems. */
export function openAccount(
  adapter: ChannelAdapter,
  settings: Readonly<Record<string, unknown>>,
  overrides: Partial<AdapterDeps> = {},
  name = adapter.kind,
): ChannelAccount {
  const opened = adapter.open(name, settings, adapterDeps(overrides));
  if (opened.ok) return opened.account;
  throw new Error(opened.problems.map(({ path, message }) => `${path} ${message}`).join('; '));
}

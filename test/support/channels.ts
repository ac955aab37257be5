import type { AdapterDeps, ChannelAccount, ChannelAdapter } from '../../src/ports/channel.js';
import { listLog } from './dispatch.js';

const noMessages: AdapterDeps['chatMessages'] = {
  append: () => Promise.reject(new Error('this adapter keeps no chat messages')),
  after: async () => [],
};

export function adapterDeps(overrides: Partial<AdapterDeps> = {}): AdapterDeps {
  return {
    publicUrl: null,
    chatMessages: noMessages,
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

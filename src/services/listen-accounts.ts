import type { ChannelAccount, InboundEvent } from '../ports/channel.js';
import type { Logger } from '../ports/logger.js';
import { newBell } from './bell.js';
import { type RightDeps, SoleRight } from './sole-right.js';

export interface ListenDeps extends RightDeps {
  readonly accounts: readonly ChannelAccount[];
  readonly log: Logger;
  /** Resolves when the events are stored: only then is the platform told. */
  readonly receive: (account: string, events: readonly InboundEvent[]) => Promise<void>;
}

export interface Listening {
  stop(): Promise<void>;
}

const lookMs = 2_000;
const backoffMs = { least: 1_000, most: 60_000 } as const;

/** Hears every account that listens by itself (long polling, a gateway); one process does so for each account. */
export function startListening(deps: ListenDeps): Listening {
  const abort = new AbortController();
  // A signal each: Node takes the eleventh listener of one for a leak.
  const running = deps.accounts
    .filter((account) => account.listen !== undefined)
    .map((account) => keepListening(deps, account, AbortSignal.any([abort.signal])));
  return {
    async stop() {
      abort.abort();
      await Promise.all(running);
    },
  };
}

async function keepListening(
  deps: ListenDeps,
  account: ChannelAccount,
  signal: AbortSignal,
): Promise<void> {
  const right = new SoleRight(deps, `listen:${account.name}`);
  const pause = newBell();
  let failures = 0;
  while (!signal.aborted) {
    const isOurs = await mayListen(right);
    if (isOurs) failures = (await listenWhileOurs(deps, account, right, signal)) ? 0 : failures + 1;
    const backoff = Math.min(backoffMs.least * 2 ** (failures - 1), backoffMs.most);
    await pause.wait(0, failures === 0 ? lookMs : backoff, signal);
  }
  await right.release();
}

// A database that does not answer is no reason to stop looking.
async function mayListen(right: SoleRight): Promise<boolean> {
  return right.look().then(
    ({ kind }) => kind === 'ours',
    () => false,
  );
}

/** @returns false if listening failed */
async function listenWhileOurs(
  { receive, log }: ListenDeps,
  account: ChannelAccount,
  right: SoleRight,
  signal: AbortSignal,
): Promise<boolean> {
  const lost = new AbortController();
  const renewal = setInterval(async () => {
    if (!(await mayListen(right))) lost.abort();
  }, lookMs);
  try {
    const sink = (events: readonly InboundEvent[]) => receive(account.name, events);
    await account.listen?.(sink, AbortSignal.any([signal, lost.signal]));
    return true;
  } catch (error) {
    log.warn('listen.failed', { account: account.name, error: (error as Error).message });
    return false;
  } finally {
    clearInterval(renewal);
  }
}

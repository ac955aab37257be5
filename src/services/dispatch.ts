import type { ChannelAccount } from '../ports/channel.js';
import type { ResendRight } from '../ports/delivery-store.js';
import type { ReconcileStore } from '../ports/reconcile-store.js';
import { newBell } from './bell.js';
import { type AccountDeps, AccountDispatcher, type AccountStatus } from './dispatch-account.js';
import { needsRight } from './fit-right.js';
import { UnknownAsker } from './reconcile-unknown.js';

export interface DispatchDeps extends Omit<AccountDeps, 'recoverAccount' | 'keyOf' | 'isFree'> {
  readonly accounts: readonly ChannelAccount[];
  /** Absent: what is unknown stays so. */
  readonly reconciling?: ReconcileStore;
  /** Goes into the key of every platform call, so that two shops never share one. */
  readonly scope: string;
}

export interface Dispatcher {
  status(): readonly AccountStatus[];
  /** The grants under way are finished, nothing more is claimed. */
  stop(): Promise<void>;
}

const housekeepingMs = 1_000;

/** Sends what is due on every account, and tidies the outbox, until stopped. */
export function startDispatch(deps: DispatchDeps): Dispatcher {
  const abort = new AbortController();
  // One each: Node takes the eleventh listener of a signal for a leak.
  const ownSignal = () => AbortSignal.any([abort.signal]);
  const recoverAccount = (account: ChannelAccount) => recover(deps, account);
  const keyOf = (deliveryId: number, part: number) =>
    deps.digest.sha256(`${deps.scope}:${deliveryId}:${part}`);
  const free = new Set(deps.accounts.filter((each) => !needsRight(each)).map(({ name }) => name));
  const isFree = (account: string) => free.has(account);
  const dispatchers = deps.accounts.map(
    (account) => new AccountDispatcher({ ...deps, recoverAccount, keyOf, isFree }, account),
  );
  const running = [
    ...dispatchers.map((dispatcher) => dispatcher.run(ownSignal())),
    keepHouse(deps, abort.signal),
    askOn(deps, abort.signal),
  ];
  return {
    status: () => dispatchers.map((dispatcher) => dispatcher.status()),
    async stop() {
      abort.abort();
      await Promise.all(running);
    },
  };
}

/** Apart from the house: a platform may be long in answering. */
async function askOn(deps: DispatchDeps, signal: AbortSignal): Promise<void> {
  const { reconciling, log } = deps;
  if (reconciling === undefined) return;
  const asker = new UnknownAsker({ ...deps, reconciling });
  const pause = newBell();
  while (!signal.aborted) {
    await asker.ask(signal).catch((error: Error) => {
      log.error('dispatch.reconcile.failed', { error: error.message });
    });
    await pause.wait(0, housekeepingMs, signal);
  }
}

async function keepHouse(deps: DispatchDeps, signal: AbortSignal): Promise<void> {
  const pause = newBell();
  while (!signal.aborted) {
    try {
      // What looks overdue in an older copy of the database was sent long ago.
      if ((deps.onlyAnswersSince?.() ?? null) === null) await tidyOutbox(deps);
    } catch (error) {
      deps.log.error('dispatch.housekeeping.failed', { error: String(error) });
    }
    // A bell of its own: news of work is no news here.
    await pause.wait(0, housekeepingMs, signal);
  }
}

/** Takes back what dead workers held, ends what is past its deadline, closes runs that are through. */
async function tidyOutbox(deps: DispatchDeps): Promise<void> {
  const now = deps.clock.now();
  await recover(deps, null);
  await deps.deliveries.sweep(now);
  for (const runId of await deps.deliveries.closeRuns(now)) deps.log.info('run.done', { runId });
}

async function recover(deps: DispatchDeps, account: ChannelAccount | null): Promise<void> {
  const { clock, deliveries, worker } = deps;
  const now = clock.now();
  const sole = account === null ? {} : { sole: { channelAccount: account.name, worker } };
  const resend = await resendRight(deps, await deliveries.runsToRecover({ now, ...sole }), now);
  const recovered = await deliveries.recover({ now, resend, ...sole });
  if (recovered.released + recovered.unknown + recovered.resent === 0) return;
  deps.log.warn('dispatch.recovered', { account: account?.name ?? null, ...recovered });
}

async function resendRight(
  { policies, accounts }: DispatchDeps,
  runIds: readonly number[],
  now: number,
): Promise<ResendRight> {
  const found = runIds.length === 0 ? new Map() : await policies(runIds);
  // A scope is narrower than an account: what lies outside it would arrive twice.
  const folding = accounts.flatMap(({ name, capabilities: { idempotency } }) =>
    idempotency === null || idempotency.scope !== undefined
      ? []
      : [{ name, sinceMs: Math.max(0, now - idempotency.ttlMs) }],
  );
  return {
    runIds: runIds.filter((runId) => found.get(runId)?.resendsUnknown === true),
    accounts: folding,
  };
}

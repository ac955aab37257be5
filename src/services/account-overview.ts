import { periodAt } from '../domain/campaign/quota-period.js';
import { startOfLocalDay } from '../domain/time-zone.js';
import type { AccountFigures } from '../ports/account-figures.js';
import type { AccountState, AccountStates } from '../ports/account-states.js';
import type { ChannelAccount, Probe, Quota } from '../ports/channel.js';
import type { Clock } from '../ports/clock.js';
import { limitWords, quotaWords, reachWords } from './limit-words.js';
import { quotaName } from './limited-intent.js';

export interface OverviewDeps {
  readonly accounts: readonly ChannelAccount[];
  readonly accountStates: Pick<AccountStates, 'list' | 'probed'>;
  readonly accountFigures: AccountFigures;
  readonly clock: Clock;
  readonly shop: { readonly timezone: string };
}

export interface QuotaState {
  readonly words: string;
  readonly used: number;
  readonly max: number;
  readonly resetsAt: number;
}

export interface Health {
  /** never: nobody has asked the platform yet. */
  readonly state: 'works' | 'fails' | 'never';
  readonly detail: string;
  readonly at: number | null;
}

/** One channel account as the operator sees it. */
export interface AccountOverview {
  readonly name: string;
  readonly kind: string;
  readonly writesTo: string;
  readonly limits: readonly string[];
  readonly health: Health;
  /** Null when it is not paused now. */
  readonly pausedUntil: number | null;
  readonly pauseReason: string | null;
  /** Of the account as a whole; what one chat has used is nobody's figure. */
  readonly quotas: readonly QuotaState[];
  readonly waiting: number;
  readonly sentToday: number;
  readonly failedToday: number;
  readonly unknownToday: number;
}

const probeMs = 10_000;

/**
 * Every account with its health, limits and what it did today.
 *
 * @param isProbing asks every platform now, all at once; else what the last probe said
 */
export async function accountOverviews(
  deps: OverviewDeps,
  isProbing = false,
): Promise<AccountOverview[]> {
  const { accounts, accountStates, accountFigures, clock } = deps;
  const now = clock.now();
  const fresh = isProbing ? await probeAll(deps) : new Map<string, Health>();
  const states = new Map((await accountStates.list()).map((each) => [each.channelAccount, each]));
  const dayStart = startOfLocalDay(now, deps.shop.timezone);
  const deliveries = await accountFigures.deliveries(dayStart);
  const quotas = await quotasOf(deps, now);
  return accounts.map((account) => {
    const state = states.get(account.name);
    const count = deliveries.find(({ channelAccount }) => channelAccount === account.name);
    const isPaused = (state?.pausedUntil ?? 0) > now;
    return {
      name: account.name,
      kind: account.kind,
      writesTo: reachWords(account.capabilities),
      limits: limitWords(account),
      health: fresh.get(account.name) ?? healthOf(state),
      pausedUntil: isPaused ? (state?.pausedUntil ?? null) : null,
      pauseReason: isPaused ? (state?.pauseReason ?? null) : null,
      quotas: quotas.get(account.name) ?? [],
      waiting: count?.waiting ?? 0,
      sentToday: count?.sentToday ?? 0,
      failedToday: count?.failedToday ?? 0,
      unknownToday: count?.unknownToday ?? 0,
    };
  });
}

async function probeAll(deps: OverviewDeps): Promise<Map<string, Health>> {
  const found = await Promise.all(
    deps.accounts.map(async (account) => {
      const probe = await probed(account);
      const at = deps.clock.now();
      await deps.accountStates.probed(account.name, at, probe.ok ? 'ok' : failureText(probe));
      return [account.name, healthOfProbe(probe, at)] as const;
    }),
  );
  return new Map(found);
}

/** An adapter that does not keep to its signal must not hold up the others. */
function probed(account: ChannelAccount): Promise<Probe> {
  const late: Probe = { ok: false, why: 'network', detail: `no answer in ${probeMs / 1_000} s` };
  const signal = AbortSignal.timeout(probeMs);
  const ended = new Promise<Probe>((resolve) =>
    signal.addEventListener('abort', () => resolve(late), { once: true }),
  );
  const failed = (error: Error): Probe => ({ ok: false, why: 'network', detail: error.name });
  return Promise.race([account.probe(signal).catch(failed), ended]);
}

function failureText({ why, detail }: Extract<Probe, { ok: false }>): string {
  return `${why}: ${detail}`;
}

function healthOfProbe(probe: Probe, at: number): Health {
  if (probe.ok) return { state: 'works', detail: probe.name, at };
  return { state: 'fails', detail: failureText(probe), at };
}

function healthOf(state: AccountState | undefined): Health {
  const [at, probe] = [state?.probedAt ?? null, state?.probe ?? null];
  if (probe === null) return { state: 'never', detail: '', at: null };
  return probe === 'ok'
    ? { state: 'works', detail: '', at }
    : { state: 'fails', detail: probe, at };
}

async function quotasOf(
  { accounts, accountFigures }: OverviewDeps,
  now: number,
): Promise<ReadonlyMap<string, readonly QuotaState[]>> {
  const all = accounts.flatMap(({ name, rate }) =>
    (rate.quotas ?? [])
      .filter(({ of }) => of === 'account')
      .map((quota) => ({ account: name, quota, period: periodAt(now, quota.per, quota.timezone) })),
  );
  const used = await accountFigures.quotaUse(
    all.map(({ account, quota, period }) => ({
      channelAccount: account,
      quota: nameOf(quota),
      periodStart: period.start,
    })),
  );
  const found = new Map<string, QuotaState[]>();
  for (const [index, { account, quota, period }] of all.entries()) {
    const state: QuotaState = {
      words: quotaWords(quota),
      used: used[index] ?? 0,
      max: quota.max,
      resetsAt: period.end,
    };
    found.set(account, [...(found.get(account) ?? []), state]);
  }
  return found;
}

// Under the name that the dispatcher counts it by.
function nameOf(quota: Quota): string {
  return quotaName(quota, { identityId: null, address: '' });
}

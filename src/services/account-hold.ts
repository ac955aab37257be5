import type { AccountStates } from '../ports/account-states.js';
import type { ChannelAccount, Probe } from '../ports/channel.js';
import type { Clock } from '../ports/clock.js';
import type { Logger } from '../ports/logger.js';
import type { RateLimiter } from '../ports/rate-limiter.js';

export interface HoldDeps {
  readonly clock: Clock;
  readonly log: Logger;
  /** Absent: a pause is known to the limiter alone, and forgotten with it. */
  readonly accountStates?: AccountStates;
}

const lookEveryMs = 5_000;
const nextProbeMs = 15 * 60_000;
const probeTimeoutMs = 20_000;
/** A shorter pause is over before anybody has restarted. */
const worthKeepingMs = 2_000;

/** When an account is to be left alone: the limiter's pause, kept over restarts; after a fault not before a probe says yes. */
export class AccountHold {
  readonly #deps: HoldDeps;
  readonly #account: ChannelAccount;
  readonly #limiter: RateLimiter;
  #lookAgainAt = 0;
  #keptUntil = 0;
  /** Why somebody has to look at the account before it sends again. */
  #fault: string | null = null;

  constructor(deps: HoldDeps, account: ChannelAccount, limiter: RateLimiter) {
    this.#deps = deps;
    this.#account = account;
    this.#limiter = limiter;
  }

  /** 0 when it may be sent. */
  async pausedUntil(signal: AbortSignal): Promise<number> {
    await this.#look();
    const until = await this.#limiter.pausedUntil();
    if (until > 0 || this.#fault === null) return until;
    return this.#probe(this.#fault, signal);
  }

  /** @param fault what a person has to mend; null where waiting is enough */
  async pause(untilMs: number, why: string, fault: string | null): Promise<void> {
    const { accountStates, clock, log } = this.#deps;
    await this.#limiter.pause(untilMs);
    if (untilMs <= this.#keptUntil || untilMs - clock.now() < worthKeepingMs) return;
    this.#keptUntil = untilMs;
    const account = this.#account.name;
    const reason = fault === null ? why : faultText(fault);
    if (fault !== null) {
      this.#fault = fault;
      log.error('account.fault', { account, fault, until: untilMs });
    }
    await accountStates?.hold(account, untilMs, reason);
  }

  async #look(): Promise<void> {
    const { accountStates, clock } = this.#deps;
    const now = clock.now();
    if (accountStates === undefined || now < this.#lookAgainAt) return;
    const kept = await accountStates.find(this.#account.name);
    this.#lookAgainAt = now + lookEveryMs;
    this.#fault = faultOf(kept?.pauseReason ?? null);
    const until = kept?.pausedUntil ?? 0;
    this.#keptUntil = until;
    if (until > now) await this.#limiter.pause(until);
  }

  /** @returns 0, or when to ask again */
  async #probe(fault: string, signal: AbortSignal): Promise<number> {
    const { accountStates, clock, log } = this.#deps;
    const account = this.#account.name;
    const probe = await probed(this.#account, signal);
    const result = probe.ok ? 'ok' : `${probe.why}: ${probe.detail}`;
    await accountStates?.probed(account, clock.now(), result);
    if (!probe.ok) {
      const until = clock.now() + nextProbeMs;
      await this.pause(until, '', fault);
      return until;
    }
    this.#fault = null;
    this.#keptUntil = 0;
    await accountStates?.release(account);
    log.info('account.mended', { account, after: fault });
    return 0;
  }
}

const faultPrefix = 'account fault: ';

function faultText(fault: string): string {
  return `${faultPrefix}${fault}`;
}

function faultOf(reason: string | null): string | null {
  return reason?.startsWith(faultPrefix) ? reason.slice(faultPrefix.length) : null;
}

function probed(account: ChannelAccount, signal: AbortSignal): Promise<Probe> {
  return account
    .probe(AbortSignal.any([signal, AbortSignal.timeout(probeTimeoutMs)]))
    .catch((error: Error) => ({ ok: false, why: 'network', detail: error.name }) as const);
}

import { dueOccurrences } from '../domain/campaign/schedule.js';
import type { AppliedCampaign, CampaignStore } from '../ports/campaign-store.js';
import type { LeaseStore } from '../ports/lease-store.js';
import type { Logger } from '../ports/logger.js';
import type { RunStore } from '../ports/run-store.js';
import { type PlanRunDeps, planOpenRuns } from './plan-run.js';

export interface FireDeps extends PlanRunDeps {
  readonly campaigns: Pick<CampaignStore, 'all' | 'versions'>;
  readonly runs: Pick<RunStore, 'create' | 'find' | 'inPlanning' | 'lastScheduled'>;
  readonly leases: Pick<LeaseStore, 'acquire'>;
  readonly log: Logger;
  /** This process, as its leases name it. */
  readonly worker: string;
}

const leaseName = 'schedule';
// Renewed every minute; a dead holder's firings wait at most this long.
const leaseMs = 150_000;

/**
 * Starts the runs whose time has come and plans what is open; to be called about once a minute. One process holds the
 * lease and does it; the database would refuse a second run of the same firing anyway.
 *
 * @returns ids of the runs that were started
 */
export async function fireDueRuns(deps: FireDeps): Promise<number[]> {
  const now = deps.clock.now();
  const { worker } = deps;
  const holder = await deps.leases.acquire({
    name: leaseName,
    holder: worker,
    now,
    forMs: leaseMs,
  });
  if (holder !== worker) return [];
  const lastScheduled = await deps.runs.lastScheduled();
  const started: number[] = [];
  for (const applied of await deps.campaigns.all())
    started.push(...(await fire(deps, applied, lastScheduled.get(applied.campaignId) ?? 0)));
  await planOpenRuns(deps);
  return started;
}

type PassedDeps = Pick<FireDeps, 'clock'> & {
  readonly campaigns: Pick<CampaignStore, 'all'>;
  readonly runs: Pick<RunStore, 'create' | 'lastScheduled'>;
};

/** Firings that another life of this database may have had: recorded as missed, never started. @returns how many */
export async function recordPassed(
  { campaigns, runs, clock }: PassedDeps,
  until: number,
): Promise<number> {
  const now = clock.now();
  const lastScheduled = await runs.lastScheduled();
  let passed = 0;
  for (const { campaignId, version, inForceSince } of await campaigns.all()) {
    const { schedule } = version.campaign;
    if (schedule.kind === 'manual') continue;
    const lastAt = Math.max(lastScheduled.get(campaignId) ?? 0, inForceSince);
    const { missedAt, fireAt } = dueOccurrences(schedule, lastAt, until);
    for (const scheduledFor of fireAt === null ? missedAt : [...missedAt, fireAt]) {
      const occurrenceKey = new Date(scheduledFor).toISOString();
      const stateReason = 'an older copy of the database: perhaps sent by the other';
      const run = { campaignId, versionId: version.versionId, occurrenceKey, stateReason };
      await runs.create({ ...run, state: 'missed', scheduledFor, at: now });
      passed += 1;
    }
  }
  return passed;
}

async function fire(deps: FireDeps, applied: AppliedCampaign, lastAt: number): Promise<number[]> {
  const { campaignId, version, state, inForceSince } = applied;
  const { schedule } = version.campaign;
  if (schedule.kind === 'manual' || state !== 'active') return [];
  const now = deps.clock.now();
  const due = dueOccurrences(schedule, Math.max(lastAt, inForceSince), now);
  const record = (scheduledFor: number, runState: 'planning' | 'missed') =>
    deps.runs.create({
      campaignId,
      versionId: version.versionId,
      occurrenceKey: new Date(scheduledFor).toISOString(),
      state: runState,
      stateReason: runState === 'missed' ? 'nobody was there to start it in time' : null,
      scheduledFor,
      at: now,
    });
  for (const missedAt of due.missedAt) {
    await record(missedAt, 'missed');
    deps.log.warn('run.missed', { campaignId, scheduledFor: missedAt });
  }
  if (due.fireAt === null) return [];
  const { run, isNew } = await record(due.fireAt, 'planning');
  if (isNew) deps.log.info('run.started', { campaignId, runId: run.id });
  return isNew ? [run.id] : [];
}

import type { CampaignPicks, MessageCampaign, PostCampaign } from '../domain/campaign/campaign.js';
import type { Shop } from '../domain/campaign/shop.js';
import { restsOnProfiles } from '../domain/segment/references.js';
import type { CampaignStore, CampaignVersion } from '../ports/campaign-store.js';
import type { Clock } from '../ports/clock.js';
import type { ModelStore } from '../ports/model-store.js';
import type { OutlookStore } from '../ports/outlook-store.js';
import type { PlanPreparer, Preparation } from '../ports/plan-preparer.js';
import type { PlanStore } from '../ports/plan-store.js';
import type { ProfileStore } from '../ports/profile-store.js';
import type { Run, RunStore } from '../ports/run-store.js';
import { type CouponDeps, couponLimit, couponMaker } from './campaign-coupons.js';
import {
  audienceOf,
  type PlanBasis,
  type PlanningDeps,
  type Prepared,
  preparationOf,
  settle,
  withoutExcluded,
} from './plan-customers.js';
import { prepareCustomers } from './prepare-customers.js';
import { ReadAhead } from './read-ahead.js';
import { freshenProfiles } from './refresh-profiles.js';
import { runPicks } from './run-picks.js';

export interface PlanRunDeps extends PlanningDeps, CouponDeps {
  readonly campaigns: Pick<CampaignStore, 'versions'>;
  readonly runs: Pick<RunStore, 'find' | 'inPlanning'>;
  readonly plans: PlanStore;
  readonly profiles: ProfileStore;
  readonly outlooks: OutlookStore;
  readonly models: Pick<ModelStore, 'newest' | 'save'>;
  /** Prepares away from the event loop; absent, everything is done on it. */
  readonly openPlanPreparer?: (preparation: Preparation) => PlanPreparer;
  /** The shop as it is now; texts come from the version. */
  readonly shop: Shop;
  readonly clock: Clock;
}

export interface PlanRunOptions {
  /** Customers for each transaction. */
  readonly chunkSize?: number;
  /** From so many customers on the preparing is done elsewhere: for fewer, to begin it takes longer than to do it. */
  readonly preparerFrom?: number;
  /** @param planned members of the audience done so far @param total of them all */
  readonly onProgress?: (planned: number, total: number) => void;
}

/** Plans every run whose planning was not finished, by whomever it was begun. @returns their ids */
export async function planOpenRuns(
  deps: PlanRunDeps,
  options: PlanRunOptions = {},
): Promise<number[]> {
  const open = await deps.runs.inPlanning();
  const faults: unknown[] = [];
  for (const run of open) {
    try {
      await planRun(deps, run, options);
    } catch (error) {
      // One campaign's fault does not hold up the others.
      faults.push(error);
    }
  }
  if (faults.length > 0) throw new AggregateError(faults, `${faults.length} runs were not planned`);
  return open.map((run) => run.id);
}

/**
 * Gives every member of a run's audience a delivery or a decision, chunk by chunk behind the run's checkpoint: killed
 * anywhere it goes on where it was, and two planners of one run do not disturb each other. Then the run is `running`.
 */
export async function planRun(
  deps: PlanRunDeps,
  run: Pick<Run, 'id'>,
  options: PlanRunOptions = {},
): Promise<void> {
  const current = await deps.runs.find(run.id);
  if (current === null || current.state !== 'planning') return;
  const version = (await deps.campaigns.versions([current.versionId])).get(current.versionId);
  if (version === undefined) throw new Error(`run ${run.id} has no campaign version`);
  const { campaign } = version;
  if (campaign.kind === 'post') await planPost(deps, current, campaign, version);
  else await planMessages(deps, current, { ...version, campaign }, options);
}

type MessageVersion = CampaignVersion & { readonly campaign: MessageCampaign };

async function planMessages(
  deps: PlanRunDeps,
  run: Run,
  version: MessageVersion,
  options: PlanRunOptions,
): Promise<void> {
  const { campaign, segments } = version;
  const { segment, exclude } = campaign.audience;
  if (restsOnProfiles([segment, ...exclude], new Map(Object.entries(segments))))
    await freshenProfiles(deps, deps.clock.now());
  const { members, excluded } = await audienceOf(deps, campaign, segments, run.createdAt);
  const startAt = Math.max(deps.clock.now(), run.scheduledFor);
  const basis: PlanBasis = {
    campaign,
    picks: await runPicks(deps, campaign.picks, { members, asOf: run.createdAt }),
    shop: deps.shop,
    excluded,
    asOf: run.createdAt,
    startAt,
    deadlineAt: run.scheduledFor + campaign.sendWithinMs,
    newCoupon: couponMaker(deps, campaign, version, startAt),
  };
  const preparer = preparerFor(deps, basis, members.length, options);
  try {
    await planChunks(deps, { run, version, basis, members, preparer }, options);
  } finally {
    await preparer.close();
  }
  await deps.plans.finish(run.id);
}

function preparerFor(
  deps: PlanRunDeps,
  basis: PlanBasis,
  memberCount: number,
  { preparerFrom = 20_000 }: PlanRunOptions,
): PlanPreparer {
  const preparation = preparationOf(basis);
  if (deps.openPlanPreparer !== undefined && memberCount >= preparerFrom)
    return deps.openPlanPreparer(preparation);
  return {
    prepare: (customerIds) => prepareCustomers(deps, preparation, customerIds),
    close: async () => undefined,
  };
}

interface Planning {
  readonly run: Run;
  readonly version: MessageVersion;
  readonly basis: PlanBasis;
  /** Ascending. */
  readonly members: Int32Array;
  readonly preparer: PlanPreparer;
}

interface PreparedChunk extends Prepared {
  /** As many as are in it. */
  readonly size: number;
  readonly throughCustomerId: number;
}

// The next chunks are read while one is written: what is read of a customer, no other customer's chunk changes.
async function planChunks(
  deps: PlanRunDeps,
  planning: Planning,
  { chunkSize = 5_000, onProgress }: PlanRunOptions,
): Promise<void> {
  const { run, members } = planning;
  const prepared = new ReadAhead(members.length, chunkSize, (from) =>
    prepareChunk(planning, members.subarray(from, from + chunkSize)),
  );
  let checkpoint: number | null = run.plannedThroughCustomerId;
  while (checkpoint !== null) {
    const from = firstAbove(members, checkpoint);
    onProgress?.(from, members.length);
    if (from >= members.length) return;
    checkpoint = await writeChunk(deps, planning, checkpoint, await prepared.at(from));
  }
}

async function prepareChunk(
  { basis, preparer }: Planning,
  members: Int32Array,
): Promise<PreparedChunk> {
  const { wanted, decisions } = withoutExcluded(basis, [...members]);
  const { candidates, leftOut } = await preparer.prepare(wanted);
  return {
    size: members.length,
    throughCustomerId: members.at(-1) ?? 0,
    candidates,
    leftOut: decisions.length === 0 ? leftOut : [...decisions, ...leftOut],
  };
}

/** @returns the checkpoint from which to go on; null if the run is no longer being planned */
async function writeChunk(
  deps: PlanRunDeps,
  { run, version, basis }: Planning,
  afterCustomerId: number,
  chunk: PreparedChunk,
): Promise<number | null> {
  const { throughCustomerId } = chunk;
  const limit = await couponLimit(deps, version);
  const couponsLeft = limit === null ? null : await deps.plans.couponsLeft(limit, chunk.size);
  const result = await deps.plans.writeChunk({
    ...settle(basis, chunk, couponsLeft),
    runId: run.id,
    campaignId: run.campaignId,
    afterCustomerId,
    throughCustomerId,
    couponLimit: limit,
    at: deps.clock.now(),
  });
  if (result === 'written') return throughCustomerId;
  // Another run took coupons meanwhile: the same people again, with what is left.
  if (result === 'too-many-coupons') return afterCustomerId;
  const current = await deps.runs.find(run.id);
  return current?.state === 'planning' ? current.plannedThroughCustomerId : null;
}

/** Index of the first member above an id. */
function firstAbove(members: Int32Array, id: number): number {
  let low = 0;
  let high = members.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((members[middle] ?? 0) > id) high = middle;
    else low = middle + 1;
  }
  return low;
}

async function planPost(
  deps: PlanRunDeps,
  run: Run,
  campaign: PostCampaign,
  version: CampaignVersion,
): Promise<void> {
  const { picks, message, post } = campaign;
  const locale = version.shop.locales.find((each) => Object.hasOwn(message, each)) ?? 'en';
  await deps.plans.writePost({
    runId: run.id,
    channelAccount: post.channel,
    place: post.place,
    locale,
    picks: picks === null ? [] : await bestSellers(deps, picks, run.createdAt),
    dueAt: run.scheduledFor,
    deadlineAt: run.scheduledFor + campaign.sendWithinMs,
    at: deps.clock.now(),
  });
}

/** What is picked for somebody of whom nothing is known: what sells now. */
export async function bestSellers(
  { pickProducts }: Pick<PlanningDeps, 'pickProducts'>,
  wanted: CampaignPicks,
  asOf: number,
) {
  const nobody = 0;
  const picks = await pickProducts({ customerIds: [nobody], ...wanted, asOf });
  return picks.get(nobody) ?? [];
}

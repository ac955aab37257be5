import {
  type Doubt,
  instanceStanding,
  type OutsideMark,
  type Standing,
} from '../domain/instance-standing.js';
import type { CampaignStore } from '../ports/campaign-store.js';
import type { Clock } from '../ports/clock.js';
import type { InstanceStore, OutsideMarks } from '../ports/instance-marks.js';
import type { Logger } from '../ports/logger.js';
import type { Random } from '../ports/random.js';
import type { RunStore } from '../ports/run-store.js';
import { recordPassed } from './fire-due-runs.js';

export interface GuardDeps {
  readonly instances: InstanceStore;
  /** The most reliable first; the latest of what they say counts. */
  readonly marks: readonly OutsideMarks[];
  readonly random: Pick<Random, 'uuid'>;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface InstanceGuard {
  /** Campaigns are not sent, nor planned, while it is doubtful; answers to what is asked from now on are. */
  standing(): Standing;
  stop(): Promise<void>;
}

const beatMs = 1_000;

/** Looks whether this database is the one last used here, and leaves its mark every second from then on. */
export async function startGuard(deps: GuardDeps): Promise<InstanceGuard> {
  let standing = await judge(deps);
  if (standing.kind === 'doubtful') await sayWhy(deps, standing.why);
  else await beat(deps);
  let turn = Promise.resolve();
  const timer = setInterval(() => {
    turn = turn.then(async () => {
      standing = await next(deps, standing);
    });
  }, beatMs);
  return {
    standing: () => standing,
    async stop() {
      clearInterval(timer);
      await turn;
      if (standing.kind === 'ours') await deps.instances.rest();
      for (const mark of deps.marks) await mark.close();
    },
  };
}

/** @returns how it stands a second later: a database that was adopted meanwhile is ours */
async function next(deps: GuardDeps, standing: Standing): Promise<Standing> {
  try {
    const now = await judge(deps);
    if (now.kind === 'ours') await beat(deps);
    else if (standing.kind === 'ours') await sayWhy(deps, now.why);
    return now;
  } catch (error) {
    // The database is away; nobody sends then anyway.
    deps.log.warn('instance.beat.failed', { why: (error as Error).name });
    return standing;
  }
}

async function judge(deps: GuardDeps): Promise<Standing> {
  const known = await deps.instances.known(deps.random.uuid());
  const outside = await latestMark(deps.marks, known.id);
  const standing = instanceStanding(known, outside);
  if (standing.kind === 'ours') return standing;
  if (standing.why === 'restored') {
    // Another worker may have beaten between the two looks; the database has its beat by now.
    return instanceStanding(await deps.instances.known(deps.random.uuid()), outside);
  }
  if (standing.why !== 'moved') return standing;
  // Another worker's beats show that the database is in use, and this is one more worker of it.
  await new Promise((resolve) => setTimeout(resolve, 2.5 * beatMs));
  const later = await deps.instances.known(deps.random.uuid());
  return later.sequence > known.sequence ? { kind: 'ours' } : standing;
}

async function beat({ instances, marks, clock }: GuardDeps): Promise<void> {
  // The database first: a crash in between leaves the mark behind it, never before it.
  const { id, sequence } = await instances.beat();
  await Promise.all(marks.map((mark) => mark.write({ id, sequence, at: clock.now() })));
}

async function latestMark(marks: readonly OutsideMarks[], id: string): Promise<OutsideMark | null> {
  const read = await Promise.all(marks.map((mark) => mark.read()));
  const all = read.filter((mark) => mark !== null);
  const own = all.filter((mark) => mark.id === id);
  const found = own.length > 0 ? own : all;
  const [latest] = found.sort((a, b) => b.sequence - a.sequence);
  // What Redis says was not copied with a folder.
  return latest === undefined ? null : { ...latest, isCopy: found.every(({ isCopy }) => isCopy) };
}

const reasons = {
  restored: 'this database is older than the one last used here: a restored backup',
  copied: 'this folder is a copy of one that was in use',
  moved: 'this database was in use elsewhere and was not stopped in good order',
} as const satisfies Record<Doubt, string>;

/** For a person who is asked to decide. */
export function doubtText(why: Doubt): string {
  return `${reasons[why]}; campaigns are held back, for they may have been sent already`;
}

const wayOut = 'stop the other one, if it still runs, then: hawker adopt';

/** @returns why campaigns are held back and what ends that; null when they are not */
export async function holdText({
  instances,
}: {
  readonly instances: Pick<InstanceStore, 'held'>;
}): Promise<string | null> {
  const why = await instances.held();
  return why === null ? null : `${doubtText(why)}. → ${wayOut}`;
}

async function sayWhy({ log, instances }: GuardDeps, why: Doubt): Promise<void> {
  await instances.hold(why);
  log.error('instance.doubtful', { why: doubtText(why), wayOut });
}

export interface AdoptDeps extends GuardDeps {
  readonly campaigns: Pick<CampaignStore, 'all'>;
  readonly runs: Pick<RunStore, 'create' | 'lastScheduled'>;
}

export type Adopted =
  | { readonly kind: 'needless' }
  | {
      readonly kind: 'adopted';
      readonly why: Doubt;
      /** When the other life was last seen. */
      readonly until: number;
      readonly unknown: number;
      readonly runs: number;
      /** Firings that are recorded as missed. */
      readonly passed: number;
    };

/**
 * Begins another life of a doubtful database: what may have been sent by the other is never sent by this one, what
 * was to be sent later is.
 */
export async function adoptInstance(deps: AdoptDeps): Promise<Adopted> {
  const standing = await judge(deps);
  if (standing.kind === 'ours') return { kind: 'needless' };
  const { id } = await deps.instances.known(deps.random.uuid());
  const mark = await latestMark(deps.marks, id);
  // Without a mark nobody knows how long the other one lived.
  const until = standing.why === 'restored' && mark !== null ? mark.at : deps.clock.now();
  const passed = await recordPassed(deps, until);
  const settled = await deps.instances.adopt(deps.random.uuid(), until);
  await beat(deps);
  await deps.instances.rest();
  return { kind: 'adopted', why: standing.why, until, passed, ...settled };
}

import { errorBrake, usualBands } from '../domain/campaign/error-brake.js';
import type { BrakeStore } from '../ports/brake-store.js';
import type { Clock } from '../ports/clock.js';
import type { Logger } from '../ports/logger.js';
import type { RunControl, RunPolicies } from '../ports/run-control.js';
import { pauseRun } from './control-run.js';

export interface BrakeDeps {
  readonly brakes: BrakeStore;
  readonly runControl: RunControl;
  readonly policies: RunPolicies;
  readonly clock: Clock;
  readonly log: Logger;
}

const latestCount = 100;
const noReactions = { sent: 0, complained: 0, blocked: 0 };

/** Pauses the running runs whose losses have left their bands. @returns their ids */
export async function brakeRuns(
  deps: BrakeDeps,
  looksAt: { readonly reactions: boolean },
): Promise<number[]> {
  const latest = await deps.brakes.latest(latestCount);
  const reactions = looksAt.reactions
    ? await deps.brakes.reactions(deps.clock.now())
    : new Map<number, typeof noReactions>();
  const runIds = [...new Set([...latest.keys(), ...reactions.keys()])];
  const policies = runIds.length === 0 ? new Map() : await deps.policies(runIds);
  const braked: number[] = [];
  for (const runId of runIds) {
    const evidence = {
      latest: latest.get(runId) ?? [],
      reactions: reactions.get(runId) ?? noReactions,
    };
    const why = errorBrake(evidence, policies.get(runId)?.brake ?? usualBands);
    if (why === null || (await pauseRun(deps, runId, why)).kind === 'refused') continue;
    deps.log.error('run.braked', { runId, why });
    braked.push(runId);
  }
  return braked;
}

/** Every second what was sent, every tenth what its readers did. */
export function startBrake(deps: BrakeDeps): { stop(): Promise<void> } {
  let count = 0;
  let turn = Promise.resolve();
  let isBusy = false;
  const look = async () => {
    isBusy = true;
    count += 1;
    await brakeRuns(deps, { reactions: count % 10 === 1 }).catch((error: Error) =>
      deps.log.error('brake.failed', { error: error.message }),
    );
    isBusy = false;
  };
  const timer = setInterval(() => {
    if (!isBusy) turn = look();
  }, 1_000);
  return {
    async stop() {
      clearInterval(timer);
      await turn;
    },
  };
}

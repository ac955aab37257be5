import type { Clock } from '../ports/clock.js';
import type { RunControl } from '../ports/run-control.js';
import type { RunState } from '../ports/run-store.js';

export interface ControlDeps {
  readonly runControl: RunControl;
  readonly clock: Clock;
}

export type ControlResult =
  | { readonly kind: 'done' }
  /** The run is in no state from which this can be done. */
  | { readonly kind: 'refused' };

/** No further grant of this run goes out; one that has begun is finished. */
export function pauseRun(deps: ControlDeps, runId: number, reason: string): Promise<ControlResult> {
  return change(deps, runId, { from: ['running'], to: 'paused', reason });
}

export function resumeRun(deps: ControlDeps, runId: number): Promise<ControlResult> {
  return change(deps, runId, { from: ['paused'], to: 'running', reason: null });
}

const chunk = 5_000;

export type CancelResult =
  | { readonly kind: 'done'; readonly cancelled: number }
  | { readonly kind: 'refused' };

/** What is planned is cancelled and its coupons go back; what is being sent is finished. */
export async function cancelRun(
  deps: ControlDeps,
  runId: number,
  reason: string,
): Promise<CancelResult> {
  // The state first: from then on nothing of the run is claimed or begun, however long the rest takes.
  const from: RunState[] = ['planning', 'running', 'paused'];
  const { kind } = await change(deps, runId, { from, to: 'cancelled', reason });
  if (kind === 'refused') return { kind };
  let cancelled = 0;
  for (;;) {
    const ended = await deps.runControl.cancelPlanned(runId, chunk);
    cancelled += ended;
    if (ended < chunk) return { kind: 'done', cancelled };
  }
}

async function change(
  { runControl, clock }: ControlDeps,
  runId: number,
  to: { from: readonly RunState[]; to: RunState; reason: string | null },
): Promise<ControlResult> {
  const changed = await runControl.changeState({ runId, ...to, now: clock.now() });
  return { kind: changed ? 'done' : 'refused' };
}

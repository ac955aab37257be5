import { isOpen } from '../../domain/campaign/delivery-state.js';
import type { RunStatus } from '../../ports/run-status.js';

export interface Pace {
  /** Settled deliveries per second of late; null until two looks tell. */
  readonly perSecond: number | null;
  readonly etaMs: number | null;
}

interface Look {
  readonly at: number;
  readonly settled: number;
}

const windowMs = 15_000;

/** How fast runs go, from successive looks at them: no query could tell it as cheaply. */
export function runPaces() {
  const looks = new Map<number, Look[]>();
  return (run: RunStatus, at: number): Pace => {
    if (run.finishedAt !== null) {
      looks.delete(run.id);
      return { perSecond: null, etaMs: null };
    }
    const recent = (looks.get(run.id) ?? []).filter((look) => look.at > at - windowMs);
    const kept = [...recent, { at, settled: settledCount(run) }];
    looks.set(run.id, kept);
    return paceOf(kept, openCount(run));
  };
}

function openCount({ deliveries }: RunStatus): number {
  return sumWhere(deliveries, isOpen);
}

function settledCount({ deliveries }: RunStatus): number {
  return sumWhere(deliveries, (state) => !isOpen(state));
}

type Deliveries = RunStatus['deliveries'];

function sumWhere(deliveries: Deliveries, isWanted: (state: keyof Deliveries) => boolean): number {
  const states = Object.keys(deliveries) as (keyof Deliveries)[];
  return states.filter(isWanted).reduce((sum, state) => sum + (deliveries[state] ?? 0), 0);
}

function paceOf(looks: readonly Look[], open: number): Pace {
  const [first, last] = [looks[0], looks.at(-1)];
  if (first === undefined || last === undefined || last.at - first.at < 900) {
    return { perSecond: null, etaMs: null };
  }
  const perSecond = Math.max(0, ((last.settled - first.settled) * 1_000) / (last.at - first.at));
  return { perSecond, etaMs: perSecond > 0 ? (open / perSecond) * 1_000 : null };
}

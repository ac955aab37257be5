import type { BrakeEvidence } from '../domain/campaign/error-brake.js';

/** What running runs have lost lately, by sets; what was before a run was resumed by hand does not count. */
export interface BrakeStore {
  latest(perRun: number): Promise<ReadonlyMap<number, BrakeEvidence['latest']>>;
  /** Only runs with a reaction worth the name. */
  reactions(now: number): Promise<ReadonlyMap<number, BrakeEvidence['reactions']>>;
}

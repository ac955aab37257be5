export type RunState = 'planning' | 'running' | 'paused' | 'done' | 'cancelled' | 'missed';

export interface Run {
  readonly id: number;
  readonly campaignId: string;
  readonly versionId: number;
  readonly occurrenceKey: string;
  readonly state: RunState;
  readonly stateReason: string | null;
  readonly scheduledFor: number;
  /** Members of the audience planned so far. */
  readonly audienceCount: number;
  /** Planning resumes behind this customer. */
  readonly plannedThroughCustomerId: number;
  readonly createdAt: number;
  readonly finishedAt: number | null;
}

export interface RunDraft {
  readonly campaignId: string;
  readonly versionId: number;
  /** Unique in its campaign: the instant of a scheduled firing, or `manual:<uuid>`. */
  readonly occurrenceKey: string;
  readonly state: 'planning' | 'missed';
  readonly stateReason: string | null;
  readonly scheduledFor: number;
  readonly at: number;
}

/** A run with what became of its audience, by state of the delivery and reason of the decision. */
export interface RunTally extends Run {
  readonly deliveries: Readonly<Record<string, number>>;
  readonly decisions: Readonly<Record<string, number>>;
}

export interface RunStore {
  /** @returns the run, and whether it is new: one run for each (campaign, occurrence) */
  create(draft: RunDraft): Promise<{ run: Run; isNew: boolean }>;
  find(runId: number): Promise<Run | null>;
  /** Runs whose planning was interrupted, or never begun. */
  inPlanning(): Promise<Run[]>;
  /** The newest firing of each campaign that was started or recorded as missed. */
  lastScheduled(): Promise<ReadonlyMap<string, number>>;
  /** Newest first. */
  recent(limit: number, campaignId?: string): Promise<RunTally[]>;
}

import type { DeliveryState } from '../domain/campaign/delivery-state.js';
import type { RunState } from './run-store.js';

/** How far one firing of a campaign has come. */
export interface RunStatus {
  readonly id: number;
  readonly campaignId: string;
  /** With the campaign's id it names the run outside, because ids can be counted. */
  readonly occurrenceKey: string;
  readonly state: RunState;
  readonly stateReason: string | null;
  readonly scheduledFor: number;
  readonly createdAt: number;
  readonly finishedAt: number | null;
  readonly audienceCount: number;
  /** States without a delivery are absent. */
  readonly deliveries: Readonly<Partial<Record<DeliveryState, number>>>;
  /** Members of the audience who got no delivery, by reason, most first. */
  readonly leftOut: readonly { readonly reason: string; readonly people: number }[];
}

export interface DeliveryCount {
  readonly channelAccount: string;
  readonly state: DeliveryState;
  readonly deliveries: number;
}

/** What the dashboard and the metrics look at. */
export interface RunStatusReader {
  /** Newest first. */
  runs(limit: number): Promise<RunStatus[]>;
  run(campaignId: string, occurrenceKey: string): Promise<RunStatus | null>;
  deliveryCounts(): Promise<DeliveryCount[]>;
}

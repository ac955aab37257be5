import type { CampaignPicks } from '../domain/campaign/campaign.js';
import type { DecisionReason } from '../domain/campaign/decision-reason.js';
import type { SendingRules } from '../domain/campaign/eligibility.js';
import type { ItemPopularity } from '../domain/recommender/pick-model.js';

/** What candidates are found by: plain values, which can be told to another thread. */
export interface Preparation {
  readonly rules: SendingRules;
  /** In which the campaign is written. */
  readonly locales: readonly string[];
  /** Null if the campaign has no picks. */
  readonly picks: RunPicks | null;
  /** Windows of behaviour reach back from here. */
  readonly asOf: number;
  /** Not before this. */
  readonly startAt: number;
}

/** A campaign's wish for picks, with what it needs to know of the run. */
export interface RunPicks extends CampaignPicks {
  /** Where picks are what sells among the audience. */
  readonly popularity?: ItemPopularity;
}

/** Somebody who may be written to, and what is picked for them. */
export interface Candidate {
  readonly customerId: number;
  readonly identityId: number;
  readonly channelAccount: string;
  readonly locale: string;
  readonly dueAt: number;
  /** JSON array of picks, as it is frozen in the delivery: a million of them are neither copied nor written out twice. */
  readonly picks: string;
}

export interface PreparedCustomers {
  readonly candidates: readonly Candidate[];
  readonly leftOut: readonly {
    readonly customerId: number;
    readonly reason: DecisionReason;
    readonly detail: string | null;
  }[];
}

/** Reads about customers and picks for them; writes nothing. */
export interface PlanPreparer {
  /** Each customer is either a candidate or left out, in the order asked for. */
  prepare(customerIds: readonly number[]): Promise<PreparedCustomers>;
  close(): Promise<void>;
}

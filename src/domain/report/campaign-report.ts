import type { InteractionKind } from '../behaviour/interaction-kind.js';
import type { Effect } from './effect.js';
import type { Satisfaction } from './satisfaction.js';

/** What a report needs to know of the campaign itself. */
export interface ReportedCampaign {
  /** A post has strangers for readers: nobody is assigned, only clicks are counted. */
  readonly kind: 'message' | 'post';
  readonly id: string;
  readonly name: string;
  readonly goal: { readonly kind: InteractionKind; readonly withinMs: number };
  /** In [0, 1). */
  readonly holdoutShare: number;
}

export interface FunnelStep {
  readonly step: 'audience' | 'planned' | 'sent' | 'clicked' | 'redeemed';
  readonly people: number;
}

export interface DayShare {
  readonly day: number;
  /** Cumulative share of the arm's people that had converted by the end of this day; [0, 1]. */
  readonly treated: number;
  readonly holdout: number | null;
}

export interface PostFigures {
  readonly channelAccount: string;
  readonly place: string;
  readonly sentAt: number | null;
  readonly comments: number;
  readonly reposts: number;
  readonly likes: number;
  /** How many of these were done by customers; the rest is of strangers. */
  readonly byCustomers: number;
}

/** Everything a report shows, as data; the terminal, the page and the CSV are three views of it. */
export interface CampaignReport {
  readonly campaign: ReportedCampaign;
  readonly currency: string;
  readonly timezone: string;
  readonly madeAt: number;
  readonly runs: readonly {
    readonly runId: number;
    readonly state: string;
    readonly stateReason: string | null;
    readonly scheduledFor: number;
    readonly audience: number;
  }[];
  readonly funnel: readonly FunnelStep[];
  /** Which interaction the effect counts: the goal, or purchases where the held-out could not reach the goal. */
  readonly effectKind: InteractionKind;
  readonly effect: Effect;
  readonly days: readonly DayShare[];
  readonly deliveries: readonly {
    readonly channelAccount: string;
    readonly state: string;
    readonly reason: string | null;
    readonly deliveries: number;
  }[];
  readonly leftOut: readonly { readonly reason: string; readonly people: number }[];
  readonly clicks: { readonly human: number; readonly machine: number };
  readonly leftPeople: number;
  readonly repliedPeople: number;
  readonly satisfaction: Satisfaction;
  readonly coupons: {
    readonly issued: number;
    readonly redeemed: number;
    readonly discountMinor: number;
  };
  readonly clickedProducts: readonly {
    readonly sku: string;
    readonly name: string;
    readonly people: number;
  }[];
  /** Of a public post: what people did under it, strangers included. */
  readonly posts: readonly PostFigures[];
  /** Days it would take at the campaign's own pace until the missing people are assigned; null if unknown. */
  readonly daysMissing: number | null;
}

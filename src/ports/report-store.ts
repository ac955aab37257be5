import type { Sample } from '../domain/experiment/means.js';
import type { PostFigures } from '../domain/report/campaign-report.js';
import type { StarCount } from '../domain/report/satisfaction.js';

/** Goal counting: which interaction counts (its code), and for how long after an assignment. */
export interface GoalWindow {
  readonly kindCode: number;
  readonly withinMs: number;
}

export interface ArmFigures {
  readonly arm: 'treated' | 'holdout';
  readonly people: number;
  /** People whose every window has ended. */
  readonly closedPeople: number;
  /** People who did it within the window after any of their assignments. */
  readonly converted: number;
  /** Money of their orders (refunds taken off) within those windows; people without one count as 0. */
  readonly revenueMinor: Sample;
}

export interface RunFigures {
  readonly runId: number;
  readonly state: string;
  readonly stateReason: string | null;
  readonly scheduledFor: number;
  readonly audience: number;
}

export interface DeliveryFigures {
  readonly channelAccount: string;
  readonly state: string;
  readonly reason: string | null;
  readonly deliveries: number;
}

export interface EngagementFigures {
  readonly clickedPeople: number;
  readonly humanClicks: number;
  readonly machineClicks: number;
  readonly repliedPeople: number;
  readonly redeemedPeople: number;
  /** Blocked us or withdrew consent within a week of a delivery. */
  readonly leftPeople: number;
}

export interface CouponFigures {
  readonly issued: number;
  readonly redeemed: number;
  readonly discountMinor: number;
}

/** What one customer's history in one campaign says, for `hawker why`. */
export interface CustomerInRun {
  readonly runId: number;
  readonly scheduledFor: number;
  readonly runState: string;
  readonly runReason: string | null;
  readonly arm: string | null;
  readonly decisionReason: string | null;
  readonly decisionDetail: string | null;
  readonly deliveryState: string | null;
  readonly deliveryReason: string | null;
  readonly channelAccount: string | null;
  readonly sentAt: number | null;
}

/** Figures of one campaign over all its runs; each call is one statement over sets. Test sends never count. */
export interface ReportStore {
  runs(campaignId: string): Promise<RunFigures[]>;
  deliveries(campaignId: string): Promise<DeliveryFigures[]>;
  leftOut(campaignId: string): Promise<{ reason: string; people: number }[]>;
  engagement(campaignId: string): Promise<EngagementFigures>;
  coupons(campaignId: string): Promise<CouponFigures>;
  /** Of the redemptions of its messages' coupons; who rates one again has changed their mind. */
  ratings(campaignId: string): Promise<StarCount[]>;
  arms(campaignId: string, goal: GoalWindow, asOf: number): Promise<ArmFigures[]>;
  /** New converts by whole days since their first assignment. */
  convertsByDay(
    campaignId: string,
    goal: GoalWindow,
  ): Promise<{ arm: string; day: number; people: number }[]>;
  clickedProducts(
    campaignId: string,
    limit: number,
  ): Promise<{ sku: string; name: string; people: number }[]>;
  /** One row for each public post that the platform has taken. */
  posts(campaignId: string): Promise<PostFigures[]>;
  historyOf(campaignId: string, customerId: number): Promise<CustomerInRun[]>;
}

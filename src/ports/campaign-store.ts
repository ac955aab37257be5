import type { Campaign } from '../domain/campaign/campaign.js';
import type { PromotionDefinition } from '../domain/promotion/offer.js';
import type { SegmentRule } from '../domain/segment/rule.js';

/** A campaign with all that it includes, as `apply` found it; kept as JSON under its hash. Holds no secret. */
export interface ResolvedCampaign {
  readonly campaign: Campaign;
  /** Every segment the audience needs, directly or through another, by name. */
  readonly segments: Readonly<Record<string, SegmentRule>>;
  /** The promotion version that its coupons pin. */
  readonly promotion: {
    readonly key: string;
    readonly promotionId: number;
    readonly versionId: number;
    readonly definition: PromotionDefinition;
  } | null;
  /** What the texts and times of the shop were. */
  readonly shop: {
    readonly name: string;
    readonly currency: string;
    readonly timezone: string;
    readonly locales: readonly string[];
  };
}

export interface CampaignVersion extends ResolvedCampaign {
  readonly versionId: number;
  readonly hash: string;
  readonly appliedAt: number;
  readonly appliedBy: string;
}

export type CampaignState = 'active' | 'paused' | 'ended';

export interface AppliedCampaign {
  readonly campaignId: string;
  readonly state: CampaignState;
  /** Firings before it are another version's. */
  readonly inForceSince: number;
  readonly version: CampaignVersion;
}

export interface VersionDraft {
  readonly resolved: ResolvedCampaign;
  /** SHA-256 of `resolved`, hex. */
  readonly hash: string;
  readonly gitCommit: string | null;
  readonly appliedBy: string;
  readonly at: number;
}

export interface AppliedVersion {
  readonly versionId: number;
  /** For people: the campaign's own versions from 1. */
  readonly number: number;
  readonly change: 'new' | 'changed' | 'none';
}

export interface CampaignStore {
  /** Puts a version in force, with its audit entry; the same hash as now in force changes nothing. */
  apply(draft: VersionDraft): Promise<AppliedVersion>;
  /** active → ended, with its audit entry: its file is gone. `apply` makes it active again. @returns those it ended */
  end(campaignIds: readonly string[], by: string, at: number): Promise<string[]>;
  current(campaignId: string): Promise<AppliedCampaign | null>;
  /** By id. */
  all(): Promise<AppliedCampaign[]>;
  /** Absent ids are absent. */
  versions(versionIds: readonly number[]): Promise<ReadonlyMap<number, CampaignVersion>>;
}

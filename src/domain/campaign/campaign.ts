import type { InteractionKind } from '../behaviour/interaction-kind.js';
import type { PickModelName } from '../recommender/pick-methods/pick-method.js';
import type { PickRules } from '../recommender/pick-rules.js';
import type { BrakeBands } from './error-brake.js';
import type { MessageTemplate } from './message-template.js';
import type { Schedule } from './schedule.js';

interface Goal {
  readonly kind: InteractionKind;
  readonly withinMs: number;
}

interface Audience {
  readonly segment: string;
  readonly exclude: readonly string[];
  /** Of the eligible, in [0, 1): people who deliberately get nothing, to compare with. */
  readonly holdoutShare: number;
}

/** Products for each customer. */
export interface CampaignPicks {
  readonly count: number;
  /** Absent: the one that serves the shop best. */
  readonly model?: PickModelName;
  /** What sells now among those it is written for, the same for all of them; no model is asked. */
  readonly among?: 'audience';
  /** Absent: goods. */
  readonly of?: readonly ('product' | 'content')[];
  /** Absent: what a customer bought is not picked again; of a model of what to buy again, not within two weeks. */
  readonly repeatAfterDays?: number;
  /** Absent: as the model has them. */
  readonly rules?: PickRules;
}

interface CampaignBase {
  readonly id: string;
  readonly name: string;
  readonly schedule: Schedule;
  /** From the run's time on; what is not sent by then expires. */
  readonly sendWithinMs: number;
  readonly picks: CampaignPicks | null;
  /** By locale; the shop's default locale is among them. */
  readonly message: Readonly<Record<string, MessageTemplate>>;
  /** What becomes of a message of which nobody knows whether it arrived. */
  readonly onUnknown: 'leave' | 'resend';
  /** Instead of the shop's. */
  readonly brake?: Partial<BrakeBands>;
}

/** One message to each person of an audience. */
export interface MessageCampaign extends CampaignBase {
  readonly kind: 'message';
  readonly audience: Audience;
  /** Names of channel accounts, in order of preference. */
  readonly channels: readonly string[];
  readonly goal: Goal;
  readonly coupon: { readonly promotion: string; readonly validForMs: number } | null;
}

/** One message to a public place; picks are then the shop's best sellers. */
export interface PostCampaign extends CampaignBase {
  readonly kind: 'post';
  readonly post: { readonly channel: string; readonly place: string };
}

/** A campaign file, parsed. Plain data: a campaign version keeps it as JSON. */
export type Campaign = MessageCampaign | PostCampaign;

import type { Membership } from '../membership/membership.js';
import type { BrakeBands } from './error-brake.js';

/** Local time of day, minutes after midnight; `from` may be later than `until`: the window then spans midnight. */
export interface DayWindow {
  readonly fromMinute: number;
  readonly untilMinute: number;
}

export interface ChannelSettings {
  /** The account's name, unique in the shop. */
  readonly name: string;
  /** Which adapter serves it. */
  readonly kind: string;
  /** As written, environment references resolved. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Where each setting stands (`file:line:column`), by its path such as `embed_on.0`; the account itself is ``. */
  readonly places?: Readonly<Record<string, string>>;
}

/** The chat of the shop's own people, on any account. */
export interface StaffChat {
  readonly account: string;
  readonly address: string;
}

/** `campaigns/shop.yaml`, parsed. */
export interface Shop {
  /** Kept in the database on first use, so that a demo and a real shop never mix. */
  readonly id: string;
  readonly name: string;
  /** Its own front page, if it has one. */
  readonly url?: string;
  readonly currency: string;
  readonly timezone: string;
  /** Offered languages, the default first. */
  readonly locales: readonly string[];
  readonly quietHours: DayWindow | null;
  /** Campaign messages per person and local day. */
  readonly dailyCap: number | null;
  readonly consent: { readonly topic: string; readonly noticeVersion: string };
  /** Where customers who want to talk to a person are relayed to. */
  readonly staff?: StaffChat;
  /** How long after a redemption the customer is asked how it was; absent: never. */
  readonly askRatingAfterMs?: number;
  /** What platforms told us is forgotten so long after it was handled. */
  readonly forgetInboxAfterDays?: number;
  /** Where a run's losses stop it; absent: the usual ones. */
  readonly brake?: Partial<BrakeBands>;
  /** Absent: the shop has no members, points or rewards. */
  readonly membership?: Membership;
  readonly channels: readonly ChannelSettings[];
  /** Channels that shop.yaml names but that wait for a variable; a campaign may list them. */
  readonly switchedOff?: readonly { readonly name: string; readonly why: string }[];
}

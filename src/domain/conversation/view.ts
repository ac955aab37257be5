import type { DayWindow } from '../campaign/shop.js';
import type { NamedInterests } from '../catalogue/interest.js';
import type { GroupState } from '../promotion/group-buy.js';
import type { Recurring } from '../promotion/recurring.js';
import type { Language } from './language.js';
import type { Wishes } from './wish.js';

/** A product, ready to be shown. */
export interface ProductCard {
  readonly sku: string;
  readonly name: string;
  /** `£12.50`. */
  readonly price: string;
  /** `because you bought …`, in the customer's language; null where it was asked for. */
  readonly reason: string | null;
  readonly url: string | null;
  readonly imageUrl: string | null;
}

/** A picked product. */
export interface PickCard extends ProductCard {
  readonly reason: string;
}

/** A coupon of this customer that can be used now. */
export interface CouponCard {
  /** The shop's own name for it; null where it has none. */
  readonly name: string | null;
  readonly code: string;
  /** `15 % off from £20`, in the customer's language. */
  readonly offer: string;
  /** Exclusive. */
  readonly validUntil: number;
  /** `£20.00`; null where any cart will do. */
  readonly minimum: string | null;
  /** What is left on a gift card; null for other coupons. */
  readonly balance: string | null;
  /** Where it can be used at once, if anywhere. */
  readonly useUrl: string | null;
}

/** A group that buys together, as one customer sees it. */
export interface GroupCard {
  readonly id: string;
  /** The shop's name for the offer. */
  readonly name: string;
  /** The price in words, in the customer's language. */
  readonly offer: string;
  /** What it is for, at its usual price; null where that is no single product. */
  readonly product: { readonly name: string; readonly price: string } | null;
  readonly state: GroupState;
  readonly seats: number;
  readonly seatsLeft: number;
  /** Exclusive. */
  readonly deadlineAt: number;
  /** When it stood so. */
  readonly asOf: number;
  /** The customer's own. */
  readonly seat: 'none' | 'holding' | 'paid';
  /** Where it can be joined; null if nowhere on the web. */
  readonly joinUrl: string | null;
  /** Opens a chat on this group; null where the platform has no such links. */
  readonly shareLink: string | null;
}

/** A group that could be opened. */
export interface GroupOfferCard {
  /** The promotion's id. */
  readonly promotion: string;
  readonly name: string;
  readonly offer: string;
  readonly product: GroupCard['product'];
}
/** Why a code that is the customer's own, or everybody's, does nothing. */
export type CodeTrouble =
  | { readonly kind: 'expired' | 'not-started'; readonly at: number }
  /** `at` is when it is free again; null where the payment's outcome is awaited, however long. */
  | { readonly kind: 'being-paid'; readonly at: number | null }
  /** `order` is the shop's own number of it. */
  | { readonly kind: 'used'; readonly at: number | null; readonly order: string | null }
  | { readonly kind: 'revoked' | 'used-up' | 'used-by-you' | 'spent' }
  | { readonly kind: 'outside-hours'; readonly hours: Recurring }
  /** The last cart it was tried on, lately. `missing` is an amount or a number of pieces, in words. */
  | {
      readonly kind: 'cart-too-small' | 'too-few';
      readonly at: number;
      readonly missing: string | null;
    }
  | { readonly kind: 'not-for-cart' | 'not-for-you' | 'better-exists'; readonly at: number };

/** What a code is that was asked about. */
export type CodeExplanation =
  /** One and the same for an unknown, a used and somebody else's code. */
  | { readonly kind: 'not-valid' }
  | { readonly kind: 'mistyped' }
  | { readonly kind: 'locked'; readonly until: number }
  | {
      readonly kind: 'known';
      readonly code: string;
      readonly offer: string;
      readonly minimum: string | null;
      /** Exclusive; null where it has no end. */
      readonly validUntil: number | null;
      readonly useUrl: string | null;
      /** Null where nothing is wrong with it. */
      readonly trouble: CodeTrouble | null;
    };

export type FriendReward =
  | { readonly kind: 'points'; readonly points: number }
  /** `15 % off`, in the customer's language. */
  | { readonly kind: 'coupon'; readonly offer: string };

/** What bringing a friend gives. */
export interface FriendRewards {
  readonly after: 'join' | 'first_purchase';
  readonly sharer: FriendReward | null;
  readonly newcomer: FriendReward | null;
}

export interface ShareCard {
  /** Null where the platform has no links that open a chat. */
  readonly link: string | null;
  /** New people who came through it. */
  readonly joinCount: number;
  /** Points that they have brought. */
  readonly earnedPoints: number;
  readonly rewards: FriendRewards | null;
}

/** The shop's membership, and how this customer stands with it; all amounts written out. */
export interface ClubCard {
  readonly firstTier: string;
  /** For joining; 0 for who has had them. */
  readonly joinPoints: number;
  readonly purchase: { readonly points: number; readonly forEach: string } | null;
  readonly deeds: Readonly<Record<'review' | 'photo' | 'topic' | 'share', number | null>>;
  readonly worth: { readonly points: number; readonly money: string };
  readonly standing: {
    /** Null: not a member. */
    readonly tier: string | null;
    readonly points: number;
    readonly worth: string;
    readonly next: { readonly tier: string; readonly missing: string } | null;
    /** `at`: the last instant at which they can be spent. */
    readonly expires: { readonly points: number; readonly at: number } | null;
  };
}

/** What a campaign's message was sent for. */
export interface MessageReason {
  readonly sentAt: number;
  readonly products: readonly { readonly name: string; readonly reason: string }[];
  /** What the campaign chose people by; empty for everybody. */
  readonly chosenBy: readonly ChoiceGround[];
  /** When this chat said yes; null if it has not, or no longer. */
  readonly consentAt: number | null;
}

/** What of a customer can put them into a campaign's audience. */
export const choiceGrounds = [
  'purchases',
  'recency',
  'spending',
  'behaviour',
  'membership',
  'birthday',
  'language',
  'facts',
  'new',
] as const;

export type ChoiceGround = (typeof choiceGrounds)[number];

/** A redemption that may be rated. */
export interface RatingSubject {
  readonly id: string;
  /** Null while it has not been rated. */
  readonly rating: number | null;
}

/** The open talk with a person of the staff. */
export interface OpenTalk {
  readonly caseId: number;
}

/** What entering a code of another chat came to. */
export const codeOutcomes = [
  'joined',
  'already-joined',
  'wrong-code',
  'locked-out',
  'two-customers',
] as const;

export type CodeOutcome = (typeof codeOutcomes)[number];

/** What the dialogue may know of this customer, and of nobody else. */
export interface ConversationView {
  readonly language: Language;
  readonly shopName: string;
  readonly timezone: string;
  readonly now: number;
  readonly customerName: string | null;
  readonly consent: 'granted' | 'withdrawn' | 'none';
  readonly wishes: Wishes;
  readonly shopQuietHours: DayWindow | null;
  /** There is somebody to hand a talk to. */
  readonly hasStaff: boolean;
  /** none: the shop has no membership. */
  readonly membership: 'none' | 'open' | 'joined';
  /** Null where the shop has no membership, or nobody asked. */
  readonly club: ClubCard | null;
  readonly talk: OpenTalk | null;
  /** As many as `needsOf` asked for, or fewer if there are no more. */
  readonly picks: readonly PickCard[];
  readonly coupons: readonly CouponCard[];
  readonly groups: {
    readonly open: readonly GroupCard[];
    readonly offers: readonly GroupOfferCard[];
  };
  /** The one that was asked for or has just been opened; null if there is none. */
  readonly group: GroupCard | null;
  /** Of the code that was asked about; null if none was. */
  readonly codeAsked: CodeExplanation | null;
  readonly share: ShareCard | null;
  /** Products like the one asked about, and its own name; null if there is no such product. */
  readonly similar: { readonly name: string; readonly cards: readonly ProductCard[] } | null;
  /** What was found for the words said, best first. */
  readonly found: readonly ProductCard[];
  /** What the words of a wish are called in the catalogue. */
  readonly interests: NamedInterests;
  /** Some of the catalogue's categories, to say what there is. */
  readonly categories: readonly string[];
  /** Null if no campaign has written to this chat. */
  readonly why: MessageReason | null;
  readonly rating: RatingSubject | null;
  /** A new code that joins another chat to this person. */
  readonly linkCode: string | null;
  readonly codeOutcome: CodeOutcome | null;
  /** How many other chats belong to this person. */
  readonly otherChats: number;
}

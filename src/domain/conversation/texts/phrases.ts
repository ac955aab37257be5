import type { LinkOutcome } from '../../identity/link-outcome.js';
import type { TimeLeft } from '../last-day-text.js';
import type {
  ChoiceGround,
  CodeOutcome,
  CouponCard,
  GroupCard,
  GroupOfferCard,
  ProductCard,
} from '../view.js';

/** Instants in words of the customer's own place. */
export type TroubleWords =
  | { readonly kind: 'expired' | 'not-started'; readonly day: string }
  | { readonly kind: 'being-paid'; readonly clock: string | null }
  | { readonly kind: 'used'; readonly day: string | null; readonly order: string | null }
  | { readonly kind: 'outside-hours'; readonly days: readonly number[]; readonly hours: string }
  | {
      readonly kind: 'cart-too-small' | 'too-few';
      readonly clock: string;
      readonly missing: string | null;
    }
  | {
      readonly kind: 'not-for-cart' | 'not-for-you' | 'better-exists';
      readonly clock: string;
    }
  | { readonly kind: 'revoked' | 'used-up' | 'used-by-you' | 'spent' };

/** Everything the dialogue says, once for each language. */
export interface Texts {
  readonly hello: (shopName: string, customerName: string | null) => string;
  readonly askConsent: (shopName: string) => string;
  readonly consentGiven: string;
  readonly consentRefused: string;
  readonly link: Readonly<Record<LinkOutcome, (shopName: string) => string>>;
  readonly menu: string;
  readonly help: (shopName: string) => string;
  readonly helpPerson: string;
  readonly notUnderstood: string;
  readonly picks: string;
  readonly product: (card: ProductCard, number: number) => string;
  readonly noPicks: string;
  readonly noMorePicks: string;
  readonly similarTo: (name: string) => string;
  readonly noSimilar: string;
  readonly notThis: string;
  readonly instead: string;
  readonly found: (count: number) => string;
  readonly notFound: string;
  /** There is a person who can be asked. */
  readonly notFoundYet: string;
  readonly handedOver: string;
  readonly coupons: string;
  /** @param until the last day it can be used, written out */
  readonly coupon: (card: CouponCard, until: string) => string;
  readonly noCoupons: string;
  /** The whole of it: what it gives, its minimum, its code, its end. */
  readonly couponCard: (card: CouponCard, until: string) => string;
  readonly howToUse: (card: CouponCard, until: string) => string;
  /** A last day that is near. */
  readonly untilSoon: (day: string, left: TimeLeft) => string;
  readonly whichCode: string;
  readonly codeMistyped: string;
  readonly codesLocked: (wait: TimeLeft) => string;
  readonly ownCouponsStay: string;
  /** @param until the last day it can be used; null where it has no end */
  readonly codeFine: (until: string | null) => string;
  readonly codeFineNext: (minimum: string | null) => string;
  readonly codeTrouble: (trouble: TroubleWords) => string;
  readonly codeNext: Readonly<
    Record<'others' | 'noOther' | 'wait' | 'finishCheckout' | 'changeCart', string>
  >;
  readonly couponGone: string;
  /** Above groups that can be joined. */
  readonly groups: string;
  /** @param until the deadline, written out */
  readonly groupLine: (card: GroupCard, until: string) => string;
  /** Above groups that can be opened. */
  readonly groupOffers: string;
  readonly groupOffer: (offer: GroupOfferCard) => string;
  readonly noGroups: string;
  readonly groupCard: (card: GroupCard, until: string) => string;
  readonly groupSeat: Readonly<Record<'holding' | 'paid', string>>;
  readonly groupOpened: string;
  /** Where there is no page to join on. */
  readonly groupJoin: (card: GroupCard, until: string) => string;
  readonly groupShare: (card: GroupCard, until: string, link: string) => string;
  readonly groupGone: string;
  /** Told once to who is in it, or opened it. */
  readonly groupEnded: Readonly<Record<'complete' | 'failed', (name: string) => string>>;
  readonly share: (shopName: string, link: string) => string;
  readonly joins: (count: number) => string;
  readonly noShare: string;
  readonly chooseLanguage: string;
  readonly languageSet: string;
  readonly less: (perWeek: number) => string;
  readonly leastAlready: string;
  readonly mostAlready: string;
  readonly lessUndone: string;
  readonly wishes: string;
  readonly wishOften: (perWeek: number | null) => string;
  readonly wishInterests: (only: readonly string[], muted: readonly string[]) => string;
  readonly wishHow: string;
  /** @param from `08:00` */
  readonly hours: (from: string, until: string) => string;
  readonly hoursAny: string;
  readonly noDays: string;
  readonly onlyThese: (names: readonly string[]) => string;
  readonly withoutThese: (names: readonly string[]) => string;
  readonly anythingAgain: string;
  readonly unknownInterest: (pieces: readonly string[]) => string;
  readonly thereIs: (categories: readonly string[]) => string;
  readonly undone: string;
  readonly nothingToUndo: string;
  readonly sentOn: (day: string) => string;
  readonly agreedOn: (day: string) => string;
  readonly chosenAll: string;
  readonly chosenBy: (grounds: readonly string[]) => string;
  readonly grounds: Readonly<Record<ChoiceGround, string>>;
  readonly productsBecause: string;
  readonly productBecause: (product: { readonly name: string; readonly reason: string }) => string;
  readonly howToStop: string;
  readonly nothingSent: (shopName: string) => string;
  readonly askRating: (shopName: string) => string;
  readonly rated: string;
  readonly ratedLow: string;
  readonly ratedBefore: (rating: number) => string;
  readonly nothingToRate: string;
  readonly reviewed: string;
  readonly talkBegins: string;
  readonly inTalk: string;
  readonly noStaff: (shopName: string) => string;
  readonly talkEnded: string;
  readonly noTalk: string;
  /** The staff closed it, or nobody said anything for a day. */
  readonly talkClosed: string;
  readonly talkFellAsleep: string;
  readonly staffSays: (name: string, text: string) => string;
  readonly staffName: string;
  readonly linkCode: (code: string) => string;
  readonly codes: Readonly<Record<CodeOutcome, string>>;
  readonly unlinked: string;
  readonly nothingToUnlink: string;
  readonly stopped: string;
  readonly buttons: Readonly<Record<ButtonName, string>>;
}

type ButtonName =
  | 'yes'
  | 'no'
  | 'picks'
  | 'morePicks'
  | 'open'
  | 'similar'
  | 'notThis'
  | 'coupons'
  | 'use'
  | 'howToUse'
  | 'whyCode'
  | 'toCheckout'
  | 'groups'
  | 'joinGroup'
  | 'shareGroup'
  | 'seeGroup'
  | 'openGroup'
  | 'share'
  | 'language'
  | 'less'
  | 'moreOften'
  | 'lessUndo'
  | 'preferences'
  | 'undo'
  | 'mornings'
  | 'evenings'
  | 'anyTime'
  | 'everything'
  | 'person'
  | 'endTalk'
  | 'stop'
  | 'startAgain'
  | 'begin'
  | 'why'
  | 'join'
  | 'points'
  | 'link'
  | 'help';

import type { LinkOutcome } from '../../identity/link-outcome.js';
import type { CouponCard, PickCard } from '../view.js';

/** Everything the dialogue says, once for each language. */
export interface Texts {
  readonly hello: (shopName: string, customerName: string | null) => string;
  readonly askConsent: (shopName: string) => string;
  readonly consentGiven: string;
  readonly consentRefused: string;
  readonly link: Readonly<Record<LinkOutcome, (shopName: string) => string>>;
  readonly menu: string;
  readonly help: (shopName: string) => string;
  readonly notUnderstood: string;
  readonly picks: string;
  readonly pick: (card: PickCard) => string;
  readonly noPicks: string;
  readonly noMorePicks: string;
  readonly coupons: string;
  /** @param until the last day it can be used, written out */
  readonly coupon: (card: CouponCard, until: string) => string;
  readonly noCoupons: string;
  readonly useCoupon: (card: CouponCard, until: string) => string;
  readonly couponGone: string;
  readonly share: (shopName: string, link: string) => string;
  readonly joins: (count: number) => string;
  readonly noShare: string;
  readonly chooseLanguage: string;
  readonly languageSet: string;
  readonly less: (perWeek: number) => string;
  readonly leastAlready: string;
  readonly lessUndone: string;
  readonly stopped: string;
  readonly buttons: Readonly<Record<ButtonName, string>>;
}

type ButtonName =
  | 'yes'
  | 'no'
  | 'picks'
  | 'morePicks'
  | 'coupons'
  | 'use'
  | 'toCheckout'
  | 'share'
  | 'language'
  | 'less'
  | 'lessUndo'
  | 'stop'
  | 'startAgain'
  | 'help';

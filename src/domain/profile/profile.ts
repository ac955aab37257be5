import { type ActivityFigures, activityFigures } from './activity.js';
import { type CategoryShare, categoryShares } from './category-share.js';
import { type ChannelShare, channelShares } from './channel-preference.js';
import { moneyAt, type Person } from './events.js';
import { InterestCounter, type InterestShare } from './interests.js';
import type { Outlook } from './outlook.js';
import { type DiscountFigures, discountFigures } from './price-sensitivity.js';
import { ordersOf, type PurchaseFigures, purchaseFigures } from './purchases.js';
import { pricePercentile } from './purchasing-power.js';
import type { ProfileScores } from './score.js';
import type { ProfileShelf } from './shelf.js';

/** What one customer's own interactions say. */
export interface ProfileFigures extends PurchaseFigures, ActivityFigures, DiscountFigures {
  readonly topCategories: readonly CategoryShare[];
  readonly interests: readonly InterestShare[];
  /** 0 to 100, see `pricePercentile`; null where nothing bought can be compared. */
  readonly pricePercentile: number | null;
  readonly channels: readonly ChannelShare[];
  readonly preferredChannel: string | null;
}

/** As the newest model of the shop's buyers saw it at `outlookAt`; all null without one, or without a purchase. */
export interface ProfileOutlook extends Readonly<Record<keyof Outlook, number | null>> {
  readonly outlookAt: number | null;
}

export interface CustomerProfile extends ProfileFigures, ProfileScores, ProfileOutlook {
  readonly customerId: number;
  readonly computedAt: number;
}

/** What the figures of all people rest on besides their interactions. */
export interface ProfileBasis {
  readonly shelf: ProfileShelf;
  /** Channel accounts as `events.accounts` numbers them from 1 on. */
  readonly accounts: readonly string[];
  /** Order → what was taken off it. */
  readonly discounts: ReadonlyMap<number, number>;
}

/** Makes figures of one person after another. */
export class ProfileMaker {
  readonly #basis: ProfileBasis;
  readonly #interests: InterestCounter;

  constructor(basis: ProfileBasis) {
    this.#basis = basis;
    this.#interests = new InterestCounter(basis.shelf);
  }

  figuresOf(person: Person): ProfileFigures {
    const { shelf, accounts, discounts } = this.#basis;
    const channels = channelShares(person, accounts);
    const bought = purchaseFigures(person, ordersOf(person));
    const active = activityFigures(person);
    const saved = discountFigures(person, discounts);
    // Named one by one: spreading two dozen of them showed in the profile of a full pass.
    return {
      firstPurchaseAt: bought.firstPurchaseAt,
      lastPurchaseAt: bought.lastPurchaseAt,
      purchaseCount: bought.purchaseCount,
      unitCount: bought.unitCount,
      monetaryMinor: bought.monetaryMinor,
      purchaseDays: bought.purchaseDays,
      repeatMinor: bought.repeatMinor,
      medianBasketMinor: bought.medianBasketMinor,
      interactionCount: active.interactionCount,
      firstActiveAt: active.firstActiveAt,
      lastActiveAt: active.lastActiveAt,
      activeDays: active.activeDays,
      visitCount: active.visitCount,
      visitMs: active.visitMs,
      bestHour: active.bestHour,
      bestWeekday: active.bestWeekday,
      discountOrderCount: saved.discountOrderCount,
      discountMinor: saved.discountMinor,
      topCategories: topCategories(person, shelf),
      interests: this.#interests.sharesOf(person),
      pricePercentile: pricePercentile(person, shelf),
      channels,
      preferredChannel: channels[0]?.channelAccount ?? null,
    };
  }
}

function topCategories({ events, from, until }: Person, shelf: ProfileShelf): CategoryShare[] {
  const spent = new Map<number, number>();
  for (let row = from; row < until; row++) {
    const amountMinor = moneyAt(events, row);
    const category = shelf.categories[events.products[row] as number] ?? -1;
    if (amountMinor !== 0 && category !== -1)
      spent.set(category, (spent.get(category) ?? 0) + amountMinor);
  }
  const spends = [...spent].map(([place, amountMinor]) => ({
    category: shelf.categoryNames[place] ?? '',
    amountMinor,
  }));
  return categoryShares(spends);
}

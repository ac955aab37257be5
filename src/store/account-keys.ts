// What the ledger's accounts are called.

export const usesKey = (promotionId: number) => `promotion:${promotionId}:uses`;
/** Money given away, minor units. */
export const budgetKey = (promotionId: number) => `promotion:${promotionId}:budget`;
/** Pieces lowered or given. */
export const stockKey = (promotionId: number) => `promotion:${promotionId}:stock`;

/** Redemptions by one row of a person. */
export const customerKey = (promotionId: number, customerId: number) =>
  `promotion:${promotionId}:customer:${customerId}`;
/** Pieces for one row of a person. */
export const customerUnitsKey = (promotionId: number, customerId: number) =>
  `promotion:${promotionId}:customer:${customerId}:units`;

export const seatsKey = (groupBuyId: string) => `group:${groupBuyId}:seats`;
export const pointsKey = (customerId: number) => `points:${customerId}`;
/** Of a gift card, minor units. */
export const balanceKey = (couponId: number) => `coupon:${couponId}:balance`;

/** A limit from here on is hot enough for pools: below, a pool would hold too little to be of use. */
const hotLimit = 1_000;
const poolsOfHot = 8;

/** How many rows an account with such a limit has: shoppers of a big campaign do not all wait for one. */
export function poolCount(key: string, limit: number): number {
  const isShared = /^promotion:\d+:(uses|budget|stock)$/.test(key);
  return isShared && limit >= hotLimit ? poolsOfHot : 1;
}

import type { CustomerProfile } from '../../src/domain/profile/profile.js';
import type { CustomerFacts, InteractionFact } from '../../src/domain/segment/customer-facts.js';
import type { BehaviourCondition } from '../../src/domain/segment/rule.js';

export const asOf = Date.UTC(2026, 10, 21, 12);
export const dayMs = 86_400_000;
export const context = {
  named: new Map(),
  asOf,
  timezone: 'Europe/London',
  currency: 'GBP',
};

/** Somebody of whom only the facts given are known. */
export function factsWith(facts: Partial<CustomerFacts>): CustomerFacts {
  return {
    customerId: 1,
    externalId: 'c1',
    locale: null,
    memberTier: null,
    birthday: null,
    attributes: {},
    profile: null,
    interactions: [],
    clusters: [],
    identities: [],
    ...facts,
  };
}

export function profileWith(profile: Partial<CustomerProfile>): CustomerProfile {
  return {
    customerId: 1,
    firstPurchaseAt: null,
    lastPurchaseAt: null,
    purchaseCount: 0,
    unitCount: 0,
    monetaryMinor: 0,
    purchaseDays: 0,
    repeatMinor: 0,
    medianBasketMinor: null,
    pricePercentile: null,
    discountOrderCount: 0,
    discountMinor: 0,
    topCategories: [],
    interests: [],
    interactionCount: 0,
    activeDays: 0,
    firstActiveAt: null,
    lastActiveAt: null,
    visitCount: 0,
    visitMs: 0,
    bestHour: null,
    bestWeekday: null,
    channels: [],
    preferredChannel: null,
    alivePercent: null,
    expectedMilli: null,
    nextPurchaseAt: null,
    lifetimeValueMinor: null,
    outlookAt: null,
    recencyScore: null,
    frequencyScore: null,
    monetaryScore: null,
    computedAt: asOf,
    ...profile,
  };
}

export function boughtBag(
  fact: Partial<InteractionFact> & { readonly id: number },
): InteractionFact {
  return {
    kind: 'purchase',
    occurredAt: asOf - dayMs,
    amountMinor: 1_000,
    orderId: null,
    product: { sku: 'b1', category: 'bags', brand: null },
    ...fact,
  };
}

export function didCondition(condition: Partial<BehaviourCondition>): BehaviourCondition {
  return {
    kind: 'did',
    did: 'purchase',
    products: null,
    times: { atLeast: 1 },
    amountMinor: null,
    withinMs: null,
    ...condition,
  };
}

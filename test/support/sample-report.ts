import type { CampaignReport } from '../../src/domain/report/campaign-report.js';
import { readEffect } from '../../src/domain/report/effect.js';
import { readSatisfaction } from '../../src/domain/report/satisfaction.js';

/** A report as an analyst would see it: 900 treated, 100 held out. */
export function sampleReport(
  converts: { treated: number; holdout: number | null } = { treated: 110, holdout: 5 },
): CampaignReport {
  const arm = (people: number, converted: number, orderMinor: number) => ({
    people,
    converted,
    closedPeople: people,
    revenueMinor: {
      people,
      sum: converted * orderMinor,
      sumOfSquares: converted * orderMinor ** 2,
    },
  });
  const holdout = converts.holdout === null ? null : arm(100, converts.holdout, 3_000);
  const effect = readEffect(arm(900, converts.treated, 3_200), holdout, 0.1);
  return {
    campaign: {
      kind: 'message',
      id: 'welcome-back',
      name: 'Welcome back',
      goal: { kind: 'redeem', withinMs: 7 * 86_400_000 },
      holdoutShare: 0.1,
    },
    currency: 'GBP',
    timezone: 'Europe/London',
    // 5 × 2 + 4 + 1 = 15 stars of 4 ratings
    satisfaction: readSatisfaction([
      { stars: 5, ratings: 2 },
      { stars: 4, ratings: 1 },
      { stars: 1, ratings: 1 },
    ]),
    madeAt: Date.UTC(2026, 10, 21, 9),
    runs: [
      {
        runId: 1,
        state: 'done',
        stateReason: null,
        scheduledFor: Date.UTC(2026, 10, 14, 9),
        audience: 1_041,
      },
    ],
    funnel: [
      { step: 'audience', people: 1_041 },
      { step: 'planned', people: 900 },
      { step: 'sent', people: 880 },
      { step: 'clicked', people: 301 },
      { step: 'redeemed', people: 74 },
    ],
    effectKind: 'purchase',
    effect,
    days: Array.from({ length: 7 }, (_, day) => ({
      day,
      treated: (converts.treated / 900) * (1 - 0.5 ** (day + 1)),
      holdout: converts.holdout === null ? null : (converts.holdout / 100) * ((day + 1) / 7),
    })),
    deliveries: [
      { channelAccount: 'telegram', state: 'sent', reason: null, deliveries: 880 },
      { channelAccount: 'telegram', state: 'failed', reason: 'blocked', deliveries: 20 },
    ],
    leftOut: [
      { reason: 'holdout', people: 100 },
      { reason: 'no-consent', people: 41 },
    ],
    clicks: { human: 352, machine: 1_204 },
    leftPeople: 6,
    repliedPeople: 12,
    coupons: { issued: 900, redeemed: 74, discountMinor: 31_200 },
    clickedProducts: [
      { sku: '85123A', name: 'White hanging heart t-light holder', people: 64 },
      { sku: '=SUM(A1)', name: '=SUM(A1)', people: 3 },
      { sku: 'a, "b"', name: 'a, "b"', people: 2 },
    ],
    posts: [],
    daysMissing: 12,
  };
}

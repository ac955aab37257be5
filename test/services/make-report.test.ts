import { describe, expect, it } from 'vitest';
import type { ReportedCampaign } from '../../src/domain/report/campaign-report.js';
import type { ArmFigures, GoalWindow, ReportStore } from '../../src/ports/report-store.js';
import { makeReport } from '../../src/services/make-report.js';

const day = 86_400_000;
const shop = { currency: 'GBP', timezone: 'Europe/London' };
const campaign: ReportedCampaign = {
  kind: 'message',
  id: 'spring',
  name: 'Spring',
  goal: { kind: 'redeem', withinMs: 7 * day },
  holdoutShare: 0.2,
};

function arm(name: 'treated' | 'holdout', people: number, converted: number): ArmFigures {
  const revenueMinor = { people, sum: converted * 100, sumOfSquares: converted * 10_000 };
  return { arm: name, people, converted, closedPeople: 0, revenueMinor };
}

/** Two runs on days 0 and 2, 80 treated and 20 held out. */
function store(asked: GoalWindow[], runDays: readonly number[] = [0, 2]): ReportStore {
  return {
    runs: async () =>
      runDays.map((runDay, runId) => ({
        runId,
        state: 'done',
        stateReason: null,
        scheduledFor: runDay * day,
        audience: 60,
      })),
    deliveries: async () => [
      { channelAccount: 'webchat', state: 'sent', reason: null, deliveries: 70 },
      { channelAccount: 'webchat', state: 'failed', reason: 'blocked', deliveries: 10 },
    ],
    leftOut: async () => [{ reason: 'holdout', people: 20 }],
    engagement: async () => ({
      clickedPeople: 9,
      humanClicks: 12,
      machineClicks: 30,
      repliedPeople: 1,
      redeemedPeople: 4,
      leftPeople: 0,
    }),
    coupons: async () => ({ issued: 80, redeemed: 4, discountMinor: 400 }),
    arms: async (_, goal) => {
      asked.push(goal);
      return [arm('treated', 80, 8), arm('holdout', 20, 1)];
    },
    convertsByDay: async () => [
      { arm: 'treated', day: 0, people: 6 },
      { arm: 'treated', day: 2, people: 2 },
      { arm: 'holdout', day: 1, people: 1 },
    ],
    clickedProducts: async () => [],
    posts: async () => [],
    ratings: async () => [
      { stars: 5, ratings: 1 },
      { stars: 2, ratings: 3 },
    ],
    historyOf: async () => [],
  };
}

describe('makeReport', () => {
  it('compares the arms by purchases where the held-out can never reach the goal', async () => {
    const asked: GoalWindow[] = [];
    const report = await makeReport({ reports: store(asked), shop }, campaign, 3 * day);
    expect(report.effectKind).toBe('purchase');
    expect(asked).toEqual([{ kindCode: 11, withinMs: 7 * day }]);
  });

  it('says what those thought who used a coupon: 5 + 3 × 2 stars of four ratings', async () => {
    const { satisfaction } = await makeReport({ reports: store([]), shop }, campaign, 3 * day);
    expect(satisfaction.ratings).toBe(4);
    expect(satisfaction.average).toBe(2.75);
  });

  it('counts people along the funnel, sent ones only where a platform took the message', async () => {
    const report = await makeReport({ reports: store([]), shop }, campaign, 3 * day);
    expect(report.funnel.map(({ people }) => people)).toEqual([120, 80, 70, 9, 4]);
  });

  it('draws the days that have been, cumulatively, and none of those to come', async () => {
    const report = await makeReport({ reports: store([]), shop }, campaign, 2.5 * day);
    expect(report.days).toEqual([
      { day: 0, treated: 6 / 80, holdout: 0 },
      { day: 1, treated: 6 / 80, holdout: 1 / 20 },
      { day: 2, treated: 8 / 80, holdout: 1 / 20 },
    ]);
  });

  it('draws no day beyond the window', async () => {
    const report = await makeReport({ reports: store([]), shop }, campaign, 300 * day);
    expect(report.days).toHaveLength(7);
  });

  it('says at what pace the missing people come, once there are two runs to tell it', async () => {
    const two = await makeReport({ reports: store([]), shop }, campaign, 4 * day);
    // 100 people in 4 days: 25 a day
    const more = two.effect.kind === 'measured' ? (two.effect.shortfall?.morePeople ?? 0) : 0;
    expect(two.daysMissing).toBe(Math.ceil(more / 25));
    const one = await makeReport({ reports: store([], [0]), shop }, campaign, 4 * day);
    expect(one.daysMissing).toBeNull();
  });

  it('makes a report of a campaign that has not run', async () => {
    const empty = { ...store([], []), arms: async () => [], convertsByDay: async () => [] };
    const report = await makeReport({ reports: empty, shop }, campaign, 4 * day);
    expect(report.effect.kind).toBe('no-holdout');
    expect(report.days).toEqual([{ day: 0, treated: 0, holdout: null }]);
  });
});

import { type InteractionKind, interactionKindCode } from '../domain/behaviour/interaction-kind.js';
import type {
  CampaignReport,
  DayShare,
  FunnelStep,
  ReportedCampaign,
} from '../domain/report/campaign-report.js';
import { type Arm, type Effect, readEffect } from '../domain/report/effect.js';
import { readSatisfaction } from '../domain/report/satisfaction.js';
import type { ArmFigures, GoalWindow, ReportStore, RunFigures } from '../ports/report-store.js';

export interface ReportDeps {
  readonly reports: ReportStore;
  readonly shop: { readonly currency: string; readonly timezone: string };
}

const dayMs = 86_400_000;

// Only who got a coupon or a link can redeem or click; the held-out never can. Purchases are open to both.
const openToAll: ReadonlySet<InteractionKind> = new Set([
  'purchase',
  'browse',
  'search',
  'review',
  'follow',
  'join',
]);

/** Counts everything again from the tables; nothing is cached, so that a report changes when something happens. */
export async function makeReport(
  deps: ReportDeps,
  campaign: ReportedCampaign,
  asOf: number,
): Promise<CampaignReport> {
  const { reports, shop } = deps;
  const { id } = campaign;
  const effectKind = openToAll.has(campaign.goal.kind) ? campaign.goal.kind : 'purchase';
  const goal = { kindCode: interactionKindCode[effectKind], withinMs: campaign.goal.withinMs };
  const [runs, deliveries, leftOut, engagement, coupons, ratings, clickedProducts, posts] =
    await Promise.all([
      reports.runs(id),
      reports.deliveries(id),
      reports.leftOut(id),
      reports.engagement(id),
      reports.coupons(id),
      reports.ratings(id),
      reports.clickedProducts(id, 5),
      reports.posts(id),
    ]);
  const effect = await effectOf(reports, campaign, goal, asOf);
  const { clickedPeople, redeemedPeople, leftPeople, repliedPeople, humanClicks, machineClicks } =
    engagement;
  const sent = sumOf(deliveries.filter(({ state }) => state === 'sent'));
  const steps: FunnelStep[] = [
    { step: 'audience', people: runs.reduce((all, run) => all + run.audience, 0) },
    { step: 'planned', people: sumOf(deliveries) },
    { step: 'sent', people: sent },
    { step: 'clicked', people: clickedPeople },
    { step: 'redeemed', people: redeemedPeople },
  ];
  return {
    campaign,
    // Not the whole shop: its channels' settings hold tokens, and reports are handed on.
    currency: shop.currency,
    timezone: shop.timezone,
    madeAt: asOf,
    runs,
    funnel: coupons.issued === 0 ? steps.slice(0, 4) : steps,
    effectKind,
    effect,
    days: daysOf(
      await reports.convertsByDay(id, goal),
      effect,
      daysToShow(runs, goal.withinMs, asOf),
    ),
    deliveries,
    leftOut,
    clicks: { human: humanClicks, machine: machineClicks },
    leftPeople,
    repliedPeople,
    satisfaction: readSatisfaction(ratings),
    coupons,
    clickedProducts,
    posts,
    daysMissing: daysMissing(
      effect,
      runs.map((run) => run.scheduledFor),
      asOf,
    ),
  };
}

function sumOf(deliveries: readonly { readonly deliveries: number }[]): number {
  return deliveries.reduce((all, row) => all + row.deliveries, 0);
}

async function effectOf(
  reports: ReportStore,
  campaign: ReportedCampaign,
  goal: GoalWindow,
  asOf: number,
): Promise<Effect> {
  const arms = await reports.arms(campaign.id, goal, asOf);
  const treated = arms.find(({ arm }) => arm === 'treated') ?? nobody;
  const holdout = arms.find(({ arm }) => arm === 'holdout') ?? null;
  return readEffect(treated, holdout, campaign.holdoutShare);
}

const nobody: Omit<ArmFigures, 'arm'> & Arm = {
  people: 0,
  closedPeople: 0,
  converted: 0,
  revenueMinor: { people: 0, sum: 0, sumOfSquares: 0 },
};

// Not beyond today: a line drawn on would say that nothing happened in days that have not been.
function daysToShow(runs: readonly RunFigures[], withinMs: number, asOf: number): number {
  const first = Math.min(asOf, ...runs.map((run) => run.scheduledFor));
  return Math.min(Math.max(1, Math.ceil(withinMs / dayMs)), Math.floor((asOf - first) / dayMs) + 1);
}

function daysOf(
  converts: readonly { arm: string; day: number; people: number }[],
  effect: Effect,
  days: number,
): DayShare[] {
  const holdout = effect.kind === 'no-holdout' ? null : effect.holdout.people;
  return Array.from({ length: days }, (_, day) => {
    const until = (arm: string) =>
      converts
        .filter((row) => row.arm === arm && row.day <= day)
        .reduce((all, row) => all + row.people, 0);
    return {
      day,
      treated: effect.treated.people === 0 ? 0 : until('treated') / effect.treated.people,
      holdout: holdout === null ? null : until('holdout') / holdout,
    };
  });
}

function daysMissing(effect: Effect, scheduledFor: readonly number[], asOf: number): number | null {
  if (effect.kind !== 'measured' || effect.shortfall === null || scheduledFor.length < 2)
    return null;
  const { morePeople } = effect.shortfall;
  const days = (asOf - Math.min(...scheduledFor)) / dayMs;
  const perDay = (effect.treated.people + effect.holdout.people) / days;
  return morePeople === null || perDay <= 0 ? null : Math.ceil(morePeople / perDay);
}

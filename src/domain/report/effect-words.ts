import { formatMoney } from '../money.js';
import type { CampaignReport } from './campaign-report.js';
import type { Effect } from './effect.js';

type Measured = Extract<Effect, { kind: 'measured' }>;

/** `+7.7` for 0.0766: a difference of shares in percentage points. */
export function points(share: number): string {
  const text = (Math.abs(share) * 100).toFixed(1);
  if (Number(text) === 0) return '0.0';
  return `${share < 0 ? '−' : '+'}${text}`;
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** The report's answer in sentences, the first one alone being enough. */
export function effectSentences(report: CampaignReport): string[] {
  const { effect } = report;
  if (report.campaign.kind === 'post') {
    const clicks = report.clicks.human;
    return [
      `${whole(clicks)} ${clicks === 1 ? 'click' : 'clicks'} by people.`,
      'A public post has strangers for readers: nobody can be held out, so it shows interest, not effect.',
    ];
  }
  const verb = verbs[report.effectKind] ?? `did "${report.effectKind}"`;
  if (effect.kind === 'no-holdout') {
    const base = 'Nobody was held out, so this report cannot say what the campaign caused.';
    return [
      base,
      'Put `holdout: 10%` into its audience: a tenth then gets nothing and shows what would have happened anyway.',
    ];
  }
  if (effect.kind === 'uneven') {
    const counts = `${whole(effect.treated.people)} treated and ${whole(effect.holdout.people)} held out`;
    const declared = percent(report.campaign.holdoutShare);
    return [
      `The arms cannot be compared: ${counts} is too far from the declared ${declared} to be chance (p < 0.001).`,
      'Something other than the draw decided who got a message; find it before reading any effect.',
    ];
  }
  return measuredSentences(report, effect, verb);
}

const verbs: Record<string, string> = {
  purchase: 'bought',
  browse: 'browsed',
  search: 'searched',
  review: 'wrote a review',
  follow: 'followed',
  join: 'joined',
};

function measuredSentences(report: CampaignReport, effect: Measured, verb: string): string[] {
  const { treated, holdout, interval, verdict } = effect;
  const shares = `${percent(treated.converted / treated.people)} of the treated ${verb}, ${percent(holdout.converted / holdout.people)} of the held-out`;
  const range = `${points(interval.low)} to ${points(interval.high)} points`;
  const lines = [
    `${headline(effect, verdict)} ${shares}: ${points(effect.lift)} points (95 % interval ${range}).`,
  ];
  if (verdict !== 'unclear') lines.push(causedSentence(effect, verb));
  lines.push(moneySentence(report, effect));
  if (effect.shortfall !== null) lines.push(shortfallSentence(report, effect));
  if (report.effectKind !== report.campaign.goal.kind) {
    const goal = report.campaign.goal.kind;
    lines.push(
      `The held-out can never reach the goal itself (${goal}), so both are compared by who ${verb}.`,
    );
  }
  if (effect.openPeople > 0)
    lines.push(
      `${whole(effect.openPeople)} people are still within their window: the figures will move.`,
    );
  return lines;
}

function headline(effect: Measured, verdict: Measured['verdict']): string {
  if (verdict === 'more') return 'It worked.';
  if (verdict === 'fewer') return 'It did harm.';
  return effect.openPeople > 0 || effect.shortfall?.morePeople !== 0
    ? 'Too early to say.'
    : 'No effect to be seen.';
}

function causedSentence({ causedPeople, causedInterval }: Measured, verb: string): string {
  const low = Math.round(causedInterval.low);
  const high = Math.round(causedInterval.high);
  return `About ${whole(Math.round(causedPeople))} people ${verb} who would not have (${whole(low)} to ${whole(high)}).`;
}

function moneySentence(report: CampaignReport, effect: Measured): string {
  const money = (minor: number) => formatMoney(Math.round(minor), report.currency);
  const signed = (minor: number) => `${minor < 0 ? '−' : '+'}${money(Math.abs(minor))}`;
  const { revenueInterval, revenueLiftMinor, treated } = effect;
  const range =
    revenueInterval === null
      ? ''
      : ` (${signed(revenueInterval.low)} to ${signed(revenueInterval.high)})`;
  const total = revenueLiftMinor * treated.people;
  const cost = report.coupons.discountMinor;
  const sales = treated.revenueMinor.sumOfSquares + effect.holdout.revenueMinor.sumOfSquares;
  if (sales === 0 && cost === 0) return 'Nobody has bought anything within the window yet.';
  return `Revenue per treated person: ${signed(revenueLiftMinor)}${range}, ${signed(total)} in all; coupons cost ${money(cost)}.`;
}

function shortfallSentence(report: CampaignReport, { shortfall }: Measured): string {
  const lift = points(shortfall?.lift ?? 0);
  const more = shortfall?.morePeople ?? null;
  if (more === null)
    return `No number of people would show a lift of ${lift} points with this holdout.`;
  if (more === 0)
    return `There are enough people to see a lift of ${lift} points; a smaller one would take more.`;
  const days =
    report.daysMissing === null ? '' : `, about ${whole(report.daysMissing)} days at this pace`;
  return `To see a lift of ${lift} points it takes ${whole(more)} more people${days}.`;
}

function whole(count: number): string {
  return count.toLocaleString('en');
}

/** `14 days`, `36 hours`. */
export function windowText(withinMs: number): string {
  const days = withinMs / 86_400_000;
  if (!Number.isInteger(days)) return `${Math.round(withinMs / 3_600_000)} hours`;
  return `${days} ${days === 1 ? 'day' : 'days'}`;
}

/** `21 Nov 2026, 09:00`, by the shop's clock. */
export function localTimeText(at: number, timeZone: string): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone,
  });
  return format.format(at);
}

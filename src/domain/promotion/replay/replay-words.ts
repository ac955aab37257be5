import { formatMoney, type Minor } from '../../money.js';
import { localTime } from '../../time-zone.js';
import type { ReplayReport } from './replay-report.js';

/** The answer in sentences, the most important first. */
export function replaySentences(report: ReplayReport): string[] {
  const { orders, draft, now, goodsMinor, currency } = report;
  const money = (amount: Minor) => formatMoney(amount, currency);
  const [from, until] = [report.from, report.until - 1].map(
    (at) => localTime(at, report.timezone).date,
  );
  const period = `${from} to ${until}`;
  if (orders === 0) return [`There are no orders from ${period} to replay.`];
  const more = draft.givenMinor - now.givenMinor;
  const change =
    more === 0
      ? 'the same as'
      : `${money(Math.abs(more))} (${signed(more, now.givenMinor)}) ${more > 0 ? 'more' : 'less'} than`;
  return [
    `Over ${orders.toLocaleString('en')} orders (${period}, ${money(goodsMinor)} of goods) the draft would have given ${money(draft.givenMinor)}: ${sharePercent(draft.givenMinor, goodsMinor)} of revenue.`,
    `It would have touched ${draft.touched.toLocaleString('en')} orders (${sharePercent(draft.touched, orders)}), each with ${money(draft.touched === 0 ? 0 : Math.round(draft.givenMinor / draft.touched))} on average.`,
    `That is ${change} the promotions in force now would have: ${money(now.givenMinor)} in ${now.touched.toLocaleString('en')} orders.`,
    marginSentence(report, money),
    ...usedUpSentences(report),
  ];
}

function usedUpSentences({ promotions }: ReplayReport): string[] {
  return promotions
    .filter(({ refusedByLimit }) => refusedByLimit > 0)
    .map(({ id, draft, refusedByLimit }) => {
      const after = (draft?.orders ?? 0).toLocaleString('en');
      const refused = refusedByLimit.toLocaleString('en');
      return `${id} would have been used up: its limits end it after ${after} orders and refuse ${refused}.`;
    });
}

function marginSentence(report: ReplayReport, money: (amount: Minor) => string): string {
  const { lines, linesWithoutCost, marginBeforeMinor, draft, now } = report;
  if (linesWithoutCost === lines)
    return 'What it does to the margin is not known: no line has a cost.';
  const part =
    linesWithoutCost === 0
      ? ''
      : ` Of ${lines.toLocaleString('en')} lines ${linesWithoutCost.toLocaleString('en')} have no cost and are left out of it.`;
  return `Margin: ${money(marginBeforeMinor)} without promotions, ${money(draft.marginMinor)} with the draft, ${money(now.marginMinor)} with those in force now.${part}`;
}

const codesNote = {
  all: 'Every code was taken to be entered in every order, and each known customer to hold one coupon of each promotion: the most that it could cost.',
  observed: 'Codes and coupons count where the order really redeemed them.',
  none: 'Nobody was taken to enter a code or coupon.',
};

/** What the figures rest on. */
export function replayNotes({ codes, guestOrders, orders }: ReplayReport): string[] {
  return [
    'Counted as if the promotions had been in force all the time, by the prices paid then; limits count from the first order on. Dates are set aside, weekdays and hours are not.',
    codesNote[codes],
    `Tags, tiers and segments are those that customers have today; ${guestOrders.toLocaleString('en')} of ${orders.toLocaleString('en')} orders are guests’, who have none. Nobody bought in a group, and all in the shop itself.`,
    'Had the promotions been there, people would have bought otherwise: this is what they would have cost, not what they would have brought.',
  ];
}

export function sharePercent(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((part * 100) / whole).toFixed(1)} %`;
}

function signed(more: Minor, than: Minor): string {
  if (than === 0) return 'from nothing';
  return `${more > 0 ? '+' : '−'}${sharePercent(Math.abs(more), than)}`;
}

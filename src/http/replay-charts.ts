import { formatMoney } from '../domain/money.js';
import type { ReplayReport } from '../domain/promotion/replay/replay-report.js';
import { palette, svgChart } from './charts.js';

const mostBars = 15;

/** What each promotion gives: the draft beside those in force now. */
export function costChart({ promotions, currency }: ReplayReport): string {
  const shown = promotions.slice(0, mostBars);
  const money = ({ value }: { value: number }) => (value === 0 ? '' : formatMoney(value, currency));
  const bar = (name: string, color: string, data: number[]) => ({
    name,
    type: 'bar',
    data,
    barMaxWidth: 14,
    itemStyle: { color, borderRadius: 3 },
    label: { show: true, position: 'right', formatter: money, fontSize: 11 },
  });
  return svgChart(
    {
      legend: { top: 0, left: 0, icon: 'roundRect' },
      grid: { left: nameWidth(shown.map(({ id }) => id)), right: 90, top: 36, bottom: 8 },
      xAxis: { type: 'value', show: false },
      yAxis: {
        type: 'category',
        inverse: true,
        data: shown.map(({ id }) => id),
        axisLine: { show: false },
        axisTick: { show: false },
      },
      series: [
        bar(
          'Draft',
          palette.treated,
          shown.map(({ draft }) => draft?.givenMinor ?? 0),
        ),
        bar(
          'In force now',
          palette.holdout,
          shown.map(({ now }) => now?.givenMinor ?? 0),
        ),
      ],
    },
    { width: 700, height: 52 * shown.length + 52 },
  );
}

/** What is given week by week. */
export function weeksChart({ weeks, currency }: ReplayReport): string {
  const line = (name: string, color: string, data: number[]) => ({
    name,
    type: 'line',
    showSymbol: weeks.length < 3,
    lineStyle: { width: 3, color },
    itemStyle: { color },
    data,
  });
  return svgChart(
    {
      legend: { top: 0, left: 0, icon: 'roundRect' },
      grid: { left: 84, right: 24, top: 36, bottom: 28 },
      xAxis: { type: 'category', data: weeks.map(({ monday }) => monday.slice(5)) },
      yAxis: {
        type: 'value',
        axisLabel: { formatter: (value: number) => formatMoney(value, currency) },
        splitLine: { lineStyle: { color: palette.grid } },
      },
      series: [
        line(
          'Draft',
          palette.treated,
          weeks.map(({ draftMinor }) => draftMinor),
        ),
        line(
          'In force now',
          palette.holdout,
          weeks.map(({ nowMinor }) => nowMinor),
        ),
      ],
    },
    { width: 700, height: 260 },
  );
}

/** How many orders get how large a share off. */
export function sharesChart({ shares }: ReplayReport): string {
  const names = shares.map(({ fromPercent }, i) =>
    i === shares.length - 1 && fromPercent === 50
      ? '50 % +'
      : `${fromPercent}–${fromPercent + 5} %`,
  );
  return svgChart(
    {
      grid: { left: 52, right: 16, top: 28, bottom: 28 },
      xAxis: { type: 'category', data: names, axisTick: { show: false } },
      yAxis: {
        type: 'value',
        name: 'orders',
        minInterval: 1,
        splitLine: { lineStyle: { color: palette.grid } },
      },
      series: [
        {
          type: 'bar',
          data: shares.map(({ orders }) => orders),
          barWidth: '70%',
          itemStyle: { color: palette.treated, borderRadius: [3, 3, 0, 0] },
          label: { show: true, position: 'top', fontSize: 11 },
        },
      ],
    },
    { width: 700, height: 240 },
  );
}

/** Room for the longest name at the chart's font size. */
function nameWidth(names: readonly string[]): number {
  return 16 + 7 * Math.max(0, ...names.map((name) => name.length));
}

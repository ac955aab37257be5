import type { CampaignReport, FunnelStep } from '../domain/report/campaign-report.js';
import { percent, points } from '../domain/report/effect-words.js';
import { palette, svgChart } from './charts.js';

const stepNames: Record<FunnelStep['step'], string> = {
  audience: 'Audience',
  planned: 'Planned',
  sent: 'Sent',
  clicked: 'Clicked',
  redeemed: 'Redeemed',
};

export function funnelChart({ funnel }: CampaignReport): string {
  const names = funnel.map(({ step }) => stepNames[step]);
  const most = Math.max(1, ...funnel.map(({ people }) => people));
  const label = ({ dataIndex }: { dataIndex: number }) => {
    const people = funnel[dataIndex]?.people ?? 0;
    return `${people.toLocaleString('en')}   ${percent(people / most)}`;
  };
  return svgChart(
    {
      grid: { left: 90, right: 130, top: 8, bottom: 8 },
      xAxis: { type: 'value', show: false, max: most },
      yAxis: {
        type: 'category',
        inverse: true,
        data: names,
        axisLine: { show: false },
        axisTick: { show: false },
      },
      series: [
        {
          type: 'bar',
          data: funnel.map(({ people }) => people),
          barWidth: '62%',
          itemStyle: { color: palette.treated, borderRadius: 3 },
          label: { show: true, position: 'right', formatter: label },
        },
      ],
    },
    { width: 640, height: 44 * funnel.length + 16 },
  );
}

/** Shares that converted, by days since assignment: the gap between the lines is the effect. */
export function daysChart({ days, effect }: CampaignReport): string {
  const line = (name: string, color: string, values: (number | null)[]) => ({
    name,
    type: 'line',
    step: 'end',
    showSymbol: days.length < 3,
    lineStyle: { width: 3, color },
    itemStyle: { color },
    data: values,
  });
  const series = [
    line(
      'Treated',
      palette.treated,
      days.map(({ treated }) => treated * 100),
    ),
  ];
  if (effect.kind !== 'no-holdout') {
    series.push(
      line(
        'Held out',
        palette.holdout,
        days.map(({ holdout }) => (holdout === null ? null : holdout * 100)),
      ),
    );
  }
  return svgChart(
    {
      legend: { top: 0, left: 0, icon: 'roundRect' },
      grid: { left: 52, right: 16, top: 36, bottom: 44 },
      xAxis: {
        type: 'category',
        name: 'days since assignment',
        nameLocation: 'middle',
        nameGap: 28,
        data: days.map(({ day }) => day + 1),
      },
      yAxis: {
        type: 'value',
        axisLabel: { formatter: '{value} %' },
        splitLine: { lineStyle: { color: palette.grid } },
      },
      series,
    },
    { width: 640, height: 280 },
  );
}

/** The lift as a dot with its 95 % interval beside zero; an empty text where nothing was measured. */
export function liftChart({ effect }: CampaignReport): string {
  if (effect.kind !== 'measured') return '';
  const { low, high } = effect.interval;
  const reach = Math.max(Math.abs(low), Math.abs(high), 0.01) * 115;
  const across = (share: number) => 320 + (share * 100 * 290) / reach;
  const [from, to, at] = [across(low), across(high), across(effect.lift)].map((x) => x.toFixed(1));
  const color = effect.verdict === 'unclear' ? palette.quiet : palette.treated;
  const text = (x: string | undefined, y: number, words: string) =>
    `<text x="${x}" y="${y}" text-anchor="middle" font-size="13" fill="${palette.ink}">${words}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="96" viewBox="0 0 640 96" role="img" aria-label="Lift ${points(effect.lift)} points, 95 % interval ${points(low)} to ${points(high)}" font-family="system-ui, sans-serif">`,
    `<line x1="320" x2="320" y1="18" y2="70" stroke="${palette.quiet}" stroke-dasharray="4 4"/>`,
    `<text x="320" y="90" text-anchor="middle" font-size="12" fill="${palette.quiet}">no effect</text>`,
    `<line x1="${from}" x2="${to}" y1="44" y2="44" stroke="${color}" stroke-width="8" stroke-linecap="round" opacity="0.45"/>`,
    `<circle cx="${at}" cy="44" r="9" fill="${color}"/>`,
    text(at, 26, `${points(effect.lift)} points`),
    text(from, 68, points(low)),
    text(to, 68, points(high)),
    '</svg>',
  ].join('');
}

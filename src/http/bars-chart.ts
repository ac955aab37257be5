import { palette, svgChart } from './charts.js';

interface Bar {
  readonly name: string;
  readonly value: number;
  /** Behind the number. */
  readonly note: string;
  readonly color?: string;
}

/** Numbers of people as bars from the left, the first on top. */
export function barsChart(bars: readonly Bar[]): string {
  const label = ({ dataIndex }: { dataIndex: number }) => {
    const bar = bars[dataIndex];
    return bar === undefined ? '' : `${bar.value.toLocaleString('en')}   ${bar.note}`;
  };
  return svgChart(
    {
      grid: { left: 170, right: 190, top: 8, bottom: 8 },
      xAxis: { type: 'value', show: false, max: Math.max(1, ...bars.map(({ value }) => value)) },
      yAxis: {
        type: 'category',
        inverse: true,
        data: bars.map(({ name }) => name),
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { width: 160, overflow: 'truncate' },
      },
      series: [
        {
          type: 'bar',
          data: bars.map(({ value, color = palette.treated }) => ({
            value,
            itemStyle: { color, borderRadius: 3 },
          })),
          barWidth: '62%',
          label: { show: true, position: 'right', formatter: label },
        },
      ],
    },
    { width: 640, height: 36 * bars.length + 16 },
  );
}

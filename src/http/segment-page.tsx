import { raw } from 'hono/html';
import type { FC } from 'hono/jsx';
import { localTimeText } from '../domain/report/effect-words.js';
import type { Overlap } from '../domain/segment/overlap.js';
import type { Growth } from '../services/segment-views.js';
import type { SampleMember, SegmentSize } from '../services/segments.js';
import { barsChart } from './bars-chart.js';
import { palette, svgChart } from './charts.js';
import { reportStyle } from './report-style.js';

export interface SegmentView {
  readonly size: SegmentSize;
  readonly description: string | null;
  readonly growth: Growth | null;
  readonly overlaps: readonly Overlap[];
  readonly sample: readonly SampleMember[];
  readonly asOf: number;
  readonly timezone: string;
}

type Part = FC<{ view: SegmentView }>;

/** A segment as one page that needs nothing else: it can be saved, mailed and printed. */
export function segmentPage(view: SegmentView): string {
  return `<!doctype html>${(<Page view={view} />).toString()}`;
}

const Page: Part = ({ view }) => {
  const { size, all, reachable, name } = view.size;
  const share = all === 0 ? 0 : (size / all) * 100;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${name} – segment`}</title>
        <style>{raw(reportStyle)}</style>
      </head>
      <body>
        <main>
          <header>
            <p class="kicker">Segment</p>
            <h1>{name}</h1>
            <p class="quiet">
              {view.description === null ? '' : `${view.description} · `}
              {localTimeText(view.asOf, view.timezone)}
            </p>
          </header>
          <section class="answer">
            <p class="lead">
              {`${size.toLocaleString('en')} of ${all.toLocaleString('en')} customers (${share.toFixed(1)} %)`}
            </p>
            <p>{`${reachable.toLocaleString('en')} of them agreed and have a chat to write to. Everybody is counted once, whatever chats they have.`}</p>
          </section>
          {view.growth !== null && <GrowthPart view={view} growth={view.growth} />}
          {view.overlaps.length > 0 && <Overlaps view={view} />}
          <Members view={view} />
        </main>
      </body>
    </html>
  );
};

const GrowthPart: FC<{ view: SegmentView; growth: Growth }> = ({ view, growth }) => (
  <section>
    <h2>Size over time</h2>
    {growth.kind === 'counted' ? (
      <>
        {raw(growthChart(growth.sizes, view.timezone))}
        <p class="quiet">Of today’s customers, by when they did what they did.</p>
      </>
    ) : (
      <p>{`Not known, because only today’s value is kept of ${growth.because.join(', ')}.`}</p>
    )}
  </section>
);

const Overlaps: Part = ({ view }) => (
  <section>
    <h2>Who is also in another segment</h2>
    {raw(
      barsChart(
        view.overlaps.map(({ segment, both, share, jaccard }) => ({
          name: segment,
          value: both,
          note: `${(share * 100).toFixed(1)} %, Jaccard ${jaccard.toFixed(2)}`,
        })),
      ),
    )}
    <p class="quiet">
      How many are in both, as a share of this segment; and of all who are in either (Jaccard),
      where 1 means the same people.
    </p>
  </section>
);

const Members: Part = ({ view }) => (
  <section>
    <h2>{view.sample.length === view.size.size ? 'All of them' : 'Some of them'}, and why</h2>
    {view.sample.length === 0 ? (
      <p class="quiet">Nobody is in it.</p>
    ) : (
      <table>
        <tbody>
          {view.sample.map(({ customer, reasons }) => (
            <tr>
              <th scope="row">{customer ?? '(chat only)'}</th>
              <td>{reasons.join('; ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    )}
  </section>
);

function growthChart(sizes: readonly { at: number; size: number }[], timeZone: string): string {
  const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone });
  return svgChart(
    {
      grid: { left: 60, right: 40, top: 24, bottom: 32 },
      xAxis: { type: 'category', data: sizes.map(({ at }) => day.format(at)) },
      yAxis: { type: 'value', splitLine: { lineStyle: { color: palette.grid } } },
      series: [
        {
          type: 'line',
          data: sizes.map(({ size }) => size),
          lineStyle: { width: 3, color: palette.treated },
          itemStyle: { color: palette.treated },
          symbolSize: 8,
          label: { show: true, position: 'top' },
        },
      ],
    },
    { width: 700, height: 260 },
  );
}

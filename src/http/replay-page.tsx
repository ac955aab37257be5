import { raw } from 'hono/html';
import type { FC } from 'hono/jsx';
import { formatMoney, type Minor } from '../domain/money.js';
import type { ReplayReport } from '../domain/promotion/replay/replay-report.js';
import {
  replayNotes,
  replaySentences,
  sharePercent,
} from '../domain/promotion/replay/replay-words.js';
import { localTimeText } from '../domain/report/effect-words.js';
import { costChart, sharesChart, weeksChart } from './replay-charts.js';
import { reportStyle } from './report-style.js';

/** A replay as one page that needs nothing else: it can be saved, mailed and printed. */
export function replayPage(report: ReplayReport, title: string): string {
  return `<!doctype html>${(<Page report={report} title={title} />).toString()}`;
}

type Part = FC<{ report: ReplayReport }>;

const Page: FC<{ report: ReplayReport; title: string }> = ({ report, title }) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>{`${title} – replay`}</title>
      <style>{raw(reportStyle)}</style>
    </head>
    <body>
      <main>
        <header>
          <p class="kicker">Replay of promotions</p>
          <h1>{title}</h1>
        </header>
        <Answer report={report} />
        {report.orders > 0 && <Figures report={report} />}
        <section>
          <h2>What this rests on</h2>
          {replayNotes(report).map((note) => (
            <p class="quiet">{note}</p>
          ))}
        </section>
      </main>
    </body>
  </html>
);

const Answer: Part = ({ report }) => {
  const [first = '', ...rest] = replaySentences(report);
  return (
    <section class="answer">
      <h2>What it would have cost</h2>
      <p class="lead">{first}</p>
      {rest.map((sentence) => (
        <p>{sentence}</p>
      ))}
    </section>
  );
};

const Figures: Part = ({ report }) => (
  <>
    {report.promotions.length > 0 && (
      <Figure title="What each promotion gives" svg={costChart(report)} />
    )}
    <Promotions report={report} />
    <Figure title="Week by week" svg={weeksChart(report)} />
    {report.shares.length > 0 && (
      <Figure title="How much of an order the draft gives" svg={sharesChart(report)} />
    )}
    <Overlaps report={report} />
    <Dearest report={report} />
  </>
);

const Figure: FC<{ title: string; svg: string }> = ({ title, svg }) => (
  <section>
    <h2>{title}</h2>
    <figure>{raw(svg)}</figure>
  </section>
);

const Promotions: Part = ({ report }) => {
  const money = moneyOf(report);
  const rows = report.promotions.map(({ id, draft, justShort }) => [
    id,
    draft === null ? '–' : draft.orders.toLocaleString('en'),
    draft === null ? '–' : money(draft.givenMinor),
    draft === null ? '–' : sharePercent(draft.givenMinor, report.goodsMinor),
    (justShort.byMoney + justShort.byPiece).toLocaleString('en'),
  ]);
  return (
    <section>
      <h2>Take-up</h2>
      <Table
        head={['promotion', 'orders', 'gives', 'of revenue', 'just short of it']}
        rows={rows}
      />
      <p class="quiet">
        Just short: less than a tenth of the amount was missing, or one piece, and nothing else.
      </p>
    </section>
  );
};

const Overlaps: Part = ({ report }) => {
  const money = moneyOf(report);
  if (report.overlaps.length === 0) return null;
  const rows = report.overlaps
    .slice(0, 12)
    .map(({ pair, orders, givenMinor }) => [
      pair.join(' + '),
      orders.toLocaleString('en'),
      sharePercent(orders, report.orders),
      money(givenMinor),
    ]);
  return (
    <section>
      <h2>What applies together</h2>
      <Table head={['pair', 'orders', 'of all', 'the two give']} rows={rows} />
    </section>
  );
};

const Dearest: Part = ({ report }) => {
  const money = moneyOf(report);
  if (report.dearest.length === 0) return null;
  const rows = report.dearest.map(({ ref, at, valueMinor, givenMinor, by }) => [
    `${ref}, ${localTimeText(at, report.timezone)}`,
    by.join(' + '),
    money(valueMinor),
    money(givenMinor),
    sharePercent(givenMinor, valueMinor),
  ]);
  return (
    <section>
      <h2>The orders that cost most</h2>
      <Table head={['order', 'by', 'worth', 'given', 'share']} rows={rows} />
    </section>
  );
};

const Table: FC<{ head: readonly string[]; rows: readonly (readonly string[])[] }> = ({
  head,
  rows,
}) => (
  <table>
    <thead>
      <tr>
        {head.map((name, i) => (
          <th scope="col" style={i === 0 ? '' : 'text-align:right'} class="quiet">
            {name}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {rows.map(([name, ...values]) => (
        <tr>
          <th scope="row">{name}</th>
          {values.map((value) => (
            <td>{value}</td>
          ))}
        </tr>
      ))}
    </tbody>
  </table>
);

function moneyOf({ currency }: ReplayReport): (amount: Minor) => string {
  return (amount) => formatMoney(amount, currency);
}

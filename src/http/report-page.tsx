import { raw } from 'hono/html';
import type { FC } from 'hono/jsx';
import { decisionText } from '../domain/campaign/decision-reason.js';
import { formatMoney } from '../domain/money.js';
import type { CampaignReport } from '../domain/report/campaign-report.js';
import { effectSentences, localTimeText, windowText } from '../domain/report/effect-words.js';
import { satisfactionText, starsText } from '../domain/report/satisfaction.js';
import { daysChart, funnelChart, liftChart } from './report-charts.js';
import { reportStyle } from './report-style.js';

/** A campaign's report as one page that needs nothing else: it can be saved, mailed and printed. */
export function reportPage(report: CampaignReport): string {
  return `<!doctype html>${(<Page report={report} />).toString()}`;
}

type Part = FC<{ report: CampaignReport }>;

const Page: Part = ({ report }) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>{`${report.campaign.name} – report`}</title>
      <style>{raw(reportStyle)}</style>
    </head>
    <body>
      <main>
        <Head report={report} />
        <Answer report={report} />
        <Figure
          title="From audience to coupon"
          svg={funnelChart(report)}
          note={funnelNote(report)}
        />
        <Figure
          title="Who did it, by days since assignment"
          svg={daysChart(report)}
          note="Both groups are counted from the moment they were drawn, whether or not a message reached them."
        />
        <LeftOut report={report} />
        <Money report={report} />
        {report.satisfaction.average !== null && <SatisfactionPart report={report} />}
        {report.posts.length > 0 && <Posts report={report} />}
        <Runs report={report} />
      </main>
    </body>
  </html>
);

const Head: Part = ({ report }) => (
  <header>
    <p class="kicker">Campaign report</p>
    <h1>{report.campaign.name}</h1>
    <p class="quiet">
      {report.campaign.id} · goal: {report.campaign.goal.kind} within{' '}
      {windowText(report.campaign.goal.withinMs)} · made{' '}
      {localTimeText(report.madeAt, report.timezone)}
    </p>
  </header>
);

const Answer: Part = ({ report }) => {
  const [first = '', ...rest] = effectSentences(report);
  return (
    <section class="answer">
      <h2>What it caused</h2>
      <p class="lead">{first}</p>
      {raw(liftChart(report))}
      {rest.map((sentence) => (
        <p>{sentence}</p>
      ))}
    </section>
  );
};

const Figure: FC<{ title: string; svg: string; note: string }> = ({ title, svg, note }) => (
  <section>
    <h2>{title}</h2>
    <figure>
      {raw(svg)}
      <figcaption class="quiet">{note}</figcaption>
    </figure>
  </section>
);

const LeftOut: Part = ({ report }) => (
  <section class="columns">
    <div>
      <h2>Left out, and why</h2>
      <Rows
        rows={report.leftOut.map(({ reason, people }) => [decisionText(reason), people])}
        empty="Nobody was left out."
      />
    </div>
    <div>
      <h2>Deliveries</h2>
      <Rows
        rows={report.deliveries.map((row) => [
          `${row.channelAccount}: ${row.state}${row.reason === null ? '' : ` (${decisionText(row.reason)})`}`,
          row.deliveries,
        ])}
        empty="Nothing was planned yet."
      />
    </div>
  </section>
);

const Money: Part = ({ report }) => (
  <section class="columns">
    <div>
      <h2>Coupons</h2>
      <Rows
        rows={[
          ['issued', report.coupons.issued],
          ['redeemed', report.coupons.redeemed],
          ['discount given', formatMoney(report.coupons.discountMinor, report.currency)],
        ]}
        empty=""
      />
    </div>
    <div>
      <h2>Clicked products</h2>
      <Rows
        rows={report.clickedProducts.map(({ name, people }) => [name, people])}
        empty="No product was clicked yet."
      />
    </div>
  </section>
);

const SatisfactionPart: Part = ({ report: { satisfaction } }) => (
  <section>
    <h2>Satisfaction</h2>
    <p>{satisfactionText(satisfaction)}, by those who used a coupon of it and were asked.</p>
    <Rows
      rows={satisfaction.distribution.map(({ stars, ratings }) => [starsText(stars), ratings])}
      empty=""
    />
  </section>
);

const Posts: Part = ({ report }) => (
  <section>
    <h2>Under the posts</h2>
    <Rows
      rows={report.posts.flatMap((post) => {
        const name = `${post.channelAccount}${post.sentAt === null ? '' : `, ${localTimeText(post.sentAt, report.timezone)}`}`;
        return [
          [`${name}: comments`, post.comments],
          [`${name}: reposts`, post.reposts],
          [`${name}: likes`, post.likes],
          [`${name}: of these by customers`, post.byCustomers],
        ];
      })}
      empty=""
    />
  </section>
);

const Runs: Part = ({ report }) => (
  <section>
    <h2>Runs</h2>
    <Rows
      rows={report.runs.map((run) => [
        `${localTimeText(run.scheduledFor, report.timezone)}: ${run.state}${run.stateReason === null ? '' : ` (${run.stateReason})`}`,
        run.audience,
      ])}
      empty="It has not run yet."
    />
  </section>
);

const Rows: FC<{ rows: (string | number)[][]; empty: string }> = ({ rows, empty }) =>
  rows.length === 0 ? (
    <p class="quiet">{empty}</p>
  ) : (
    <table>
      <tbody>
        {rows.map(([name, value]) => (
          <tr>
            <th scope="row">{name}</th>
            <td>{typeof value === 'number' ? value.toLocaleString('en') : value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );

function funnelNote({ clicks, leftPeople }: CampaignReport): string {
  const machine =
    clicks.machine === 0
      ? ''
      : `; ${clicks.machine.toLocaleString('en')} more by link previews and scanners, not counted`;
  const left =
    leftPeople === 0
      ? ''
      : ` ${leftPeople.toLocaleString('en')} people left within a week of a message.`;
  const opened = `${clicks.human.toLocaleString('en')} link ${clicks.human === 1 ? 'click' : 'clicks'} by people`;
  return `Clicked: opened a link or pressed a button. ${opened}${machine}.${left}`;
}

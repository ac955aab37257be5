import { decisionText } from '../domain/campaign/decision-reason.js';
import { counted } from '../domain/counted.js';
import { formatMoney } from '../domain/money.js';
import type { CampaignReport } from '../domain/report/campaign-report.js';
import {
  effectSentences,
  localTimeText,
  percent,
  windowText,
} from '../domain/report/effect-words.js';
import { satisfactionText, starsText } from '../domain/report/satisfaction.js';
import { displayWidth, table } from './output.js';

/** A report for the terminal: the answer first, then what it rests on. */
export function reportText(report: CampaignReport): string {
  const { campaign } = report;
  const made = localTimeText(report.madeAt, report.timezone);
  const goal =
    campaign.kind === 'post'
      ? 'post'
      : `goal: ${campaign.goal.kind} within ${windowText(campaign.goal.withinMs)}`;
  return [
    `${campaign.name}  (${campaign.id})`,
    `${goal} · ${counted(report.runs.length, 'run')} · ${made}`,
    '',
    ...effectSentences(report).flatMap((sentence, i) => wrapped(sentence, i === 0 ? '▌ ' : '  ')),
    '',
    funnelText(report),
    '',
    ...armsText(report),
    ...section(
      'Left out, and why',
      report.leftOut.map(({ reason, people }) => [decisionText(reason), people]),
    ),
    ...section(
      'Deliveries',
      report.deliveries.map((row) => [
        `${row.channelAccount}  ${row.state}${because(row.reason)}`,
        row.deliveries,
      ]),
    ),
    ...section(
      'Clicked products',
      report.clickedProducts.map(({ name, people }) => [name, people]),
    ),
    ...section('Under the posts', postRows(report)),
    ...couponText(report),
    ...satisfactionLines(report),
  ].join('\n');
}

function funnelText({ funnel, clicks }: CampaignReport): string {
  const most = Math.max(1, ...funnel.map(({ people }) => people));
  const lines = funnel.map(({ step, people }) => {
    const bar = '█'.repeat(Math.ceil((people / most) * 30)).padEnd(30);
    return `  ${step.padEnd(9)} ${bar} ${people.toLocaleString('en').padStart(9)}  ${percent(people / most).padStart(7)}`;
  });
  const machine =
    clicks.machine === 0
      ? ''
      : `, ${clicks.machine.toLocaleString('en')} by link previews and scanners (not counted)`;
  return [...lines, `  link clicks: ${clicks.human.toLocaleString('en')} by people${machine}`].join(
    '\n',
  );
}

function armsText(report: CampaignReport): string[] {
  const { effect, currency } = report;
  if (effect.kind === 'no-holdout') return [];
  const row = (name: string, arm: typeof effect.treated) => [
    name,
    arm.people,
    arm.converted,
    percent(arm.converted / arm.people),
    formatMoney(Math.round(arm.revenueMinor.sum / arm.people), currency),
  ];
  const header = ['', 'people', report.effectKind, 'share', 'revenue a head'];
  return [
    indented(table(header, [row('treated', effect.treated), row('held out', effect.holdout)])),
    '',
  ];
}

function section(title: string, rows: readonly (readonly [string, number])[]): string[] {
  if (rows.length === 0) return [];
  const width = Math.max(...rows.map(([name]) => displayWidth(name)));
  const line = ([name, count]: readonly [string, number]) =>
    `  ${name}${' '.repeat(width - displayWidth(name))}  ${count.toLocaleString('en').padStart(9)}`;
  return [title, ...rows.map(line), ''];
}

function postRows({ posts, timezone }: CampaignReport): [string, number][] {
  return posts.flatMap((post) => {
    const when = post.sentAt === null ? '' : `, ${localTimeText(post.sentAt, timezone)}`;
    const name = `${post.channelAccount}${when}`;
    return [
      [`${name}: comments`, post.comments],
      [`${name}: reposts`, post.reposts],
      [`${name}: likes`, post.likes],
      [`${name}: of these by customers`, post.byCustomers],
    ];
  });
}

function couponText({ coupons, currency }: CampaignReport): string[] {
  if (coupons.issued === 0) return [];
  const given = formatMoney(coupons.discountMinor, currency);
  return [
    'Coupons',
    `  ${coupons.issued.toLocaleString('en')} issued, ${coupons.redeemed.toLocaleString('en')} redeemed, ${given} discount given`,
  ];
}

function satisfactionLines({ satisfaction }: CampaignReport): string[] {
  const text = satisfactionText(satisfaction);
  if (text === null) return [];
  const rows = satisfaction.distribution.map(
    ({ stars, ratings }) => `  ${starsText(stars)}  ${ratings.toLocaleString('en').padStart(9)}`,
  );
  return ['', 'Satisfaction', `  ${text}`, ...rows];
}

function because(reason: string | null): string {
  return reason === null ? '' : ` (${decisionText(reason)})`;
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}

function wrapped(sentence: string, mark: string, width = 92): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of sentence.split(' ')) {
    if (line !== '' && line.length + word.length >= width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((text) => mark + text);
}

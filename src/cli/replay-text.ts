import { formatMoney, type Minor } from '../domain/money.js';
import type {
  PromotionComparison,
  ReplayReport,
} from '../domain/promotion/replay/replay-report.js';
import {
  replayNotes,
  replaySentences,
  sharePercent,
} from '../domain/promotion/replay/replay-words.js';
import { localTimeText } from '../domain/report/effect-words.js';
import { figuresTable } from './figures-table.js';

const mostOverlaps = 8;

/** A replay for a person at a terminal: what it would have cost first, then where that comes from. */
export function replayText(report: ReplayReport): string {
  const money: Money = (amount) => formatMoney(amount, report.currency);
  if (report.orders === 0) return `${replaySentences(report)[0]}`;
  return [
    replaySentences(report).join('\n'),
    promotionsText(report, money),
    overlapsText(report, money),
    shortText(report, money),
    dearestText(report, money),
    replayNotes(report).join('\n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

type Money = (amount: Minor) => string;

function promotionsText(report: ReplayReport, money: Money): string {
  const figures = (each: PromotionComparison['draft']) =>
    each === null
      ? ['–', '–', '–']
      : [
          each.orders.toLocaleString('en'),
          money(each.givenMinor),
          each.orders === 0 ? '–' : money(Math.round(each.givenMinor / each.orders)),
        ];
  return figuresTable(
    ['promotion', 'orders', 'gives', 'on average', 'of revenue', 'gives now'],
    report.promotions.map(({ id, draft, now }) => [
      id,
      ...figures(draft),
      draft === null ? 'not in the draft' : sharePercent(draft.givenMinor, report.goodsMinor),
      now === null ? 'not in force' : money(now.givenMinor),
    ]),
  );
}

function overlapsText({ overlaps, orders }: ReplayReport, money: Money): string {
  if (overlaps.length === 0) return '';
  const rows = overlaps
    .slice(0, mostOverlaps)
    .map(({ pair, orders: together, givenMinor }) => [
      pair.join(' + '),
      together.toLocaleString('en'),
      sharePercent(together, orders),
      money(givenMinor),
    ]);
  const more = overlaps.length - rows.length;
  const rest = more > 0 ? `\nand ${more} more pairs` : '';
  return `${figuresTable(['together', 'orders', 'of all', 'the two give'], rows)}${rest}`;
}

function shortText({ promotions }: ReplayReport, money: Money): string {
  const rows = promotions.filter(({ justShort }) => justShort.byMoney + justShort.byPiece > 0);
  if (rows.length === 0) return '';
  return figuresTable(
    ['just short of', 'within a tenth', 'lacking on average', 'one piece short'],
    rows.map(({ id, justShort: { byMoney, missingMinor, byPiece } }) => [
      id,
      byMoney.toLocaleString('en'),
      byMoney === 0 ? '–' : money(Math.round(missingMinor / byMoney)),
      byPiece.toLocaleString('en'),
    ]),
  );
}

function dearestText({ dearest, timezone }: ReplayReport, money: Money): string {
  if (dearest.length === 0) return '';
  return figuresTable(
    ['dearest orders', 'on', 'by', 'worth', 'given', 'share'],
    dearest.map(({ ref, at, valueMinor, givenMinor, by }) => [
      ref,
      localTimeText(at, timezone),
      by.join(' + '),
      money(valueMinor),
      money(givenMinor),
      sharePercent(givenMinor, valueMinor),
    ]),
    3,
  );
}

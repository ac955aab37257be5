import { formatMoney, type Minor } from '../domain/money.js';
import type { PartyStatement, Settlement } from '../domain/promotion/settlement.js';
import {
  checkSentences,
  periodText,
  type SettlementLanguage,
  settlementWords,
  sumCells,
} from '../domain/promotion/settlement-words.js';
import { localTime } from '../domain/time-zone.js';
import { figuresTable } from './figures-table.js';

const mostRows = 25;

/** Statements for the terminal: each party's sums, its orders, and whether all of it adds up. */
export function settlementText(settlement: Settlement, language: SettlementLanguage): string {
  const words = settlementWords(language);
  const head = `${words.title}, ${periodText(settlement)}`;
  if (settlement.statements.length === 0) return `${head}\n\n${words.nothing}`;
  return [
    head,
    ...settlement.statements.map((each) => statementText(each, settlement, language)),
    checkSentences(settlement, language).join('\n'),
  ].join('\n\n');
}

function statementText(
  statement: PartyStatement,
  settlement: Settlement,
  language: SettlementLanguage,
): string {
  const words = settlementWords(language);
  const { columns } = words;
  const money = (amount: Minor) => formatMoney(amount, settlement.currency, language);
  const totals = figuresTable(
    [columns.promotion, columns.uses, columns.given, columns.takenBack, columns.due],
    [
      ...statement.promotions.map((each) => [each.promotion, ...sumCells(each, money)]),
      [words.total, ...sumCells(statement, money)],
    ],
  );
  return [
    words.statementOf(statement.party),
    totals,
    rowsText(statement, settlement, language),
  ].join('\n\n');
}

function rowsText(
  { rows }: PartyStatement,
  { currency, timezone }: Settlement,
  language: SettlementLanguage,
): string {
  const words = settlementWords(language);
  const { columns, kinds } = words;
  const money = (amount: Minor) => formatMoney(amount, currency, language);
  const shown = rows
    .slice(0, mostRows)
    .map((row) => [
      localTime(row.at, timezone).date,
      row.orderRef,
      row.promotion,
      row.refundId === null ? kinds.given : kinds.takenBack,
      money(row.wholeMinor),
      money(row.amountMinor),
    ]);
  const more = rows.length - shown.length;
  const names = [columns.day, columns.order, columns.promotion, columns.kind];
  return (
    figuresTable([...names, columns.whole, columns.share], shown, 4) +
    (more > 0 ? `\n${words.more(more)}` : '')
  );
}

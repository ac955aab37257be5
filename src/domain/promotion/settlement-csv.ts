import { decimalMoney } from '../money.js';
import { localTime } from '../time-zone.js';
import type { Settlement } from './settlement.js';
import { type SettlementLanguage, settlementWords } from './settlement-words.js';

/**
 * Every share and every refund of it on a line of its own, for bookkeeping: amounts as plain decimals, days by the shop's
 * clocks. RFC 4180. In Chinese with a byte order mark, without which Excel takes it for another encoding.
 */
export function settlementCsv(settlement: Settlement, language: SettlementLanguage): string {
  const { currency, timezone, statements } = settlement;
  const { columns, kinds } = settlementWords(language);
  const head = [
    columns.party,
    columns.day,
    columns.order,
    columns.promotion,
    columns.kind,
    columns.whole,
    columns.share,
    columns.currency,
    columns.reservation,
    columns.refund,
  ];
  const rows = statements.flatMap((statement) =>
    statement.rows.map((row) => [
      row.party,
      localTime(row.at, timezone).date,
      row.orderRef,
      row.promotion,
      row.refundId === null ? kinds.given : kinds.takenBack,
      decimalMoney(row.wholeMinor, currency),
      decimalMoney(row.amountMinor, currency),
      currency,
      row.reservationId,
      row.refundId ?? '',
    ]),
  );
  const mark = language === 'zh-CN' ? '\uFEFF' : '';
  return mark + [head, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

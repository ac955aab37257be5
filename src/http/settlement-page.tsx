import { raw } from 'hono/html';
import type { FC } from 'hono/jsx';
import { formatMoney, type Minor } from '../domain/money.js';
import type { PartyStatement, Settlement } from '../domain/promotion/settlement.js';
import {
  checkSentences,
  periodText,
  type SettlementLanguage,
  type SettlementWords,
  settlementWords,
  sumCells,
} from '../domain/promotion/settlement-words.js';
import { localTime } from '../domain/time-zone.js';
import { reportStyle } from './report-style.js';

/** Statements as one page that needs nothing else: each party's begins on a new sheet when printed. */
export function settlementPage(
  settlement: Settlement,
  shopName: string,
  language: SettlementLanguage,
): string {
  const words = settlementWords(language);
  const money = (amount: Minor) => formatMoney(amount, settlement.currency, language);
  const around = { settlement, words, money, language };
  return `<!doctype html>${(<Page around={around} shopName={shopName} />).toString()}`;
}

interface Around {
  readonly settlement: Settlement;
  readonly words: SettlementWords;
  readonly money: (amount: Minor) => string;
  readonly language: SettlementLanguage;
}

const ownStyle = `
.sheet + .sheet { break-before: page; }
.sheet table { margin-bottom: 20px; }
thead th { color: var(--quiet); font-size: 14px; }
.sums tr:last-child > * { font-weight: 600; border-top: 2px solid var(--ink); }
td.text { text-align: left; }
`;

const Page: FC<{ around: Around; shopName: string }> = ({ around, shopName }) => {
  const { settlement, words, language } = around;
  const [check = '', ...problems] = checkSentences(settlement, language);
  return (
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${shopName} – ${words.title}`}</title>
        <style>{raw(reportStyle + ownStyle)}</style>
      </head>
      <body>
        <main>
          <header>
            <p class="kicker">{shopName}</p>
            <h1>{words.title}</h1>
            <p class="quiet">
              {periodText(settlement)} · {settlement.timezone} · {settlement.currency}
            </p>
          </header>
          {settlement.statements.length === 0 && <p>{words.nothing}</p>}
          {settlement.statements.map((statement) => (
            <Statement around={around} statement={statement} />
          ))}
          <section class="answer">
            <p>{check}</p>
            {problems.map((line) => (
              <p>{line}</p>
            ))}
          </section>
        </main>
      </body>
    </html>
  );
};

type Part = FC<{ around: Around; statement: PartyStatement }>;

const Statement: Part = ({ around, statement }) => (
  <section class="sheet">
    <h2>{around.words.statementOf(statement.party)}</h2>
    <Sums around={around} statement={statement} />
    <Orders around={around} statement={statement} />
  </section>
);

const Sums: Part = ({ around: { words, money }, statement }) => {
  const { columns } = words;
  const rows = [
    ...statement.promotions.map((each) => [each.promotion, ...sumCells(each, money)]),
    [words.total, ...sumCells(statement, money)],
  ];
  return (
    <table class="sums">
      <Head
        names={[columns.promotion]}
        figures={[columns.uses, columns.given, columns.takenBack, columns.due]}
      />
      <tbody>
        {rows.map(([name, ...cells]) => (
          <tr>
            <th scope="row">{name}</th>
            {cells.map((cell) => (
              <td>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
};

const Orders: Part = ({ around: { words, money, settlement }, statement }) => {
  const { columns, kinds } = words;
  return (
    <table>
      <Head
        names={[columns.day, columns.order, columns.promotion, columns.kind]}
        figures={[columns.whole, columns.share]}
      />
      <tbody>
        {statement.rows.map((row) => (
          <tr>
            <th scope="row">{localTime(row.at, settlement.timezone).date}</th>
            <td class="text">{row.orderRef}</td>
            <td class="text">{row.promotion}</td>
            <td class="text">{row.refundId === null ? kinds.given : kinds.takenBack}</td>
            <td>{money(row.wholeMinor)}</td>
            <td>{money(row.amountMinor)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};

const Head: FC<{ names: readonly string[]; figures: readonly string[] }> = ({ names, figures }) => (
  <thead>
    <tr>
      {names.map((name) => (
        <th scope="col">{name}</th>
      ))}
      {figures.map((name) => (
        <th scope="col" style="text-align:right">
          {name}
        </th>
      ))}
    </tr>
  </thead>
);

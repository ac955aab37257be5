import type { FC } from 'hono/jsx';
import { formatMoney, type Minor } from '../../domain/money.js';
import type { AppliedPromotion, Receipt, ReceiptLine } from '../../domain/promotion/receipt.js';
import type { DemoQuote } from '../../services/pay-demo-cart.js';
import { pointsPromotionId } from '../../services/points-tender.js';
import { instantText } from '../instant-text.js';

type InMoney = (minor: Minor) => string;

export function moneyIn({ currency }: Receipt): InMoney {
  return (minor) => formatMoney(minor, currency);
}

/** What a line costs; struck through, what it would have. */
export const Price: FC<{ line: ReceiptLine; money: InMoney }> = ({ line, money }) => (
  <span class="line-price">
    {line.discountMinor > 0 && (
      <>
        <s>{money(line.subtotalMinor)}</s>{' '}
      </>
    )}
    {money(line.totalMinor)}
  </span>
);

interface SumsProps {
  readonly quote: DemoQuote;
  readonly timezone: string;
}

/** From the goods to what is due, one row for each promotion that took part. */
export const Sums: FC<SumsProps> = ({ quote, timezone }) => {
  const { receipt } = quote;
  const { applied } = receipt;
  const money = moneyIn(receipt);
  const lowering = applied.filter(({ discountMinor }) => discountMinor > 0);
  const points = applied.reduce((sum, { pointsBack }) => sum + pointsBack, 0);
  return (
    <dl class="sums">
      <Row label="Goods" amount={money(receipt.subtotalMinor)} />
      {receipt.shippingMinor > 0 && <Row label="Shipping" amount={money(receipt.shippingMinor)} />}
      {lowering.map((each) => (
        <Saved quote={quote} applied={each} />
      ))}
      {applied.map((each) => (
        <Tender quote={quote} applied={each} />
      ))}
      <div class="total">
        <dt>To pay</dt>
        <dd>{money(receipt.payableMinor)}</dd>
      </div>
      <Deposit receipt={receipt} timezone={timezone} />
      {points > 0 && <Row label="You get back, once it is paid" amount={`${points} points`} />}
    </dl>
  );
};

const Row: FC<{ label: string; amount: string }> = ({ label, amount }) => (
  <div>
    <dt>{label}</dt>
    <dd>{amount}</dd>
  </div>
);

const Saved: FC<{ quote: DemoQuote; applied: AppliedPromotion }> = ({ quote, applied }) => {
  const note = quote.notes[applied.id];
  return (
    <div class="saved">
      <dt>
        <span aria-hidden="true">✓ </span>
        {quote.names[applied.id] ?? applied.id}
        {note !== undefined && <small class="quiet"> {note}</small>}
      </dt>
      <dd>−{moneyIn(quote.receipt)(applied.discountMinor)}</dd>
    </div>
  );
};

const Tender: FC<{ quote: DemoQuote; applied: AppliedPromotion }> = ({ quote, applied }) => {
  const { id, tendered } = applied;
  if (tendered === null) return null;
  const words =
    id === pointsPromotionId
      ? `Paid with ${(tendered.points ?? 0).toLocaleString('en')} points`
      : `Paid with: ${quote.names[id] ?? id}`;
  return (
    <div class="tendered">
      <dt>{words}</dt>
      <dd>−{moneyIn(quote.receipt)(tendered.amountMinor)}</dd>
    </div>
  );
};

const Deposit: FC<{ receipt: Receipt; timezone: string }> = ({ receipt, timezone }) => {
  const due = receipt.applied.flatMap(({ deposit }) => deposit ?? []).at(0);
  if (due === undefined) return null;
  const money = moneyIn(receipt);
  const day = (at: number) => instantText(at, timezone).split(',')[0];
  // The end is exclusive; the day before it is the last.
  const [from, until] = [day(due.balanceFromAt), day(due.balanceUntilAt - 1)];
  return (
    <>
      <Row label="Now, the deposit included" amount={money(receipt.dueNowMinor)} />
      <Row
        label={`The rest, ${from} to ${until}`}
        amount={money(receipt.payableMinor - receipt.dueNowMinor)}
      />
    </>
  );
};

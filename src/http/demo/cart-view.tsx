import type { FC } from 'hono/jsx';
import type { BalancePayment, DemoPayment, DemoQuote } from '../../services/pay-demo-cart.js';
import type { DemoProduct } from './deps.js';
import { moneyIn, Price, Sums } from './sums-view.js';
import { checkoutWords, codeWords, nearMissWords, rejectionWords } from './words.js';

export interface CartViewProps {
  readonly quote: DemoQuote;
  /** In the receipt's order. */
  readonly products: readonly DemoProduct[];
  /** By SKU. */
  readonly giftNames: Readonly<Record<string, string>>;
  readonly timezone: string;
  readonly paysWithPoints: boolean;
}

/** The cart with its price, which is asked for anew at each change. */
export const CartView: FC<CartViewProps & { problem?: string }> = (props) => {
  const { quote, products, problem } = props;
  const { receipt } = quote;
  const money = moneyIn(receipt);
  return (
    <>
      <ul class="lines">
        {receipt.lines.map((line, index) => (
          <li>
            <span class="line-name">{products[index]?.name ?? line.lineId}</span>
            <span class="stepper">
              <button
                type="button"
                data-less={products[index]?.sku}
                aria-label={`One less of ${products[index]?.name}`}
              >
                −
              </button>
              <span>{line.quantity}</span>
              <button
                type="button"
                data-add={products[index]?.sku}
                aria-label={`One more of ${products[index]?.name}`}
              >
                +
              </button>
            </span>
            <Price line={line} money={money} />
          </li>
        ))}
        <Gifts {...props} />
      </ul>
      <NearMisses quote={quote} />
      <Sums {...props} />
      <PointsChoice {...props} />
      <Notes {...props} />
      {problem !== undefined && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      <button type="button" class="button primary wide" data-pay>
        Pay {money(receipt.dueNowMinor)} (pretend)
      </button>
    </>
  );
};

const Gifts: FC<CartViewProps> = ({ quote: { receipt, names }, giftNames }) => {
  const money = moneyIn(receipt);
  return (
    <>
      {receipt.applied.flatMap(({ id, gift }) =>
        gift === null
          ? []
          : [
              <li class="gift">
                <span class="line-name">
                  {gift.quantity} × {giftNames[gift.sku] ?? gift.sku}, a gift: {names[id] ?? id}
                </span>
                <span class="line-price">
                  <s>{money(gift.unitValueMinor * gift.quantity)}</s> {money(0)}
                </span>
              </li>,
            ],
      )}
    </>
  );
};

const shownNearMisses = 2;

/** Pieces and people before money, then what little more is needed for. */
function nearest(misses: DemoQuote['nearMisses']): DemoQuote['nearMisses'] {
  const isMoney = ({ kind }: (typeof misses)[number]) => Number(kind === 'spend');
  return misses
    .toSorted((a, b) => isMoney(a) - isMoney(b) || a.missing - b.missing)
    .slice(0, shownNearMisses);
}

const NearMisses: FC<{ quote: DemoQuote }> = ({ quote: { receipt, nearMisses, names } }) => (
  <>
    {nearest(nearMisses).map((miss) => (
      <p class="near-miss">
        <span aria-hidden="true">★ </span>
        {nearMissWords(miss, receipt.currency)}:{' '}
        <strong>{names[miss.promotion] ?? miss.promotion}</strong>
      </p>
    ))}
  </>
);

const PointsChoice: FC<CartViewProps> = ({ quote: { receipt, ownPoints }, paysWithPoints }) =>
  ownPoints === null || ownPoints.points === 0 ? null : (
    <label class="points-choice">
      <input type="checkbox" data-points checked={paysWithPoints} /> Pay with my{' '}
      {ownPoints.points.toLocaleString('en')} points, worth {moneyIn(receipt)(ownPoints.worthMinor)}
    </label>
  );

/** What a code came to, and why promotions that are near did nothing. */
const Notes: FC<CartViewProps> = ({ quote: { receipt, names, codes, nearMisses } }) => {
  const codeNote = codes.map((each) => codeWords(each, receipt)).find((words) => words !== null);
  const told = new Set(nearest(nearMisses).map(({ promotion }) => promotion));
  const entered = new Set(codes.flatMap(({ promotion }) => promotion ?? []));
  const missed = receipt.rejected.flatMap((each) => {
    const isAsked = entered.has(each.id) || asksForAnswer.has(each.reason);
    const words = isAsked && !told.has(each.id) ? rejectionWords(each, receipt.currency) : null;
    return words === null ? [] : [{ id: each.id, words }];
  });
  return (
    <>
      {codeNote !== undefined && <p class="missed">{codeNote}</p>}
      {missed.map(({ id, words }) => (
        <p class="missed">
          <strong>{names[id] ?? id}</strong>: {words}
        </p>
      ))}
    </>
  );
};

// A dozen promotions that a cart has nothing to do with would bury these, which it is just too late for.
const asksForAnswer = new Set([
  'EXCLUDED_BY',
  'BETTER_EXISTS',
  'SOLD_OUT',
  'BUDGET_EXCEEDED',
  'LIMIT_REACHED',
  'CUSTOMER_LIMIT_REACHED',
]);

export const PaidView: FC<CartViewProps & { payment: DemoPayment }> = (props) => {
  const { payment, products, quote } = props;
  if (payment.kind === 'refused')
    return <CartView {...props} problem={checkoutWords(payment.reason)} />;
  const { receipt } = quote;
  const money = moneyIn(receipt);
  const isDeposit = payment.kind === 'deposit-paid';
  return (
    <div class="paid" data-paid data-spent={spentCodes(quote).join(' ')}>
      <p class="paid-mark" aria-hidden="true">
        ✓
      </p>
      <h3>{isDeposit ? 'Your deposit is paid' : 'Thank you!'}</h3>
      <p class="quiet">
        Order <code>{payment.orderRef}</code>
      </p>
      <ul class="lines">
        {receipt.lines.map((line, index) => (
          <li>
            <span class="line-name">
              {line.quantity} × {products[index]?.name ?? line.lineId}
            </span>
            <Price line={line} money={money} />
          </li>
        ))}
        <Gifts {...props} />
      </ul>
      <Sums {...props} />
      {isDeposit ? (
        <button type="button" class="button primary wide" data-balance={payment.reservationId}>
          Pay the rest, {money(receipt.payableMinor - receipt.dueNowMinor)} (pretend)
        </button>
      ) : (
        <Recorded hasRedeemed={receipt.applied.length > 0} />
      )}
    </div>
  );
};

/** Codes that are good no longer; a gift card is, as long as there is money on it. */
function spentCodes({ codes, receipt }: DemoQuote): string[] {
  const cards = receipt.applied.filter(({ tendered }) => tendered !== null).map(({ id }) => id);
  return codes
    .filter(({ outcome, promotion }) => outcome === 'applied' && !cards.includes(promotion ?? ''))
    .map(({ code }) => code);
}

export const BalanceView: FC<{ payment: BalancePayment }> = ({ payment }) =>
  payment.kind === 'refused' ? (
    <p class="problem" role="alert">
      {checkoutWords(payment.reason)}
    </p>
  ) : (
    <div class="paid" data-paid>
      <p class="paid-mark" aria-hidden="true">
        ✓
      </p>
      <h3>Thank you!</h3>
      <p class="quiet">
        Order <code>{payment.orderRef}</code> is paid in full:{' '}
        {moneyIn(payment.receipt)(payment.receipt.payableMinor)}.
      </p>
      <Recorded hasRedeemed />
    </div>
  );

const Recorded: FC<{ hasRedeemed: boolean }> = ({ hasRedeemed }) => (
  <p>
    The purchase{hasRedeemed ? ' and what was redeemed are' : ' is'} recorded. See{' '}
    <a href="/admin">what it did to the campaign</a>.
  </p>
);

import type { FC } from 'hono/jsx';
import { formatMoney } from '../../domain/money.js';
import type { Receipt } from '../../domain/promotion/receipt.js';
import type { DemoPayment } from '../../services/pay-demo-cart.js';
import type { CodeResult } from '../../services/quote-cart.js';
import type { DemoProduct } from './deps.js';
import { checkoutWords, codeWords, rejectionWords } from './words.js';

export interface CartViewProps {
  readonly receipt: Receipt;
  /** What customers read, by promotion. */
  readonly names: Readonly<Record<string, string>>;
  /** In the receipt's order. */
  readonly products: readonly DemoProduct[];
  readonly code: string;
  /** What became of it. */
  readonly codes: readonly CodeResult[];
}

/** The cart with its price, which is asked for anew at each change. */
export const CartView: FC<CartViewProps & { problem?: string }> = (props) => {
  const { receipt, products, problem } = props;
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
            <span class="line-price">{formatMoney(line.subtotalMinor, receipt.currency)}</span>
          </li>
        ))}
      </ul>
      <Sums {...props} />
      {problem !== undefined && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      <button type="button" class="button primary wide" data-pay>
        Pay {formatMoney(receipt.payableMinor, receipt.currency)} (pretend)
      </button>
    </>
  );
};

const Sums: FC<CartViewProps> = ({ receipt, names, codes }) => {
  const nameOf = (id: string) => names[id] ?? id;
  const { currency, applied, rejected } = receipt;
  const money = (minor: number) => formatMoney(minor, currency);
  const codeNote = codes.map((each) => codeWords(each, receipt)).find((words) => words !== null);
  const missed = rejected.flatMap((each) => {
    const words = rejectionWords(each, currency);
    return words === null ? [] : [{ id: each.id, words }];
  });
  return (
    <>
      <dl class="sums">
        <div>
          <dt>Goods</dt>
          <dd>{money(receipt.subtotalMinor)}</dd>
        </div>
        {applied.map(({ id, discountMinor }) => (
          <div class="saved">
            <dt>
              <span aria-hidden="true">✓ </span>
              {nameOf(id)}
            </dt>
            <dd>−{money(discountMinor)}</dd>
          </div>
        ))}
        {receipt.shippingMinor > 0 && (
          <div>
            <dt>Shipping</dt>
            <dd>{money(receipt.shippingMinor)}</dd>
          </div>
        )}
        <div class="total">
          <dt>To pay</dt>
          <dd>{money(receipt.payableMinor)}</dd>
        </div>
      </dl>
      {codeNote !== undefined && <p class="missed">{codeNote}</p>}
      {missed.map(({ id, words }) => (
        <p class="missed">
          <strong>{nameOf(id)}</strong>: {words}
        </p>
      ))}
    </>
  );
};

export const PaidView: FC<CartViewProps & { payment: DemoPayment }> = ({
  payment,
  products,
  ...rest
}) => {
  if (payment.kind === 'refused') {
    return <CartView {...rest} products={products} problem={checkoutWords(payment.reason)} />;
  }
  const { orderRef } = payment;
  const { receipt } = rest;
  return (
    <div class="paid" data-paid>
      <p class="paid-mark" aria-hidden="true">
        ✓
      </p>
      <h3>Thank you!</h3>
      <p class="quiet">
        Order <code>{orderRef}</code>
      </p>
      <ul class="lines">
        {receipt.lines.map((line, index) => (
          <li>
            <span class="line-name">
              {line.quantity} × {products[index]?.name ?? line.lineId}
            </span>
            <span class="line-price">{formatMoney(line.totalMinor, receipt.currency)}</span>
          </li>
        ))}
      </ul>
      <Sums {...rest} products={products} />
      <p>
        The purchase{receipt.applied.length > 0 ? ' and the redeemed coupon are' : ' is'} recorded.
        See <a href="/admin">what it did to the campaign</a>.
      </p>
    </div>
  );
};

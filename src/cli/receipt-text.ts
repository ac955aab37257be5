import { formatMoney } from '../domain/money.js';
import { type ConditionFinding, isMet } from '../domain/promotion/condition.js';
import type { Receipt, RejectedPromotion } from '../domain/promotion/receipt.js';
import type { RejectionReason } from '../domain/promotion/rejection-reason.js';
import { table } from './output.js';

type Money = (amount: number) => string;

const reasons: Readonly<Record<RejectionReason, string>> = {
  LIMIT_REACHED: 'used as often as it may be',
  CUSTOMER_LIMIT_REACHED: 'this customer has used it as often as allowed',
  IDENTITY_REQUIRED: 'limited per customer, and this is a guest',
  CODE_REQUIRED: 'its code was not entered',
  NOT_STARTED: 'not yet in force',
  EXPIRED: 'over',
  SUBTOTAL_TOO_LOW: 'the cart is too small',
  QUANTITY_TOO_LOW: 'too few pieces',
  CUSTOMER_NOT_ELIGIBLE: 'not for this customer',
  NOTHING_TO_DISCOUNT: 'nothing in the cart that it could lower',
  OUTSIDE_HOURS: 'not at this hour',
  GROUP_TOO_SMALL: 'the group is too small',
  CHANNEL_NOT_ELIGIBLE: 'not in this channel',
  SOLD_OUT: 'sold out',
  BUDGET_EXCEEDED: 'its budget is used up',
  EXCLUDED_BY: 'does not go together with',
  BETTER_EXISTS: 'less than',
};

/** A receipt for a person at a terminal. */
export function receiptText(receipt: Receipt): string {
  const money: Money = (amount) => formatMoney(amount, receipt.currency);
  return [linesText(receipt, money), totalsText(receipt, money), whyText(receipt, money)]
    .filter((part) => part !== '')
    .join('\n\n');
}

function linesText({ lines }: Receipt, money: Money): string {
  return table(
    ['line', 'pieces', 'each', 'before', 'off', 'after'],
    lines.map((line) => [
      line.lineId,
      line.quantity,
      money(line.unitPriceMinor),
      money(line.subtotalMinor),
      line.discountMinor === 0 ? '' : money(-line.discountMinor),
      money(line.totalMinor),
    ]),
  );
}

function totalsText(receipt: Receipt, money: Money): string {
  const rows: [string, number][] = [
    ['goods', receipt.subtotalMinor],
    ...receipt.applied.map(({ id, discountMinor }): [string, number] => [id, -discountMinor]),
    ...(receipt.shippingMinor === 0
      ? []
      : ([['shipping', receipt.shippingMinor]] as [string, number][])),
    ['to pay', receipt.payableMinor],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const amounts = rows.map(([, amount]) => money(amount));
  const amountWidth = Math.max(...amounts.map((amount) => amount.length));
  return rows
    .map(([name], i) => `${name.padEnd(width)}  ${amounts[i]?.padStart(amountWidth) ?? ''}`)
    .join('\n');
}

function whyText({ rejected }: Receipt, money: Money): string {
  return rejected.map((each) => `${each.id}: ${rejectionText(each, money)}`).join('\n');
}

function rejectionText(rejection: RejectedPromotion, money: Money): string {
  const { reason, by, conditions, missing } = rejection;
  const failed = conditions.find((each) => !isMet(each));
  const what = failed === undefined ? '' : ` (${findingText(failed, money)})`;
  const add = missing === undefined ? '' : `; ${missingText(rejection, missing, money)}`;
  return `${reasons[reason]}${by === undefined ? '' : ` ${by}`}${what}${add}`;
}

function findingText(finding: ConditionFinding, money: Money): string {
  if ('isMet' in finding) return finding.wanted;
  if ('foundMinor' in finding)
    return `${money(finding.foundMinor)} of ${money(finding.wantedMinor)}`;
  return `${finding.found} of ${finding.wanted}`;
}

function missingText({ reason }: RejectedPromotion, missing: number, money: Money): string {
  return reason === 'SUBTOTAL_TOO_LOW' ? `add ${money(missing)}` : `${missing} more`;
}

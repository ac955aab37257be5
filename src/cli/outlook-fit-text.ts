import { counted } from '../domain/counted.js';
import { formatMoney } from '../domain/money.js';
import { leastRepeaters, type OutlookFit } from '../domain/profile/outlook-fit.js';

/** What was learnt of when customers buy again, in a few lines. */
export function outlookFitText(found: OutlookFit, currency: string): string {
  if (found.kind === 'refused') return `Outlook   none: ${refusalText(found)}`;
  const { purchases, values, buyerCount, repeaterCount } = found.fit;
  const { r, alpha, a, b, logLikelihood } = purchases;
  const many = (count: number) => count.toLocaleString('en');
  const lines = [
    `Outlook   from ${many(buyerCount)} buyers, of whom ${many(repeaterCount)} bought again`,
    `          BG/NBD r ${r.toFixed(4)}, α ${alpha.toFixed(4)} weeks, a ${a.toFixed(4)}, b ${b.toFixed(4)}; log-likelihood ${logLikelihood.toFixed(2)}`,
  ];
  if (values === null) return lines.join('\n');
  const { p, q, v } = values;
  const mean = q > 1 ? `; ${formatMoney(Math.round((p * v) / (q - 1)), currency)} a purchase` : '';
  return [...lines, `          Gamma-Gamma p ${p.toFixed(2)}, q ${q.toFixed(2)}${mean}`].join('\n');
}

function refusalText(refusal: Extract<OutlookFit, { kind: 'refused' }>): string {
  switch (refusal.reason) {
    case 'too-few-repeaters':
      return `bought again: ${counted(refusal.repeaters, 'customer')}; ${leastRepeaters} are needed`;
    case 'no-likeliest':
      return 'these customers fit no steady way of buying';
    default:
      return refusal satisfies never;
  }
}

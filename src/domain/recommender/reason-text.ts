import type { PickReason } from './pick.js';

/** A reason for the customer to read, to stand behind a product's name. Chinese for `zh…`, else English. */
export function reasonText(reason: PickReason, locale: string): string {
  return /^zh\b/i.test(locale) ? inChinese(reason) : inEnglish(reason);
}

function inEnglish(reason: PickReason): string {
  switch (reason.kind) {
    case 'bought':
      return `because you bought ${reason.productName}`;
    case 'popular':
      return 'popular right now';
    case 'category':
      return `because you like ${reason.category}`;
  }
}

function inChinese(reason: PickReason): string {
  switch (reason.kind) {
    case 'bought':
      return `因为您买过「${reason.productName}」`;
    case 'popular':
      return '近期热销';
    case 'category':
      return `因为您喜欢「${reason.category}」`;
  }
}

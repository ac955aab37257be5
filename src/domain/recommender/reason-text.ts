import type { PickReason } from './pick.js';

/** A reason for the customer to read, to stand behind a product's name. Chinese for `zh…`, else English. */
export function reasonText(reason: PickReason, locale: string): string {
  return /^zh\b/i.test(locale) ? inChinese(reason) : inEnglish(reason);
}

function inEnglish(reason: PickReason): string {
  switch (reason.kind) {
    case 'bought':
      return `because you bought ${reason.productName}`;
    case 'together':
      return `often bought together with ${reason.productName}`;
    case 'similar':
      return `similar to ${reason.productName}`;
    case 'looked':
      return `because you looked at ${reason.productName}`;
    case 'again':
      return 'you bought this before';
    case 'taste':
      return 'others with your taste like it';
    case 'peers':
      return 'liked by customers like you';
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
    case 'together':
      return `常与「${reason.productName}」一起购买`;
    case 'similar':
      return `与「${reason.productName}」相似`;
    case 'looked':
      return `因为您看过「${reason.productName}」`;
    case 'again':
      return '您以前买过';
    case 'taste':
      return '与您喜好相近的顾客也喜欢';
    case 'peers':
      return '受像您这样的顾客欢迎';
    case 'popular':
      return '近期热销';
    case 'category':
      return `因为您喜欢「${reason.category}」`;
  }
}

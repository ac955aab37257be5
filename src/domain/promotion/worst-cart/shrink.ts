import { lesserShoppers } from './shopper-choices.js';
import type { TrialCart, TrialLine } from './trial-cart.js';
import type { WeighedCart } from './weigh.js';

/**
 * Takes things out of a cart for as long as it stays what it is: a line, pieces, a code, a fact of the customer, the hour.
 * In the end nothing can be left out.
 *
 * @param holds whether a smaller cart still shows what is to be shown
 * @param now the hour that needs no saying
 */
export function shrunk(
  cart: WeighedCart,
  weigh: (smaller: TrialCart) => WeighedCart,
  holds: (smaller: WeighedCart) => boolean,
  now: number,
): WeighedCart {
  let least = cart;
  for (;;) {
    const smaller = smallerCarts(least.cart, now).find((each) => holds(weigh(each)));
    if (smaller === undefined) return least;
    least = weigh(smaller);
  }
}

function smallerCarts(cart: TrialCart, now: number): TrialCart[] {
  const { lines, entered, shopper, at } = cart;
  return [
    ...(lines.length < 2
      ? []
      : lines.map((_, index) => ({ ...cart, lines: lines.filter((__, i) => i !== index) }))),
    ...entered.map((code) => ({ ...cart, entered: entered.filter((each) => each !== code) })),
    ...lesserShoppers(shopper).map((lesser) => ({ ...cart, shopper: lesser })),
    ...(at === now ? [] : [{ ...cart, at: now }]),
    ...lines.flatMap((line, index) =>
      lessOf(line).map((less) => ({
        ...cart,
        lines: lines.map((each, i) => (i === index ? less : each)),
      })),
    ),
  ];
}

function lessOf({ product, quantity }: TrialLine): TrialLine[] {
  const quantities = [1, quantity >> 1, quantity - 1].filter((less) => less > 0 && less < quantity);
  return [...new Set(quantities)].map((less) => ({ product, quantity: less }));
}

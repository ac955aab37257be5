import type { Minor } from '../../money.js';
import { type Chance, indexBelow, oneOf } from '../../random.js';
import { isMet } from '../condition.js';
import type { Promotion } from '../promotion.js';
import type { RejectedPromotion } from '../receipt.js';
import { isInScope, type Scope } from '../scope.js';
import type { Shelves } from './shelves.js';
import { otherShopper, type ShopperChoices, shopperFor } from './shopper-choices.js';
import {
  type AuditProduct,
  type AuditShop,
  lineOf,
  piecesIn,
  type TrialCart,
  type TrialLine,
} from './trial-cart.js';
import { type Want, wantsOf } from './wants.js';
import type { WeighedCart } from './weigh.js';

/** How large a cart the search makes up. */
export interface CartBounds {
  readonly mostLines: number;
  readonly mostPieces: number;
}

export interface MoveParts {
  readonly shop: AuditShop;
  readonly shelves: Shelves;
  readonly choices: ShopperChoices;
  readonly moments: readonly number[];
  readonly bounds: CartBounds;
}

type Step = (from: WeighedCart, chance: Chance) => TrialCart;

/** Small changes of a cart, and the larger ones that bring a promotion into play. */
export class Moves {
  readonly #parts: MoveParts;
  readonly #steps: readonly Step[];

  constructor(parts: MoveParts) {
    this.#parts = parts;
    this.#steps = [
      ({ cart }, chance) => this.#addPiece(cart, chance),
      ({ cart }, chance) => this.#dropLine(cart, chance),
      ({ cart }, chance) => changeQuantity(cart, chance),
      ({ cart }, chance) => changeQuantity(cart, chance),
      ({ cart }, chance) => this.#replace(cart, chance),
      (from, chance) => this.#reach(from, chance),
      (from, chance) => this.#reach(from, chance),
      ({ cart }, chance) => this.#tighten(cart, chance),
      ({ cart }, chance) => this.#tighten(cart, chance),
      ({ cart }, chance) => this.#toggleCode(cart, chance),
      ({ cart }, chance) => this.#otherCustomer(cart, chance),
      ({ cart }, chance) => this.#bringIn(cart, chance),
    ];
  }

  /** A neighbour of the cart; the cart itself where the move led nowhere. */
  step(from: WeighedCart, chance: Chance): TrialCart {
    const made = (oneOf(this.#steps, chance) as Step)(from, chance);
    return this.#isWithin(made) ? made : from.cart;
  }

  /** The cart with all that one grade of a promotion asks for: goods, code, customer, hour. */
  withPromotion(cart: TrialCart, index: number, grade: number, chance: Chance): TrialCart {
    const { shop, moments } = this.#parts;
    const each = shop.promotions[index];
    if (each === undefined) return cart;
    const { promotion } = each;
    let made: TrialCart = {
      ...cart,
      entered: each.needsCode ? this.#entered(cart.entered, index) : cart.entered,
      shopper: shopperFor(promotion, cart.shopper),
      at: chance() < 0.5 ? cart.at : (oneOf(moments, chance) ?? cart.at),
    };
    for (const want of wantsOf(promotion)[grade] ?? []) made = this.#with(made, want, chance);
    return this.#isWithin(made) ? made : cart;
  }

  // Of promotions with one id, which are versions of one, a cart takes one.
  #entered(entered: readonly number[], index: number): readonly number[] {
    const { promotions } = this.#parts.shop;
    const idOf = (at: number) => promotions[at]?.promotion.id;
    const others = entered.filter((each) => idOf(each) !== idOf(index));
    return [...others, index].sort((a, b) => a - b);
  }

  #isWithin(cart: TrialCart): boolean {
    const { mostLines, mostPieces } = this.#parts.bounds;
    return cart.lines.length <= mostLines && piecesIn(cart) <= mostPieces;
  }

  #with(cart: TrialCart, want: Want, chance: Chance): TrialCart {
    const { shelves } = this.#parts;
    const inScope = cart.lines.filter((line) => isIn(want.scope, line));
    if (want.kind === 'worth') {
      const missing = want.worthMinor - worthOf(inScope);
      return missing <= 0 ? cart : plus(cart, shelves.fitting(want.scope, missing, chance));
    }
    const missing = want.quantity - inScope.reduce((sum, { quantity }) => sum + quantity, 0);
    const product = shelves.any(want.scope, chance);
    return missing <= 0 || product === undefined
      ? cart
      : plus(cart, { product, quantity: missing });
  }

  #addPiece(cart: TrialCart, chance: Chance): TrialCart {
    const product = this.#someProduct(chance);
    return product === undefined ? cart : plus(cart, { product, quantity: 1 });
  }

  // Equally from each kind of product, however many there are of it.
  #someProduct(chance: Chance): AuditProduct | undefined {
    const { groups, representatives } = this.#parts.shelves;
    if (chance() < 0.5) return oneOf(representatives, chance);
    return oneOf(oneOf(groups, chance) ?? [], chance);
  }

  #dropLine(cart: TrialCart, chance: Chance): TrialCart {
    if (cart.lines.length < 2) return cart;
    const index = indexBelow(cart.lines.length, chance);
    return { ...cart, lines: cart.lines.filter((_, i) => i !== index) };
  }

  #replace(cart: TrialCart, chance: Chance): TrialCart {
    const index = indexBelow(cart.lines.length, chance);
    const line = cart.lines[index];
    const product = this.#someProduct(chance);
    if (line === undefined || product === undefined) return cart;
    const others = { ...cart, lines: cart.lines.filter((_, i) => i !== index) };
    return plus(others, { product, quantity: line.quantity });
  }

  // What is missing stands on the receipt: exactly that is put in.
  #reach({ cart, receipt }: WeighedCart, chance: Chance): TrialCart {
    const rejected = oneOf(
      receipt.rejected.filter(({ missing = 0 }) => missing > 0),
      chance,
    );
    if (rejected?.missing === undefined) return cart;
    const promotion = this.#promotion(rejected.id);
    if (promotion === undefined) return cart;
    if (rejected.reason === 'GROUP_TOO_SMALL')
      return { ...cart, shopper: shopperFor(promotion, cart.shopper) };
    const scope = scopeMissed(rejected, promotion);
    if (rejected.reason === 'SUBTOTAL_TOO_LOW')
      return plus(cart, this.#parts.shelves.fitting(scope, rejected.missing, chance));
    const product = this.#parts.shelves.any(scope, chance);
    return product === undefined ? cart : plus(cart, { product, quantity: rejected.missing });
  }

  // A line made so much smaller that a threshold is only just reached.
  #tighten(cart: TrialCart, chance: Chance): TrialCart {
    const each = oneOf(this.#parts.shop.promotions, chance);
    const want = oneOf(
      oneOf(each === undefined ? [] : wantsOf(each.promotion), chance) ?? [],
      chance,
    );
    if (want?.kind !== 'worth') return cart;
    const inScope = cart.lines.filter((other) => isIn(want.scope, other));
    const slack = worthOf(inScope) - want.worthMinor;
    const line = oneOf(inScope, chance);
    if (line === undefined || slack <= 0) return cart;
    const others = { ...cart, lines: cart.lines.filter((other) => other !== line) };
    const left = line.product.priceMinor * line.quantity - slack;
    if (left <= 0) return others.lines.length === 0 ? cart : others;
    return plus(others, this.#parts.shelves.fitting(want.scope, left, chance));
  }

  #toggleCode(cart: TrialCart, chance: Chance): TrialCart {
    const { promotions } = this.#parts.shop;
    const coded = promotions.flatMap(({ needsCode }, at) => (needsCode ? [at] : []));
    const index = oneOf(coded, chance);
    if (index === undefined) return cart;
    const entered = cart.entered.includes(index)
      ? cart.entered.filter((each) => each !== index)
      : this.#entered(cart.entered, index);
    return { ...cart, entered };
  }

  #otherCustomer(cart: TrialCart, chance: Chance): TrialCart {
    const { choices, moments } = this.#parts;
    if (moments.length > 1 && chance() < 0.4)
      return { ...cart, at: oneOf(moments, chance) ?? cart.at };
    return { ...cart, shopper: otherShopper(cart.shopper, choices, chance) };
  }

  #bringIn(cart: TrialCart, chance: Chance): TrialCart {
    const index = indexBelow(this.#parts.shop.promotions.length, chance);
    const promotion = this.#parts.shop.promotions[index]?.promotion;
    if (promotion === undefined) return cart;
    return this.withPromotion(cart, index, indexBelow(wantsOf(promotion).length, chance), chance);
  }

  #promotion(id: string): Promotion | undefined {
    return this.#parts.shop.promotions.find(({ promotion }) => promotion.id === id)?.promotion;
  }
}

function changeQuantity(cart: TrialCart, chance: Chance): TrialCart {
  const index = indexBelow(cart.lines.length, chance);
  const line = cart.lines[index];
  if (line === undefined) return cart;
  const { quantity } = line;
  const to = oneOf([quantity + 1, quantity - 1, quantity * 2, quantity >> 1, 1], chance) ?? 1;
  const lines = cart.lines.map((each, i) => (i === index ? { ...each, quantity: to } : each));
  const kept = lines.filter((each) => each.quantity > 0);
  return kept.length === 0 ? cart : { ...cart, lines: kept };
}

/** On the product's own line, where there is one. */
function plus(cart: TrialCart, added: TrialLine | undefined): TrialCart {
  if (added === undefined) return cart;
  const { product, quantity } = added;
  const index = cart.lines.findIndex((line) => line.product === product);
  if (index < 0) return { ...cart, lines: [...cart.lines, added] };
  const lines = cart.lines.map((line, i) =>
    i === index ? { ...line, quantity: line.quantity + quantity } : line,
  );
  return { ...cart, lines };
}

function isIn(scope: Scope, line: TrialLine): boolean {
  return isInScope(scope, lineOf(line), false);
}

function worthOf(lines: readonly TrialLine[]): Minor {
  return lines.reduce((sum, { product, quantity }) => sum + product.priceMinor * quantity, 0);
}

function scopeMissed({ conditions }: RejectedPromotion, promotion: Promotion): Scope {
  const index = conditions.findIndex((finding) => !isMet(finding));
  const condition = promotion.conditions[index];
  if (condition !== undefined && 'scope' in condition) return condition.scope;
  const { effect, scope } = promotion;
  if (effect.type === 'buy_get') return effect.get.scope;
  return scope;
}

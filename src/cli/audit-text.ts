import { counted } from '../domain/counted.js';
import { formatMoney, type Minor } from '../domain/money.js';
import type { AppliedPromotion } from '../domain/promotion/receipt.js';
import type { WorstCart } from '../domain/promotion/worst-cart/findings.js';
import type { TrialShopper } from '../domain/promotion/worst-cart/trial-cart.js';
import type { WeighedCart } from '../domain/promotion/worst-cart/weigh.js';
import type { PromotionAudit } from '../services/audit-promotions.js';
import { displayWidth } from './output.js';

export interface AuditWords {
  readonly currency: string;
  readonly timezone: string;
  readonly mostShareBps: number;
  /** How many of the findings are printed in full. */
  readonly most: number;
}

/** An audit for a person at a terminal: the verdict first, then the carts. */
export function auditText(audit: PromotionAudit, words: AuditWords): string {
  return new AuditWriter(audit, words).text();
}

class AuditWriter {
  readonly #audit: PromotionAudit;
  readonly #words: AuditWords;
  readonly #time: Intl.DateTimeFormat;

  constructor(audit: PromotionAudit, words: AuditWords) {
    this.#audit = audit;
    this.#words = words;
    this.#time = new Intl.DateTimeFormat('en-GB', {
      timeZone: words.timezone,
      weekday: 'long',
      day: 'numeric',
      month: 'long',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
    });
  }

  text(): string {
    const { found } = this.#audit.result;
    const shown = found.slice(0, this.#words.most);
    const hidden = found.length - shown.length;
    return [
      this.#verdict(),
      ...shown.map((each, i) => `\n${this.#finding(each, i, shown)}`),
      ...(hidden > 0 ? [`\nand ${hidden} more (--top ${found.length} prints all)`] : []),
      '',
      ...this.#basis(),
    ].join('\n');
  }

  #verdict(): string {
    const { found, worst } = this.#audit.result;
    const limit = share(this.#words.mostShareBps / 10_000);
    if (found.length === 0 && worst === null)
      return '✓ No cart was found in which any promotion gives anything.';
    if (found.length === 0)
      return [
        `✓ No cart was found in which promotions give more than ${limit} or go below cost.`,
        `\nThe most that any gives is ${share((worst as WeighedCart).share)}:`,
        ...this.#cart(worst as WeighedCart),
      ].join('\n');
    const [shares, losses] = [
      found.filter(({ kind }) => kind === 'share').length,
      found.filter(({ kind }) => kind === 'below-cost').length,
    ];
    return [
      ...(shares > 0 ? [`✗ ${ways(shares)} to get more than ${limit} off.`] : []),
      ...(losses > 0 ? [`✗ ${ways(losses)} to buy below cost.`] : []),
    ].join('\n');
  }

  #finding(finding: WorstCart, index: number, all: readonly WorstCart[]): string {
    const { kind, worst, smallest } = finding;
    const twin = all.findIndex((each) => isSame(each.worst, worst));
    // Another way to the same cart: here only what is its own.
    if (twin < index && !isSame(worst, smallest))
      return [
        `${index + 1}. ${this.#title(kind, smallest)}`,
        ...this.#cart(smallest),
        `   Nothing in this cart can be left out; it grows to cart ${twin + 1}.`,
      ].join('\n');
    return [
      `${index + 1}. ${this.#title(kind, worst)}`,
      ...this.#cart(worst),
      ...this.#smallest(kind, worst, smallest),
    ].join('\n');
  }

  #title(kind: WorstCart['kind'], weighed: WeighedCart): string {
    const what =
      kind === 'share'
        ? `${share(weighed.share)} given away`
        : `${this.#money(weighed.belowCostMinor ?? 0)} below cost`;
    return `${what}: ${namesOf(weighed)}`;
  }

  #cart(weighed: WeighedCart): string[] {
    const { cart, receipt } = weighed;
    const rows: Row[] = [
      ...cart.lines.map(({ product, quantity }): Row => {
        const each = quantity === 1 ? '' : ` at ${this.#money(product.priceMinor)}`;
        const name = product.name === product.sku ? '' : `  ${product.name}`;
        const amount = this.#money(product.priceMinor * quantity);
        return [`${quantity} × ${product.sku}${name}${each}`, amount, ''];
      }),
      ...(receipt.shippingMinor > 0
        ? [['shipping', this.#money(receipt.shippingMinor), ''] as Row]
        : []),
      ...receipt.applied.flatMap((each) => this.#applied(each, weighed)),
      ['to pay', this.#money(receipt.payableMinor), ''],
      ...this.#cost(weighed),
    ];
    return [...aligned(rows), ...this.#needs(weighed)].map((line) => `   ${line}`);
  }

  #applied({ id, discountMinor, gift, pointsBack }: AppliedPromotion, weighed: WeighedCart) {
    const { valueMinor } = weighed;
    const name = enteredIn(weighed, this.#audit).has(id) ? `${id} (code entered)` : id;
    const rows: Row[] = [];
    if (discountMinor > 0)
      rows.push([name, this.#money(-discountMinor), share(discountMinor / valueMinor)]);
    if (gift !== null) {
      const worth = gift.quantity * gift.unitValueMinor;
      const what = `${name}: ${gift.quantity} × ${gift.sku} for nothing, worth ${this.#money(worth)}`;
      rows.push([what, '', share(worth / valueMinor)]);
    }
    if (pointsBack > 0)
      rows.push([`${name}: ${pointsBack.toLocaleString('en')} points back`, '', '']);
    return rows;
  }

  #cost({ belowCostMinor, receipt }: WeighedCart): Row[] {
    if (belowCostMinor === null || belowCostMinor <= 0) return [];
    const goodsPaid =
      receipt.subtotalMinor - (receipt.discountMinor - receipt.shippingDiscountMinor);
    return [['cost of the goods', this.#money(belowCostMinor + goodsPaid), '']];
  }

  #needs({ cart }: WeighedCart): string[] {
    const facts = customerWords(cart.shopper);
    return [
      ...(facts.length === 0 ? [] : [`The customer ${facts.join(', ')}.`]),
      ...(cart.at === this.#audit.now ? [] : [`On ${this.#time.format(cart.at)}.`]),
    ];
  }

  #smallest(kind: WorstCart['kind'], worst: WeighedCart, smallest: WeighedCart): string[] {
    const contents = ({ cart }: WeighedCart) =>
      cart.lines.map(({ product, quantity }) => `${quantity} × ${product.sku}`).join(' and ');
    if (isSame(worst, smallest)) return ['   Nothing in this cart can be left out.'];
    const what =
      kind === 'share'
        ? `${share(smallest.share)} of ${this.#money(smallest.valueMinor)}`
        : `${this.#money(smallest.belowCostMinor ?? 0)} below cost`;
    return [
      `   The smallest that is too much: ${contents(smallest)}, ${what}, by ${namesOf(smallest)}.`,
      ...this.#needs(smallest).map((line) => `   ${line}`),
    ];
  }

  #basis(): string[] {
    const { result, products, withoutCost, belowCostBefore, ...terms } = this.#audit;
    const { automatic, byCode, olderTerms } = terms;
    const older =
      olderTerms === 0 ? '' : `, of which ${olderTerms} older terms of coupons still out`;
    const why = result.end === 'settled' ? 'nothing new came up for long' : 'the bound was reached';
    return [
      `${result.carts.toLocaleString('en')} carts quoted until ${why}: ${counted(products, 'product')}, ${automatic} automatic and ${byCode} by code or coupon${older}.`,
      'This is a search, not a proof: what it finds is real, what it does not find may still be there.',
      ...(withoutCost === 0
        ? []
        : [
            `${withoutCost.toLocaleString('en')} of ${counted(products, 'product')} have no cost, so that carts with them are not held against it.`,
          ]),
      ...(belowCostBefore === 0
        ? []
        : [
            `${belowCostBefore.toLocaleString('en')} sell below cost before any promotion; that is not counted here.`,
          ]),
    ];
  }

  #money(amount: Minor): string {
    return formatMoney(amount, this.#words.currency);
  }
}

type Row = readonly [what: string, amount: string, share: string];

function aligned(rows: readonly Row[]): string[] {
  const widths = [0, 1, 2].map((i) => Math.max(...rows.map((row) => displayWidth(row[i] ?? ''))));
  const [whatWidth = 0, amountWidth = 0, shareWidth = 0] = widths;
  return rows.map(([what, amount, part]) => {
    const gap = ' '.repeat(whatWidth - displayWidth(what));
    return `${what}${gap}  ${amount.padStart(amountWidth)}  ${part.padStart(shareWidth)}`.trimEnd();
  });
}

function isSame(one: WeighedCart, other: WeighedCart): boolean {
  return JSON.stringify(one.cart) === JSON.stringify(other.cart);
}

function enteredIn({ cart }: WeighedCart, { promotions }: PromotionAudit): ReadonlySet<string> {
  return new Set(cart.entered.map((index) => promotions[index] ?? ''));
}

function namesOf({ receipt }: WeighedCart): string {
  return [...new Set(receipt.applied.map(({ id }) => id))].join(' + ');
}

function customerWords(shopper: TrialShopper): string[] {
  const { tags, segments, tier, orderCount, channel, groupSize } = shopper;
  return [
    ...tags.map((tag) => `has the tag ${tag}`),
    ...segments.map((segment) => `is in the segment ${segment}`),
    ...(tier === null ? [] : [`is of the tier ${tier}`]),
    ...(orderCount === null ? [] : [`has ordered ${counted(orderCount, 'time')} before`]),
    ...(channel === null ? [] : [`buys in ${channel}`]),
    ...(groupSize === null ? [] : [`buys in a group of ${groupSize}`]),
  ];
}

function ways(count: number): string {
  return count === 1 ? 'There is a way' : `There are ${count} ways`;
}

/** `37.5 %`. */
function share(part: number): string {
  return `${Number((part * 100).toFixed(1))} %`;
}

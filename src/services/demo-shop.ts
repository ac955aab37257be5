import type { Pick as PickedProduct } from '../domain/recommender/pick.js';
import { reasonText } from '../domain/recommender/reason-text.js';
import { UserError } from '../domain/user-error.js';
import type { BehaviourStore } from '../ports/behaviour-store.js';
import type { CatalogueStore } from '../ports/catalogue-store.js';
import type { Clock } from '../ports/clock.js';
import type { ConsentStore } from '../ports/consent-store.js';
import type { CustomerStore } from '../ports/customer-store.js';
import type { DemoStore, ShelfProduct } from '../ports/demo-store.js';
import type { GroupBuyStore } from '../ports/group-buy-store.js';
import {
  type CheckoutDeps,
  commitReservation,
  markDepositPaid,
  markPaying,
  reserveQuote,
} from './checkout.js';
import { groupFor } from './group-buys.js';
import type { DemoCart, DemoPurchase, DemoQuote, DemoTill, ReservedCart } from './pay-demo-cart.js';
import { type QuoteDeps, quoteCart } from './quote-cart.js';

export interface DemoShopDeps extends QuoteDeps, CheckoutDeps {
  readonly groupBuys: GroupBuyStore;
  readonly demo: DemoStore;
  readonly behaviour: Pick<BehaviourStore, 'recordOrders'>;
  readonly catalogue: Pick<CatalogueStore, 'productIds'>;
  readonly picksOf: (customerId: number, count: number) => Promise<readonly PickedProduct[]>;
}

export interface OfferedProduct extends Omit<ShelfProduct, 'id'> {
  readonly reason: string | null;
}

/** What this customer is shown first, with why; then best sellers. @param customerId null for a guest */
export async function demoShelf(
  deps: DemoShopDeps,
  customerId: number | null,
  count: number,
): Promise<OfferedProduct[]> {
  const nobody = 0;
  const picks = await deps.picksOf(customerId ?? nobody, count);
  const facts = new Map(
    (await deps.demo.productsBySku(picks.map(({ sku }) => sku))).map((each) => [each.sku, each]),
  );
  return picks.flatMap((pick) => {
    const found = facts.get(pick.sku);
    if (found === undefined) return [];
    const { id: _, ...product } = found;
    const reason = customerId === null ? null : reasonText(pick.reason, 'en');
    return [{ ...product, reason }];
  });
}

/** The demo's till does what a real shop does through the API: the same services, the same refusals. */
export function demoTill(deps: DemoShopDeps): DemoTill {
  return {
    quote: (cart) => quote(deps, cart),
    reserve: (quoteId, orderRef) => reserveQuote(deps, { quoteId, orderRef }),
    markPaying: (reservationId) => markPaying(deps, { reservationId }),
    markDepositPaid: (reservationId) => markDepositPaid(deps, { reservationId }),
    reserved: (reservationId) => reservedCart(deps, reservationId),
    commit: (reservationId) => commitReservation(deps, { reservationId }),
    recordPurchase: (purchase) => recordPurchase(deps, purchase),
  };
}

/** What a parcel costs in the demo shop. */
const demoShippingMinor = 295;

async function quote(deps: DemoShopDeps, cart: DemoCart): Promise<DemoQuote> {
  const lines = cart.lines.map(({ sku, quantity }) => ({ sku, quantity }));
  const { codes, customerId, typist, groupBuyId } = cart;
  const at = deps.clock.now();
  const seat =
    groupBuyId === undefined ? null : await groupFor(deps, groupBuyId, customerId, { at });
  const asked = { lines, codes, customerId, typist, shippingMinor: demoShippingMinor };
  const answer = await quoteCart(deps, {
    ...asked,
    channel: 'shop',
    ...(seat?.kind === 'group' && { group: seat.group }),
    ...(cart.paysWithPoints && { points: 'all' }),
  });
  if (answer.kind === 'quoted') {
    const { quoteId, receipt, codes: entered, nearMisses } = answer;
    const seatRefusal = seat?.kind === 'refused' ? seat.reason : null;
    const [texts, ownPoints] = [await textsOf(deps), await pointsOf(deps, customerId)];
    return { quoteId, receipt, ...texts, codes: entered, nearMisses, ownPoints, seatRefusal };
  }
  throw new UserError(answer.problems.map(({ message }) => message).join('; '));
}

async function textsOf({ promotions }: DemoShopDeps): Promise<Pick<DemoQuote, 'names' | 'notes'>> {
  const all = await promotions.all();
  const english = (part: 'names' | 'notes') =>
    Object.fromEntries(
      all.flatMap(({ key, definition }) => {
        const words = definition[part]['en'];
        return words === undefined ? [] : [[key, words] as const];
      }),
    );
  return { names: english('names'), notes: english('notes') };
}

async function pointsOf(
  { pointsOfferOf }: DemoShopDeps,
  customerId: number | null,
): Promise<DemoQuote['ownPoints']> {
  const offer = customerId === null ? null : ((await pointsOfferOf?.(customerId)) ?? null);
  if (offer === null) return null;
  return { points: offer.available, worthMinor: offer.available * offer.minorPerPoint };
}

async function reservedCart(
  { checkout }: DemoShopDeps,
  reservationId: string,
): Promise<ReservedCart | null> {
  const reservation = await checkout.reservation(reservationId);
  const kept = reservation === null ? null : await checkout.quote(reservation.quoteId);
  if (reservation === null || kept === null) return null;
  return { customerId: kept.customerId, orderRef: reservation.orderRef, receipt: kept.receipt };
}

async function recordPurchase(deps: DemoShopDeps, purchase: DemoPurchase): Promise<void> {
  const ids = await deps.catalogue.productIds(purchase.lines.map(({ sku }) => sku));
  const lines = purchase.lines.map((line, index) => {
    const productId = ids.get(line.sku);
    const known = productId === undefined ? {} : { productId };
    return { kind: 'product' as const, ...line, ...known, key: `${purchase.orderRef}:${index}` };
  });
  await deps.behaviour.recordOrders([
    {
      source: 'demo-shop',
      externalId: purchase.orderRef,
      customerId: purchase.customerId,
      kind: 'sale',
      discountMinor: purchase.discountMinor,
      occurredAt: purchase.at,
      lines,
    },
  ]);
}

export interface DemoChatDeps {
  readonly demo: DemoStore;
  readonly customers: Pick<CustomerStore, 'linkChat' | 'chat'>;
  readonly consents: Pick<ConsentStore, 'append'>;
  readonly clock: Clock;
  readonly shop: { readonly consent: { readonly topic: string; readonly noticeVersion: string } };
  /** An address nobody guesses. */
  readonly newAddress: () => string;
}

/**
 * The chat of a sample customer: made, linked and agreed to, as if they had opened their link, if there is none.
 *
 * @returns its address
 */
export async function demoChat(
  deps: DemoChatDeps,
  customerId: number,
  channelAccount: string,
): Promise<string> {
  const known = await deps.demo.chatOf(customerId, channelAccount);
  if (known !== null) return known;
  const at = deps.clock.now();
  const address = deps.newAddress();
  const outcome = await deps.customers.linkChat(
    { channelAccount, address, locale: null, name: null, at },
    customerId,
  );
  const chat = await deps.customers.chat(channelAccount, address);
  if (outcome === 'linked' && chat !== null) {
    const { topic, noticeVersion } = deps.shop.consent;
    const consent = { identityId: chat.id, topic, kind: 'granted', source: 'demo' } as const;
    await deps.consents.append({ ...consent, proof: null, noticeVersion, at });
  }
  // Two pages at once: the chat that was linked first is the one.
  return (await deps.demo.chatOf(customerId, channelAccount)) ?? address;
}

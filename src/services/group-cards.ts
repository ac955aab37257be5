import type { ConversationView, GroupCard, GroupOfferCard } from '../domain/conversation/view.js';
import { formatMoney } from '../domain/money.js';
import { seatsLeft } from '../domain/promotion/group-buy.js';
import { groupPayload } from '../domain/promotion/group-link.js';
import { offerWords } from '../domain/promotion/offer-words.js';
import type { ChannelAccount } from '../ports/channel.js';
import type { GroupBuyRecord } from '../ports/group-buy-store.js';
import type { StoredPromotion } from '../ports/promotion-store.js';
import type { RenderStore } from '../ports/render-store.js';
import type { ShelfStore } from '../ports/shelf-store.js';
import { type GroupBuyDeps, groupOffers, openGroup } from './group-buys.js';
import type { CheckoutPages } from './picked-products.js';

export interface GroupCardDeps extends GroupBuyDeps {
  readonly rendering: Pick<RenderStore, 'products'>;
  readonly shelves: ShelfStore;
  readonly shop: { readonly currency: string };
  readonly pages: CheckoutPages;
}

/** Whoever sees the cards, and where. */
export interface GroupViewer {
  readonly customerId: number;
  readonly locale: string;
  readonly account: Pick<ChannelAccount, 'deepLink'>;
}

export interface GroupCards {
  list(viewer: GroupViewer): Promise<ConversationView['groups']>;
  /** Null if there is no such group. */
  card(id: string, viewer: GroupViewer): Promise<GroupCard | null>;
  /** Opens a group of a promotion, or finds the one they have open; null if that cannot be. */
  open(promotionKey: string, viewer: GroupViewer): Promise<GroupCard | null>;
}

const listedCount = 20;

/** Groups that buy together, worded for one customer. */
export function groupCards(deps: GroupCardDeps): GroupCards {
  return {
    list: (viewer) => list(deps, viewer),
    async card(id, viewer) {
      const at = deps.clock.now();
      const group = await deps.groupBuys.group(id, at);
      return group === null ? null : cardOf(deps, group, viewer, at);
    },
    async open(promotionKey, viewer) {
      const at = deps.clock.now();
      const answer = await openGroup(deps, { promotionKey, customerId: viewer.customerId });
      return answer.kind === 'open' ? cardOf(deps, answer.group, viewer, at) : null;
    },
  };
}

async function list(deps: GroupCardDeps, viewer: GroupViewer): Promise<ConversationView['groups']> {
  const at = deps.clock.now();
  const query = { state: 'open', endingAfter: at, limit: listedCount } as const;
  const groups = await deps.groupBuys.groups(query, at);
  const cards = await Promise.all(groups.map((group) => cardOf(deps, group, viewer, at)));
  // One's own first; a full one is only of interest to who is in it.
  const open = cards
    .filter(({ seat, seatsLeft: left }) => seat !== 'none' || left > 0)
    .sort((a, b) => Number(a.seat === 'none') - Number(b.seat === 'none'));
  const offers = await groupOffers(deps, at);
  return { open, offers: await Promise.all(offers.map((offer) => offerCard(deps, offer, viewer))) };
}

async function offerCard(
  deps: GroupCardDeps,
  offer: Awaited<ReturnType<typeof groupOffers>>[number],
  { locale }: GroupViewer,
): Promise<GroupOfferCard> {
  const { name, offer: words, product } = await wordsOf(deps, offer, locale);
  return { promotion: offer.key, name, offer: words, product };
}

async function cardOf(
  deps: GroupCardDeps,
  group: GroupBuyRecord,
  { customerId, locale, account }: GroupViewer,
  asOf: number,
): Promise<GroupCard> {
  const { id, promotion, seats, deadlineAt } = group;
  const seat = await deps.groupBuys.seatOf(id, customerId, asOf);
  // The deadline has come, and the minute's round has not.
  const isOver = group.state === 'open' && asOf >= deadlineAt;
  return {
    id,
    ...(await wordsOf(deps, promotion, locale)),
    state: isOver ? 'failed' : group.state,
    seats,
    seatsLeft: seatsLeft(group),
    deadlineAt,
    asOf,
    seat: seat?.state ?? 'none',
    joinUrl: deps.pages.groupUrl(id, skuOf(promotion)),
    shareLink: account.deepLink?.(groupPayload(id)) ?? null,
  };
}

async function wordsOf(deps: GroupCardDeps, promotion: StoredPromotion, locale: string) {
  const { currency } = deps.shop;
  const { name, offer } = offerWords(promotion.definition, currency, locale);
  const sku = skuOf(promotion);
  const productId = sku === null ? null : await deps.shelves.productId(sku);
  const found =
    productId === null ? undefined : (await deps.rendering.products([productId])).get(productId);
  const product =
    found === undefined
      ? null
      : { name: found.name, price: formatMoney(found.priceMinor, currency, locale) };
  return { name, offer, product };
}

// Of a single product one can say what it costs otherwise.
function skuOf({ definition }: StoredPromotion): string | null {
  const [sku, ...others] = definition.promotion.scope.skus ?? [];
  return sku === undefined || others.length > 0 ? null : sku;
}

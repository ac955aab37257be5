import { rankFound, searchTerms } from '../domain/catalogue/search-rank.js';
import type { CouponCard, PickCard, ProductCard } from '../domain/conversation/view.js';
import { formatMoney } from '../domain/money.js';
import { reasonText } from '../domain/recommender/reason-text.js';
import type { Clock } from '../ports/clock.js';
import type { PromotionStore } from '../ports/promotion-store.js';
import type { ProductFacts, RenderStore } from '../ports/render-store.js';
import type { AnswerDeps } from './answer-chat.js';
import { type ClubDeps, clubCard, friendRewards } from './club-card.js';
import { couponsOf } from './coupons.js';
import { askCode, type ExplainCodeDeps, explainCode } from './explain-code.js';
import { type GroupCardDeps, groupCards } from './group-cards.js';
import { type PickDeps, pickProducts } from './pick-products.js';
import { pickedProducts } from './picked-products.js';
import { categoriesOf, interestsNamed } from './shelf.js';
import { similarProducts } from './similar-products.js';

export interface CardDeps extends PickDeps, GroupCardDeps, ClubDeps, ExplainCodeDeps {
  readonly promotions: PromotionStore;
  readonly rendering: Pick<RenderStore, 'products'>;
  readonly clock: Clock;
  readonly shop: GroupCardDeps['shop'] & ClubDeps['shop'] & ExplainCodeDeps['shop'];
}

type Cards = Pick<
  AnswerDeps,
  | 'groupCards'
  | 'picksFor'
  | 'couponsOf'
  | 'codes'
  | 'similarTo'
  | 'search'
  | 'interestsNamed'
  | 'categories'
  | 'clubCard'
  | 'friendRewards'
>;

const similarCount = 3;
const foundCount = 4;
// More are not ranked: what has most of the words comes first out of the database.
const searchedCount = 200;

/** What the dialogue shows of the shop: products and coupons, worded for one customer. */
export function chatCards(deps: CardDeps): Cards {
  return {
    picksFor: (customerId, count, locale) => pickCards(deps, customerId, count, locale),
    groupCards: groupCards(deps),
    couponsOf: (customerId, locale) => couponCards(deps, customerId, locale),
    codes: {
      ask: (code, { id: chatId, customerId }) => askCode(deps, code, { chatId, customerId }),
      explain: (asked, asker) => explainCode(deps, asked, asker),
    },
    similarTo: (asked, locale) => similarCards(deps, asked, locale),
    search: (words, locale) => foundCards(deps, words, locale),
    interestsNamed: (words) => interestsNamed(deps.shelves, words),
    categories: (count) => categoriesOf(deps.shelves, count),
    clubCard: (customerId, locale) => clubCard(deps, customerId, locale),
    friendRewards: (locale) => friendRewards(deps, locale),
  };
}

async function pickCards(
  deps: CardDeps,
  customerId: number,
  count: number,
  locale: string,
): Promise<PickCard[]> {
  const asOf = deps.clock.now();
  const picks =
    (await pickProducts(deps, { customerIds: [customerId], count, asOf })).get(customerId) ?? [];
  const products = await deps.rendering.products(picks.map(({ productId }) => productId));
  return pickedProducts(picks, products, deps.pages).map(({ reason, ...product }) => ({
    ...cardOf(deps, product, locale),
    reason: reasonText(reason, locale),
  }));
}

async function similarCards(
  deps: CardDeps,
  { sku, except }: { readonly sku: string; readonly except: readonly string[] },
  locale: string,
) {
  const productId = await deps.shelves.productId(sku);
  if (productId === null) return null;
  const shown = await Promise.all(except.map((each) => deps.shelves.productId(each)));
  const similar = await similarProducts(deps, {
    productId,
    except: new Set(shown.flatMap((id) => id ?? [])),
    count: similarCount,
    asOf: deps.clock.now(),
  });
  const products = await deps.rendering.products([productId, ...similar]);
  const name = products.get(productId)?.name;
  return name === undefined ? null : { name, cards: cardsOf(deps, similar, products, locale) };
}

async function foundCards(deps: CardDeps, words: string, locale: string): Promise<ProductCard[]> {
  const terms = searchTerms(words);
  if (terms.length === 0) return [];
  const found = await deps.shelves.search(terms, searchedCount);
  const best = rankFound(words, found)
    .slice(0, foundCount)
    .map(({ productId }) => productId);
  return cardsOf(deps, best, await deps.rendering.products(best), locale);
}

function cardsOf(
  deps: CardDeps,
  ids: readonly number[],
  products: ReadonlyMap<number, ProductFacts>,
  locale: string,
): ProductCard[] {
  return ids.flatMap((id) => {
    const product = products.get(id);
    if (product === undefined || !product.isAvailable) return [];
    const url = product.url ?? deps.pages.productUrl(product.sku);
    return [{ ...cardOf(deps, { ...product, url }, locale), reason: null }];
  });
}

type Shown = Pick<ProductFacts, 'sku' | 'name' | 'priceMinor' | 'imageUrl' | 'url'>;

function cardOf(
  { shop }: CardDeps,
  { sku, name, priceMinor, imageUrl, url }: Shown,
  locale: string,
) {
  return { sku, name, price: formatMoney(priceMinor, shop.currency, locale), url, imageUrl };
}

async function couponCards(
  deps: CardDeps,
  customerId: number,
  locale: string,
): Promise<CouponCard[]> {
  const at = deps.clock.now();
  const coupons = await couponsOf(deps, customerId, { at, locale });
  const cards = coupons.filter(({ isCard }) => isCard).map(({ couponId }) => couponId);
  const left =
    cards.length === 0
      ? new Map<number, number>()
      : await deps.promotions.balancesLeft(cards, { orderRef: null, at });
  return coupons
    .filter(({ couponId, isCard }) => !isCard || (left.get(couponId) ?? 0) > 0)
    .map(({ couponId, promotionKey, name, code, offer, minimum, validUntil }) => ({
      // Without a name of its own it is called by its key, which tells a customer nothing.
      name: name === promotionKey ? null : name,
      code,
      offer,
      minimum,
      balance: balanceText(left.get(couponId), deps.shop.currency, locale),
      validUntil,
      useUrl: deps.pages.checkoutUrl(code),
    }));
}

function balanceText(left: number | undefined, currency: string, locale: string): string | null {
  return left === undefined ? null : formatMoney(left, currency, locale);
}

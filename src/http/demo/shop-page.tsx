import type { FC } from 'hono/jsx';
import { formatMoney } from '../../domain/money.js';
import type { DemoOffer, ShelfPrice } from '../../services/demo-offers.js';
import type { Assets } from '../assets.js';
import type { DemoDeps, DemoProduct } from './deps.js';
import { DemoFrame } from './frame.js';

interface ShopProps {
  readonly deps: DemoDeps;
  readonly assets: Assets;
  readonly products: readonly DemoProduct[];
  /** Came by a link for this one. */
  readonly asked: DemoProduct | null;
  /** What is on. */
  readonly offers: readonly DemoOffer[];
  /** The one whose products were asked for, with these. */
  readonly offer: DemoOffer | null;
  readonly onOffer: readonly DemoProduct[];
  /** By SKU, where it is not the catalogue's. */
  readonly prices: ReadonlyMap<string, ShelfPrice>;
  readonly customer: { readonly externalId: string; readonly name: string } | null;
  readonly code: string;
  /** The group that is bought in; empty for none. */
  readonly group: string;
  /** Coupons of this customer that could be used. */
  readonly codes: readonly string[];
}

function imageOf({ sku, imageUrl }: Pick<DemoProduct, 'sku' | 'imageUrl'>): string {
  return imageUrl ?? `/demo/images/${encodeURIComponent(sku)}.svg`;
}

export const ShopPage: FC<ShopProps> = (props) => {
  const { deps, assets, products, asked, customer, offer, onOffer } = props;
  const shownAbove = new Set([asked?.sku, ...onOffer.map(({ sku }) => sku)]);
  const others = products.filter(({ sku }) => !shownAbove.has(sku));
  const shelf = { deps, prices: props.prices, offers: props.offers };
  const picks = others.filter(({ reason }) => reason !== null);
  const rest = others.filter(({ reason }) => reason === null);
  return (
    <DemoFrame deps={deps} assets={assets} title="Demo shop" here="/demo/shop" script="shop.js">
      <div class="shop">
        <div class="shelves">
          <h1>The demo shop</h1>
          <p class="quiet">
            {customer === null ? (
              <>
                You are a guest. <a href="/demo/customers">Be a customer</a> to use a coupon.
              </>
            ) : (
              <>
                You are <strong>{customer.name}</strong> ({customer.externalId}).{' '}
                <a href="/chat">Back to the chat</a>
              </>
            )}{' '}
            Nothing here costs money.
          </p>
          <Offers offers={props.offers} isGuest={customer === null} />
          {asked && <Shelf title="You asked for this" products={[asked]} {...shelf} />}
          {offer && onOffer.length > 0 && (
            <Shelf title={offer.name} words={wordsOf(offer)} products={onOffer} {...shelf} />
          )}
          {picks.length > 0 && <Shelf title="Picked for you" products={picks} {...shelf} />}
          {rest.length > 0 && <Shelf title="Everybody’s favourites" products={rest} {...shelf} />}
        </div>
        <CartPanel code={props.code} codes={props.codes} group={props.group} />
      </div>
    </DemoFrame>
  );
};

/** What is on, each with a way to its products. */
const Offers: FC<{ offers: readonly DemoOffer[]; isGuest: boolean }> = ({ offers, isGuest }) =>
  offers.length === 0 ? null : (
    <details class="panel offers">
      <summary>
        <strong>What is on today</strong>{' '}
        <span class="quiet">{offers.length} offers, one of each kind, to try in the cart</span>
      </summary>
      <ul>
        {offers.map((offer) => (
          <li>
            <span class="offer-words">
              <strong>{offer.name}</strong>
              <span class="quiet">{wordsOf(offer)}</span>
            </span>
            <OfferButton offer={offer} />
          </li>
        ))}
        <li>
          <span class="offer-words">
            <strong>A gift card to try</strong>
            <span class="quiet">It pays like money, and what is left stays on it.</span>
          </span>
          <form method="post" action="/demo/shop/gift-card">
            <button type="submit" class="button">
              {isGuest ? 'Be a customer first' : 'Give me one'}
            </button>
          </form>
        </li>
      </ul>
    </details>
  );

function wordsOf({ offer, note }: DemoOffer): string {
  return note === null ? offer : `${offer}. ${note}`;
}

const OfferButton: FC<{ offer: DemoOffer }> = ({ offer }) => {
  if (offer.isForGroups)
    return (
      <a class="button" href="/chat">
        Ask “groups” in the chat
      </a>
    );
  return (
    <span class="row">
      {offer.code !== null && (
        <button type="button" class="chip chip-press" data-code={offer.code}>
          {offer.code}
        </button>
      )}
      {offer.goods.skus.length + offer.goods.categories.length > 0 && (
        <a class="button" href={`/demo/shop?offer=${encodeURIComponent(offer.id)}`}>
          Show me
        </a>
      )}
    </span>
  );
};

interface ShelfProps extends Pick<ShopProps, 'deps' | 'prices' | 'offers' | 'products'> {
  readonly title: string;
  readonly words?: string;
}

const Shelf: FC<ShelfProps> = ({ title, words, products, prices, offers, deps }) => (
  <section>
    <h2>{title}</h2>
    {words !== undefined && <p class="quiet">{words}</p>}
    <ul class="products">
      {products.map((product) => {
        const price = prices.get(product.sku) ?? null;
        const offer = offers.find(({ id }) => id === price?.promotion)?.name ?? null;
        return (
          <ProductCard product={product} price={price} offer={offer} currency={deps.currency} />
        );
      })}
    </ul>
  </section>
);

interface ProductCardProps {
  readonly product: DemoProduct;
  readonly price: ShelfPrice | null;
  /** What its price of its own is called. */
  readonly offer: string | null;
  readonly currency: string;
}

const ProductCard: FC<ProductCardProps> = ({ product, price, offer, currency }) => (
  <li class="product">
    <img src={imageOf(product)} alt="" width="400" height="400" loading="lazy" decoding="async" />
    <div class="product-words">
      <h3>{product.name}</h3>
      {product.reason !== null && <p class="quiet">{product.reason}</p>}
      {price !== null && (
        <p class="offer-price">
          {offer}
          {price.left !== null && `, ${price.left} left for you`}
        </p>
      )}
      <p class="row">
        <span>
          <strong>{formatMoney(price?.priceMinor ?? product.priceMinor, currency)}</strong>
          {price !== null && (
            <>
              {' '}
              <s class="quiet">{formatMoney(product.priceMinor, currency)}</s>
            </>
          )}
        </span>
        {product.stock === 0 ? (
          <span class="quiet">sold out</span>
        ) : (
          <button
            type="button"
            class="button"
            data-add={product.sku}
            aria-label={`Add ${product.name} to the cart`}
          >
            Add
          </button>
        )}
      </p>
    </div>
  </li>
);

const CartPanel: FC<Pick<ShopProps, 'code' | 'codes' | 'group'>> = ({ code, codes, group }) => (
  <aside class="panel cart" aria-label="Cart">
    <h2>Cart</h2>
    <form id="code-form" class="code-form">
      <label for="code">Coupon code</label>
      <div class="row">
        <input
          id="code"
          name="code"
          value={code}
          maxlength={40}
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
        />
        <button type="submit" class="button">
          Use
        </button>
      </div>
      {codes.length > 0 && (
        <p class="chips">
          {codes.slice(0, 3).map((each) => (
            <button type="button" class="chip chip-press" data-code={each}>
              {each}
            </button>
          ))}
        </p>
      )}
    </form>
    {group !== '' && (
      <p class="quiet">
        You buy in a group. <a href="/demo/shop">Buy by myself</a>
      </p>
    )}
    <div id="quote" aria-live="polite" data-group={group || undefined}>
      <p class="quiet">The cart is empty. Add something.</p>
    </div>
    <noscript>
      <p>The cart needs JavaScript.</p>
    </noscript>
  </aside>
);

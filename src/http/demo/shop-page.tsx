import type { FC } from 'hono/jsx';
import { formatMoney } from '../../domain/money.js';
import type { Assets } from '../assets.js';
import type { DemoDeps, DemoProduct } from './deps.js';
import { DemoFrame } from './frame.js';

interface ShopProps {
  readonly deps: DemoDeps;
  readonly assets: Assets;
  readonly products: readonly DemoProduct[];
  /** Came by a link for this one. */
  readonly asked: DemoProduct | null;
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
  const { deps, assets, products, asked, customer } = props;
  const others = products.filter(({ sku }) => sku !== asked?.sku);
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
          {asked && <Shelf title="You asked for this" products={[asked]} deps={deps} />}
          {picks.length > 0 && <Shelf title="Picked for you" products={picks} deps={deps} />}
          {rest.length > 0 && <Shelf title="Everybody’s favourites" products={rest} deps={deps} />}
        </div>
        <CartPanel code={props.code} codes={props.codes} group={props.group} />
      </div>
    </DemoFrame>
  );
};

const Shelf: FC<{ title: string; products: readonly DemoProduct[]; deps: DemoDeps }> = (props) => (
  <section>
    <h2>{props.title}</h2>
    <ul class="products">
      {props.products.map((product) => (
        <ProductCard product={product} currency={props.deps.currency} />
      ))}
    </ul>
  </section>
);

const ProductCard: FC<{ product: DemoProduct; currency: string }> = ({ product, currency }) => (
  <li class="product">
    <img src={imageOf(product)} alt="" width="400" height="400" loading="lazy" decoding="async" />
    <div class="product-words">
      <h3>{product.name}</h3>
      {product.reason !== null && <p class="quiet">{product.reason}</p>}
      <p class="row">
        <strong>{formatMoney(product.priceMinor, currency)}</strong>
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

import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { type DemoQuote, payDemoBalance, payDemoCart } from '../../services/pay-demo-cart.js';
import type { Assets } from '../assets.js';
import { chatOf, rememberChat } from '../chat/session.js';
import { errorResponse } from '../error-response.js';
import { documentText } from '../layout.js';
import { requireOwnOrigin } from '../request-origin.js';
import { clientAddress } from '../visitor/common.js';
import { BalanceView, CartView, type CartViewProps, PaidView } from './cart-view.js';
import { CustomersPage } from './customers-page.js';
import type { DemoDeps, DemoProduct } from './deps.js';
import { productImage } from './product-image.js';
import { ShopPage } from './shop-page.js';
import { StartPage } from './start-page.js';
import { checkoutWords } from './words.js';

const cartFormat = z.strictObject({
  lines: z
    .array(z.strictObject({ sku: z.string().min(1).max(64), quantity: z.int().min(1).max(999) }))
    .min(1)
    .max(50),
  code: z.string().trim().max(40),
  /** The group that is bought in. */
  group: z.uuid().optional(),
  /** Whether points pay. */
  points: z.boolean().optional(),
});

const balanceFormat = z.strictObject({ reservation: z.uuid() });

const shelfCount = 36;
const offerShelfCount = 18;

/** Pages that let anybody be any customer: mounted in demo mode only. */
export function demoRoutes(deps: DemoDeps, assets: Assets): Hono {
  const routes = new Hono();
  routes.use('/demo/*', requireOwnOrigin(deps.publicUrl), bodyLimit({ maxSize: 16_384 }));
  routes.get('/', async (context) => {
    const [summary, customers] = [await deps.summary(), await deps.customers()];
    return context.html(
      documentText(
        <StartPage
          deps={deps}
          assets={assets}
          summary={summary}
          customers={customers.slice(0, 3)}
        />,
      ),
    );
  });
  routes.get('/demo/customers', async (context) =>
    context.html(
      documentText(
        <CustomersPage deps={deps} assets={assets} customers={await deps.customers()} />,
      ),
    ),
  );
  routes.post('/demo/chat-as', (context) => chatAs(context, deps));
  routes.get('/demo/shop', (context) => shopPage(context, deps, assets));
  routes.post('/demo/shop/quote', (context) => priceCart(context, deps));
  routes.post('/demo/shop/checkout', (context) => checkout(context, deps));
  routes.post('/demo/shop/balance', (context) => payBalance(context, deps));
  routes.post('/demo/shop/gift-card', (context) => giftCard(context, deps));
  routes.get('/demo/images/:file{.+\\.svg}', (context) => image(context, deps));
  return routes;
}

async function chatAs(context: Context, deps: DemoDeps): Promise<Response> {
  const { customer } = await context.req.parseBody();
  const chatId = typeof customer === 'string' ? await deps.openChatAs(customer) : null;
  if (chatId === null)
    return errorResponse(context, 'not_found', 'there is no such sample customer');
  rememberChat(context, deps, chatId);
  return context.redirect('/chat', 303);
}

async function shopPage(context: Context, deps: DemoDeps, assets: Assets): Promise<Response> {
  const customer = await visitor(context, deps);
  const products = await deps.products(customer?.id ?? null, shelfCount);
  const wished = context.req.query('product');
  const [asked] = wished === undefined ? [] : await deps.productsBySku([wished]);
  const offers = await deps.offers();
  const offer = offers.find(({ id }) => id === context.req.query('offer')) ?? null;
  const onOffer = offer === null ? [] : await deps.offerProducts(offer, offerShelfCount);
  const shown = [...(asked ? [asked] : []), ...onOffer, ...products];
  const skus = [...new Set(shown.map(({ sku }) => sku))];
  const prices = await deps.shelfPrices(customer?.id ?? null, skus);
  context.header('Cache-Control', 'no-store');
  return context.html(
    documentText(
      <ShopPage
        deps={deps}
        assets={assets}
        products={products}
        asked={asked ?? null}
        offers={offers}
        offer={offer}
        onOffer={onOffer}
        prices={prices}
        customer={customer}
        code={(context.req.query('code') ?? '').slice(0, 40)}
        group={(context.req.query('group') ?? '').slice(0, 40)}
        codes={customer === null ? [] : await deps.couponCodesOf(customer.id)}
      />,
    ),
  );
}

async function priceCart(context: Context, deps: DemoDeps): Promise<Response> {
  const asked = await askedCart(context, deps);
  if (asked === null) return errorResponse(context, 'invalid_request', 'this is no cart');
  const priced = await deps.till.quote(asked.cart);
  const { seatRefusal } = priced;
  const problem = seatRefusal === null ? {} : { problem: checkoutWords(seatRefusal) };
  return context.html(<CartView {...(await viewOf(deps, asked, priced))} {...problem} />);
}

async function checkout(context: Context, deps: DemoDeps): Promise<Response> {
  const asked = await askedCart(context, deps);
  if (asked === null) return errorResponse(context, 'invalid_request', 'this is no cart');
  const payment = await payDemoCart(deps.till, asked.cart, `demo-${deps.random.uuid()}`);
  return context.html(
    <PaidView payment={payment} {...(await viewOf(deps, asked, payment.quote))} />,
  );
}

type AskedCart = NonNullable<Awaited<ReturnType<typeof askedCart>>>;

async function viewOf(deps: DemoDeps, asked: AskedCart, quote: DemoQuote): Promise<CartViewProps> {
  const gifts = quote.receipt.applied.flatMap(({ gift }) => gift?.sku ?? []);
  const found = gifts.length === 0 ? [] : await deps.productsBySku(gifts);
  const giftNames = Object.fromEntries(found.map(({ sku, name }) => [sku, name]));
  const { products, cart } = asked;
  const { paysWithPoints } = cart;
  return { quote, products, giftNames, paysWithPoints, timezone: deps.timezone };
}

async function payBalance(context: Context, deps: DemoDeps): Promise<Response> {
  const parsed = balanceFormat.safeParse(await context.req.json().catch(() => undefined));
  if (!parsed.success) return errorResponse(context, 'invalid_request', 'this is no reservation');
  const payment = await payDemoBalance(deps.till, parsed.data.reservation);
  return context.html(<BalanceView payment={payment} />);
}

/** Whoever is nobody yet chooses a customer first. */
async function giftCard(context: Context, deps: DemoDeps): Promise<Response> {
  const customer = await visitor(context, deps);
  if (customer === null) return context.redirect('/demo/customers', 303);
  const code = await deps.giveGiftCard(customer.id);
  if (code === null) return errorResponse(context, 'not_found', 'this shop has no gift card');
  return context.redirect(`/demo/shop?code=${encodeURIComponent(code)}`, 303);
}

async function askedCart(context: Context, deps: DemoDeps) {
  const body: unknown = await context.req.json().catch(() => undefined);
  const parsed = cartFormat.safeParse(body);
  if (!parsed.success) return null;
  const { lines, code, group, points = false } = parsed.data;
  const known = await deps.productsBySku(lines.map(({ sku }) => sku));
  const bySku = new Map(known.map((product) => [product.sku, product]));
  // What has left the catalogue since it was put in the cart leaves the cart too.
  const found = lines.filter(({ sku }) => bySku.has(sku));
  if (found.length === 0) return null;
  const products = found.flatMap(({ sku }): DemoProduct[] => {
    const product = bySku.get(sku);
    return product ? [product] : [];
  });
  const shopper = await visitor(context, deps);
  const cart = {
    customerId: shopper?.id ?? null,
    lines: found,
    codes: code === '' ? [] : [code],
    ...(group !== undefined && { groupBuyId: group }),
    paysWithPoints: points,
    typist: {
      address: clientAddress(context),
      ...(shopper !== null && { chatId: shopper.identityId }),
    },
  };
  return { cart, products };
}

async function visitor(context: Context, deps: DemoDeps) {
  const chatId = chatOf(context, deps);
  return chatId === null ? null : deps.customerOfChat(chatId);
}

async function image(context: Context, deps: DemoDeps): Promise<Response> {
  const sku = (context.req.param('file') ?? '').replace(/\.svg$/, '');
  const [product] = await deps.productsBySku([sku]);
  if (product === undefined) return context.notFound();
  context.header('Content-Type', 'image/svg+xml');
  context.header('Cache-Control', 'public, max-age=86400');
  return context.body(productImage(product.sku, product.name));
}

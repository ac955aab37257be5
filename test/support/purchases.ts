import { interactionKindCode } from '../../src/domain/behaviour/interaction-kind.js';
import { dayMs } from '../../src/domain/recommender/purchases.js';
import type { Database } from '../../src/store/database.js';

export interface ShopFixture {
  readonly products: readonly {
    readonly id: number;
    readonly stock?: number | null;
    readonly active?: boolean;
    readonly kind?: 'product' | 'content';
    /** “Product 7” unless given. */
    readonly name?: string;
  }[];
  readonly customers: readonly {
    readonly id: number;
    readonly mergedInto?: number;
    readonly isErased?: boolean;
    readonly memberTier?: string;
    readonly attributes?: Readonly<Record<string, unknown>>;
    readonly birthday?: string;
    readonly locale?: string;
  }[];
  readonly interactions: readonly {
    readonly customer: number;
    readonly product: number;
    readonly day: number;
    readonly kind?: 'purchase' | 'browse' | 'like' | 'refund';
  }[];
  readonly guestOrders?: readonly {
    readonly products: readonly number[];
    readonly day: number;
    readonly kind?: 'sale' | 'refund';
  }[];
}

/** Puts this shop in place of what the database holds; a day's things happen at noon UTC. */
export async function writeFixture(database: Database, shop: ShopFixture): Promise<void> {
  await database.write(2, async ({ models }) => {
    for (const table of ['orderLine', 'shopOrder', 'interaction', 'customer', 'product'] as const)
      await (models[table].deleteMany as () => Promise<unknown>)();
    await models.product.createMany({
      data: shop.products.map(({ id, ...facts }) => ({
        id,
        name: `Product ${id}`,
        ...facts,
        sku: `sku-${id}`,
        priceMinor: BigInt(id * 100),
        createdAt: 0n,
        updatedAt: 0n,
      })),
    });
    await models.customer.createMany({
      data: shop.customers.map(({ id, mergedInto, isErased, attributes = {}, ...facts }) => ({
        id,
        ...facts,
        attributes: JSON.stringify(attributes),
        externalId: `c${id}`,
        canonicalCustomerId: mergedInto ?? null,
        erasedAt: isErased ? 1n : null,
        createdAt: 0n,
      })),
    });
    await models.interaction.createMany({
      data: shop.interactions.map(({ customer, product, day, kind = 'purchase' }, at) => ({
        customerId: customer,
        productId: product,
        kind: interactionKindCode[kind],
        source: 'test',
        sourceKey: keyOf(at),
        occurredAt: noon(day),
        recordedAt: 0n,
      })),
    });
    await writeGuestOrders(models, shop.guestOrders ?? []);
  });
}

async function writeGuestOrders(
  models: Database['models'],
  orders: NonNullable<ShopFixture['guestOrders']>,
): Promise<void> {
  for (const [at, { products, day, kind = 'sale' }] of orders.entries()) {
    const { id } = await models.shopOrder.create({
      data: { source: 'test', externalId: `g${at}`, kind, occurredAt: noon(day), recordedAt: 0n },
    });
    await models.orderLine.createMany({
      data: products.map((productId, line) => ({
        orderId: id,
        productId,
        sku: `sku-${productId}`,
        quantity: 1,
        unitPriceMinor: 100n,
        amountMinor: 100n,
        sourceKey: keyOf(line),
      })),
    });
  }
}

export function noon(day: number): bigint {
  return BigInt(day * dayMs + dayMs / 2);
}

function keyOf(number: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(String(number).padStart(16, '0')));
}

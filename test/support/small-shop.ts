import fc from 'fast-check';
import {
  type InteractionKind,
  interactionKindCode,
} from '../../src/domain/behaviour/interaction-kind.js';
import type { CustomerProfile, ProfileFigures } from '../../src/domain/profile/profile.js';
import { profileScores } from '../../src/domain/profile/score.js';
import type { ShelfProduct } from '../../src/domain/profile/shelf.js';
import { zoneShifts } from '../../src/domain/profile/zone-shifts.js';
import type { CustomerFacts } from '../../src/domain/segment/customer-facts.js';
import type { Database } from '../../src/store/database.js';
import { bruteFigures } from './brute-profile.js';

/** A shop of a handful of people, small enough to work out by brute force. */
export interface SmallShop {
  readonly customers: readonly SmallCustomer[];
  readonly interactions: readonly SmallInteraction[];
  readonly identities: readonly SmallIdentity[];
}

interface SmallCustomer {
  readonly id: number;
  readonly canonicalCustomerId: number | null;
  readonly isErased: boolean;
  readonly locale: string | null;
  readonly memberTier: string | null;
  readonly birthday: string | null;
  readonly timezone: string | null;
  readonly attributes: Readonly<Record<string, unknown>>;
}

interface SmallInteraction {
  readonly id: number;
  readonly customerId: number;
  readonly kind: InteractionKind;
  readonly productId: number | null;
  readonly quantity: number;
  readonly amountMinor: number | null;
  readonly orderId: number | null;
  readonly couponId: number | null;
  readonly durationMs: number | null;
  readonly occurredAt: number;
}

export interface SmallProduct extends ShelfProduct {
  readonly sku: string;
}

interface SmallIdentity {
  readonly customerId: number;
  readonly channelAccount: string;
  readonly state: string;
  readonly consents: readonly { readonly topic: string; readonly kind: string }[];
}

export const shopZone = 'Europe/London';
export const dayMs = 86_400_000;
/** Half an hour after midnight in London on 28 February 2026, a common year. */
export const asOf = Date.UTC(2026, 1, 28, 0, 30);

// Bags have five prices to stand among, the other categories too few.
export const products: readonly SmallProduct[] = [
  { id: 1, sku: 'a', category: 'bags', brand: 'north', tags: ['red', 'new'], priceMinor: 100 },
  { id: 2, sku: 'b', category: 'bags', brand: null, tags: ['red'], priceMinor: 250 },
  { id: 3, sku: 'c', category: 'christmas', brand: 'north', tags: ['new'], priceMinor: 100 },
  { id: 4, sku: 'd', category: 'Ärmel', brand: 'south', tags: [], priceMinor: 0 },
  { id: 5, sku: 'e', category: null, brand: null, tags: ['Ärmel'], priceMinor: 100 },
  { id: 7, sku: 'f', category: 'bags', brand: 'north', tags: [], priceMinor: 250 },
  { id: 8, sku: 'g', category: 'bags', brand: null, tags: [], priceMinor: 999 },
  { id: 9, sku: 'h', category: 'bags', brand: null, tags: [], priceMinor: 5_001 },
  { id: 10, sku: 'i', category: 'bags', brand: null, tags: [], priceMinor: 0 },
];

const often = <T>(value: T, other: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(value) }, { weight: 2, arbitrary: other });

const customer = fc.record({
  mergedInto: often<number | null>(null, fc.nat({ max: 6 })),
  isErased: fc.constantFrom(false, false, false, false, true),
  locale: fc.constantFrom(null, 'en', 'zh-CN', 'zh', 'zhx', 'EN'),
  memberTier: fc.constantFrom(null, 'gold', 'Gold', '', "o'neill"),
  birthday: fc.constantFrom(null, '1990-02-28', '1988-02-29', '1970-02-01', '2000-12-24'),
  timezone: fc.constantFrom(null, null, 'America/New_York', 'Asia/Shanghai', 'Not/AZone'),
  attributes: fc.dictionary(
    fc.constantFrom('country', '城市', 'a b.c'),
    fc.constantFrom<unknown>(
      'France',
      'FRANCE',
      '5',
      5,
      2.5,
      true,
      'true',
      null,
      '',
      ['France'],
      {},
    ),
  ),
});

// Around the edges of days and of the windows that rules ask for.
const moment = fc
  .record({
    days: fc.constantFrom(-1, 0, 1, 7, 30, 31, 90),
    offsetMs: fc.constantFrom(-1, 0, 1, 1_900_000),
  })
  .map(({ days, offsetMs }) => asOf - days * dayMs + offsetMs);

const interaction = fc.record({
  customer: fc.nat({ max: 6 }),
  kind: fc.constantFrom<InteractionKind>('purchase', 'purchase', 'purchase', 'refund', 'browse'),
  productId: fc.constantFrom(null, 1, 1, 2, 3, 4, 5, 7),
  quantity: fc.integer({ min: 1, max: 9 }),
  amountMinor: fc.constantFrom(null, 0, 1, 250, 999, 1_000, 5_001, 12_345),
  orderId: fc.constantFrom(null, 1, 2, 3),
  couponId: fc.constantFrom(null, null, null, 1),
  durationMs: fc.constantFrom(null, 0, 60_000, 1_790_000, 7_200_000),
  isNegative: fc.boolean(),
  occurredAt: moment,
});

const identity = fc.record({
  customer: fc.nat({ max: 6 }),
  channelAccount: fc.constantFrom('telegram', 'webchat'),
  state: fc.constantFrom('active', 'active', 'blocked'),
  consents: fc.array(
    fc.record({
      topic: fc.constantFrom('marketing', 'news'),
      kind: fc.constantFrom('granted', 'withdrawn'),
    }),
    { maxLength: 4 },
  ),
});

export const smallShop: fc.Arbitrary<SmallShop> = fc
  .record({
    customers: fc.array(customer, { minLength: 1, maxLength: 7 }),
    interactions: fc.array(interaction, { maxLength: 40 }),
    identities: fc.array(identity, { maxLength: 8 }),
  })
  .map(({ customers, interactions, identities }) => {
    const idAt = (index: number) => (index % customers.length) + 1;
    return {
      customers: customers.map(({ mergedInto, ...each }, index) => {
        const target = mergedInto === null ? null : customers[mergedInto % customers.length];
        const isMerge = target?.mergedInto === null && target !== customers[index];
        const canonicalCustomerId = isMerge && mergedInto !== null ? idAt(mergedInto) : null;
        return { ...each, id: index + 1, canonicalCustomerId };
      }),
      interactions: interactions.map(
        ({ customer: index, isNegative, amountMinor, ...each }, at) => ({
          ...each,
          id: at + 1,
          customerId: idAt(index),
          amountMinor: isNegative && each.kind === 'refund' ? 0 - (amountMinor ?? 0) : amountMinor,
        }),
      ),
      identities: identities.map(({ customer: index, ...each }) => ({
        ...each,
        customerId: idAt(index),
      })),
    };
  });

/** Everything of the shop, in place of whatever was there. */
export async function writeShop(database: Database, shop: SmallShop): Promise<void> {
  await database.write(2, async ({ models }) => {
    await models.consentEvent.deleteMany();
    await models.channelIdentity.deleteMany();
    await models.customerProfile.deleteMany();
    await models.meta.deleteMany({ where: { key: 'profiles' } });
    await models.interaction.deleteMany();
    await models.customer.deleteMany();
    await models.product.deleteMany();
    await models.shelfChange.deleteMany();
    await models.product.createMany({
      data: products.map((each) => ({
        ...each,
        name: each.sku,
        tags: JSON.stringify(each.tags),
        priceMinor: BigInt(each.priceMinor),
        createdAt: 0n,
        updatedAt: 0n,
      })),
    });
    await models.customer.createMany({
      data: shop.customers.map(({ isErased, attributes, ...each }) => ({
        ...each,
        externalId: `c${each.id}`,
        attributes: JSON.stringify(attributes),
        erasedAt: isErased ? 1n : null,
        createdAt: 0n,
      })),
    });
    await insertInteractions(models, shop.interactions);
    await models.channelIdentity.createMany({
      data: shop.identities.map(({ consents: _, ...each }, index) => ({
        ...each,
        id: index + 1,
        address: 'x',
        addressHash: String(index),
        linkedAt: 0n,
      })),
    });
    await models.consentEvent.createMany({
      data: shop.identities.flatMap(({ consents }, index) =>
        consents.map((consent, sequence) => ({
          ...consent,
          identityId: index + 1,
          sequence: sequence + 1,
          source: 'test',
          at: 0n,
        })),
      ),
    });
  });
}

/** Adds interactions, recorded at the instant 5. */
export async function writeInteractions(
  database: Database,
  interactions: readonly SmallInteraction[],
  recordedAt = 5,
): Promise<void> {
  await database.write(2, ({ models }) => insertInteractions(models, interactions, recordedAt));
}

async function insertInteractions(
  models: Database['models'],
  interactions: readonly SmallInteraction[],
  recordedAt = 5,
): Promise<void> {
  await models.interaction.createMany({
    data: interactions.map(({ kind, amountMinor, occurredAt, ...each }) => ({
      ...each,
      kind: interactionKindCode[kind],
      amountMinor: amountMinor === null ? null : BigInt(amountMinor),
      source: 'test',
      sourceKey: Buffer.from(String(each.id).padStart(16, '0')),
      occurredAt: BigInt(occurredAt),
      recordedAt: BigInt(recordedAt),
    })),
  });
}

/** A customer of whom nothing is known. */
export function stranger(id: number): SmallCustomer {
  return {
    id,
    canonicalCustomerId: null,
    isErased: false,
    locale: null,
    memberTier: null,
    birthday: null,
    timezone: null,
    attributes: {},
  };
}

/** One bag for 1.00, by itself. */
export function purchase(id: number, customerId: number, daysAgo: number): SmallInteraction {
  return {
    id,
    customerId,
    kind: 'purchase',
    productId: 1,
    quantity: 1,
    amountMinor: 100,
    orderId: null,
    couponId: null,
    durationMs: null,
    occurredAt: asOf - daysAgo * dayMs,
  };
}

/** Who each row is: a person's own id, or that of the one it was merged into. */
function personOf(shop: SmallShop, customerId: number): number {
  return shop.customers[customerId - 1]?.canonicalCustomerId ?? customerId;
}

function livingOf(shop: SmallShop): readonly SmallCustomer[] {
  return shop.customers.filter((each) => each.canonicalCustomerId === null && !each.isErased);
}

/** Profiles by brute force through the domain. */
export function profilesOf(
  shop: SmallShop,
  catalogue: readonly SmallProduct[] = products,
): CustomerProfile[] {
  const living = livingOf(shop);
  const figures = living.map((each) => figuresOf(shop, each, catalogue));
  const scores = profileScores(figures);
  return living.map(({ id }, index) => {
    const own = figures[index];
    const standing = scores[index];
    if (own === undefined || standing === undefined) throw new Error('one of each');
    return { customerId: id, ...own, ...standing, ...noOutlook, computedAt: asOf };
  });
}

/** Too few have bought again for a model. */
const noOutlook = {
  alivePercent: null,
  expectedMilli: null,
  nextPurchaseAt: null,
  lifetimeValueMinor: null,
  outlookAt: null,
};

function figuresOf(
  shop: SmallShop,
  { id, timezone }: SmallCustomer,
  catalogue: readonly SmallProduct[],
): ProfileFigures {
  const events = shop.interactions
    .filter((each) => personOf(shop, each.customerId) === id && each.occurredAt <= asOf)
    .map(({ couponId, orderId, ...each }) => ({
      ...each,
      orderKey: orderId ?? -each.id,
      account: 0,
      hasCoupon: couponId !== null,
    }));
  const zone = timezone === null || timezone === 'Not/AZone' ? shopZone : timezone;
  return bruteFigures(events, catalogue, zoneShifts(zone, asOf - 400 * dayMs, asOf));
}

/** What is known of each living person, ascending, read off the shop itself. */
export function factsOf(shop: SmallShop): CustomerFacts[] {
  const profiles = profilesOf(shop);
  return livingOf(shop).map((each, index) => ({
    customerId: each.id,
    externalId: `c${each.id}`,
    locale: each.locale,
    memberTier: each.memberTier,
    birthday: each.birthday,
    attributes: each.attributes,
    profile: profiles[index] ?? null,
    clusters: [],
    interactions: shop.interactions
      .filter((event) => personOf(shop, event.customerId) === each.id)
      .map(({ id, kind, occurredAt, amountMinor, orderId, productId }) => {
        const product = products.find((candidate) => candidate.id === productId);
        return {
          id,
          kind,
          occurredAt,
          amountMinor,
          orderId,
          product: product
            ? { sku: product.sku, category: product.category, brand: product.brand }
            : null,
        };
      }),
    identities: shop.identities
      .filter(
        ({ customerId, state }) => state === 'active' && personOf(shop, customerId) === each.id,
      )
      .map(({ channelAccount, consents }) => ({
        channelAccount,
        grantedTopics: ['marketing', 'news'].filter(
          (topic) => consents.findLast((entry) => entry.topic === topic)?.kind === 'granted',
        ),
      })),
  }));
}

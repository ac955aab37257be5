import type { PromotionDefinition } from '../promotion/offer.js';
import type { MessageFacts, PickedProduct } from './message-values.js';
import type { Shop } from './shop.js';

/** A code that is none: its check character is wrong. */
export const specimenCode = 'SPEC1MEN000000000';

const longName = 'Maximiliana-Alexandrina Featherstonehaugh';
const longProduct = 'SET OF SIX HAND PAINTED VINTAGE CHRISTMAS TREE DECORATIONS IN A GIFT BOX';

export interface SpecimenWishes {
  readonly shop: Pick<Shop, 'name' | 'currency' | 'timezone'>;
  readonly locale: string;
  readonly pickCount: number;
  readonly definition: PromotionDefinition | null;
}

/**
 * Facts that make a message about as long as it gets: a name of 41 letters, products of 72 that were picked because
 * of another one of 72, prices of six figures. A product named longer than that may still not fit.
 */
export function longestFacts({
  shop,
  locale,
  pickCount,
  definition,
}: SpecimenWishes): MessageFacts {
  return {
    locale,
    timezone: shop.timezone,
    currency: shop.currency,
    shopName: shop.name,
    shopUrl: 'https://shop.example/l/AAAAAAAAAAAAAAAAAA',
    customerName: longName,
    picks: Array.from({ length: pickCount }, (_, index) => longPick(index)),
    coupon:
      definition === null
        ? null
        : {
            code: `${definition.codePrefix}${specimenCode}`,
            validUntil: 1_795_996_800_000,
            definition,
          },
  };
}

function longPick(index: number): PickedProduct {
  return {
    productId: index + 1,
    sku: `LONGSKU-${index + 1}`,
    name: longProduct,
    category: 'Christmas decorations',
    priceMinor: 12_345_678,
    imageUrl: 'https://shop.example/images/a-long-name-of-a-picture.jpg',
    url: 'https://shop.example/l/AAAAAAAAAAAAAAAAAA',
    reason: { kind: 'bought', productId: 99, productName: longProduct },
  };
}

/** Facts of somebody of whom nothing is known but what the campaign itself brings. */
export function barestFacts(wishes: SpecimenWishes): MessageFacts {
  const { picks, ...facts } = longestFacts({ ...wishes, pickCount: Math.min(1, wishes.pickCount) });
  const bare = picks.map((pick) => ({ ...pick, category: null, imageUrl: null }));
  return { ...facts, customerName: null, shopUrl: null, picks: bare };
}

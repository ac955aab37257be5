import type { DemoCustomer } from '../../ports/demo-store.js';
import type { Keyring } from '../../ports/keyring.js';
import type { Logger } from '../../ports/logger.js';
import type { Random } from '../../ports/random.js';
import type { DemoOffer, ShelfPrice } from '../../services/demo-offers.js';
import type { DemoTill } from '../../services/pay-demo-cart.js';

/** What `hawker demo` did before it began to serve. */
export interface DemoSummary {
  readonly imported: {
    readonly customers: number;
    readonly products: number;
    readonly orders: number;
    readonly interactions: number;
    /** The first and last sale. */
    readonly fromAt: number;
    readonly untilAt: number;
  };
  readonly model: {
    readonly name: string;
    readonly products: number;
    readonly trainedAt: number;
  } | null;
  readonly campaigns: readonly { readonly id: string; readonly name: string }[];
  /** The first run; null until it is planned. */
  readonly run: {
    readonly campaignId: string;
    readonly occurrenceKey: string;
    readonly audience: number;
    readonly sent: number;
    readonly waiting: number;
    readonly holdout: number;
    readonly coupons: number;
  } | null;
  /** Whose data this is, and its licence. */
  readonly attribution: { readonly text: string; readonly href: string };
}

/** With a name to show, and without the number that the database has. */
export interface SampleCustomer extends Omit<DemoCustomer, 'customerId' | 'name'> {
  readonly name: string;
}

export interface DemoProduct {
  readonly sku: string;
  readonly name: string;
  readonly category: string | null;
  readonly priceMinor: number;
  readonly imageUrl: string | null;
  /** Null means not counted. */
  readonly stock: number | null;
  /** Why it is shown to this customer, in words; null for the other products. */
  readonly reason: string | null;
}

export interface DemoDeps {
  readonly shopName: string;
  readonly currency: string;
  readonly timezone: string;
  readonly publicUrl: string | null;
  readonly keyring: Keyring;
  readonly random: Random;
  readonly log: Logger;
  readonly summary: () => Promise<DemoSummary>;
  /** A few dozen who differ, with those first who have a message. */
  readonly customers: () => Promise<readonly SampleCustomer[]>;
  /** @returns the id of that customer's chat (made if there was none), or null for nobody we know */
  readonly openChatAs: (externalId: string) => Promise<string | null>;
  readonly customerOfChat: (chatId: string) => Promise<{
    readonly id: number;
    /** Of the chat. */
    readonly identityId: number;
    readonly externalId: string;
    readonly name: string;
  } | null>;
  /** What is on for everybody. */
  readonly offers: () => Promise<readonly DemoOffer[]>;
  /** What an offer is about; empty where it is about any product. */
  readonly offerProducts: (offer: DemoOffer, count: number) => Promise<readonly DemoProduct[]>;
  /** By SKU, where it is not the catalogue's. @param customerId null for a guest */
  readonly shelfPrices: (
    customerId: number | null,
    skus: readonly string[],
  ) => Promise<ReadonlyMap<string, ShelfPrice>>;
  /** A card of this customer's to try; null where the shop has none. @returns its code */
  readonly giveGiftCard: (customerId: number) => Promise<string | null>;
  /** The customer's picks first, then what sells best. @param customerId null for a guest */
  readonly products: (customerId: number | null, count: number) => Promise<readonly DemoProduct[]>;
  /** Unknown SKUs are absent. */
  readonly productsBySku: (skus: readonly string[]) => Promise<readonly DemoProduct[]>;
  /** The customer's coupon codes that can be used now, newest first. */
  readonly couponCodesOf: (customerId: number) => Promise<readonly string[]>;
  readonly till: DemoTill;
}

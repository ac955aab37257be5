import type { InteractionKind } from '../behaviour/interaction-kind.js';
import type { CustomerProfile } from '../profile/profile.js';

/** All that a segment rule can ask about one person. */
export interface CustomerFacts {
  readonly customerId: number;
  readonly externalId: string | null;
  readonly locale: string | null;
  readonly memberTier: string | null;
  /** `YYYY-MM-DD` */
  readonly birthday: string | null;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly profile: CustomerProfile | null;
  /** Of all rows that are this person. */
  readonly interactions: readonly InteractionFact[];
  /** In each clustering that was asked for. */
  readonly clusters: readonly ClusterFact[];
  /** Active identities only. */
  readonly identities: readonly IdentityFact[];
}

export interface InteractionFact {
  readonly id: number;
  readonly kind: InteractionKind;
  readonly occurredAt: number;
  readonly amountMinor: number | null;
  readonly orderId: number | null;
  readonly product: ProductFact | null;
}

export interface ProductFact {
  readonly sku: string;
  readonly category: string | null;
  readonly brand: string | null;
}

export interface ClusterFact {
  readonly version: number;
  /** Counted from 1; 0 for in none. */
  readonly code: number;
  /** Null for in none. */
  readonly name: string | null;
}

export interface IdentityFact {
  readonly channelAccount: string;
  /** Topics whose last entry in the consent ledger is `granted`. */
  readonly grantedTopics: readonly string[];
}

import type { CustomerFacts } from '../domain/campaign/eligibility.js';

export interface FactsQuery {
  /** Canonical ones. */
  readonly customerIds: readonly number[];
  readonly topic: string;
  readonly now: number;
}

/** What a last look at a claimed campaign delivery needs to know. */
export interface DeliveryFacts {
  readonly deliveryId: number;
  /** Of the person the delivery's customer is now; its only route is the delivery's own chat. */
  readonly facts: CustomerFacts;
  /** Campaign messages to this person that another worker is about to send and that go first. */
  readonly claimedBefore: number;
  /** The same person has another delivery of this run that goes, or went, first. */
  readonly hasTwin: boolean;
}

export interface EligibilityStore {
  /** Facts of people over all rows merged into them; who does not exist is absent. */
  facts(query: FactsQuery): Promise<ReadonlyMap<number, CustomerFacts>>;
  /** The same at dispatch, keyed by delivery; `messagesAt` then holds only what went out, or perhaps did. */
  deliveryFacts(
    deliveryIds: readonly number[],
    topic: string,
    now: number,
  ): Promise<ReadonlyMap<number, DeliveryFacts>>;
}

import type { CustomerFacts } from '../domain/campaign/eligibility.js';

export interface FactsQuery {
  readonly customerIds: readonly number[];
  readonly channels: readonly string[];
  readonly topic: string;
  readonly now: number;
}

/** What a last look at a claimed delivery needs to know. */
export interface DeliveryFacts {
  readonly deliveryId: number;
  readonly facts: CustomerFacts;
  /** Of the delivery's own chat. */
  readonly runState: string | null;
  /** Another delivery of this run went, or goes, to the same person. */
  readonly hasTwin: boolean;
}

export interface EligibilityStore {
  /** Facts of canonical customers over all rows merged into them; a customer that does not exist is absent. */
  facts(query: FactsQuery): Promise<ReadonlyMap<number, CustomerFacts>>;
  /** The same at dispatch; messages of the delivery itself are not counted. Keyed by delivery. */
  deliveryFacts(
    deliveryIds: readonly number[],
    topic: string,
    now: number,
  ): Promise<ReadonlyMap<number, DeliveryFacts>>;
  /** How many of these canonical customers have a usable chat on one of the channels. */
  reachableCount(customerIds: readonly number[], channels: readonly string[]): Promise<number>;
}

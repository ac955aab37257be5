import type { InteractionDraft } from '../domain/behaviour/interaction.js';
import type { OrderDraft } from '../domain/behaviour/order.js';

export interface OrdersRecorded {
  readonly newOrders: number;
  readonly newLines: number;
  readonly newInteractions: number;
}

/**
 * What customers did, and what was bought. Sending the same thing twice changes nothing: the database's
 * unique keys decide. What is written for a merged customer goes to the surviving one; for an erased
 * customer nothing is written.
 */
export interface BehaviourStore {
  /** @returns how many were new */
  record(drafts: readonly InteractionDraft[]): Promise<number>;
  /**
   * Orders, their lines and, for known customers, one purchase or refund interaction for each product line
   * (amount negative, quantity positive for a refund), all in one transaction. An order that is there already
   * gains the lines it lacks; its total is always the sum of its lines.
   */
  recordOrders(
    orders: readonly OrderDraft[],
    options?: { readonly bulk?: boolean },
  ): Promise<OrdersRecorded>;
  /**
   * Ties refunds that stand alone to the latest earlier sale of the same customer that holds all their
   * products in at least those quantities, whichever feed told of the sale.
   *
   * @param externalIds only these refunds; all of the source when absent
   * @returns how many found their sale
   */
  linkRefunds(source: string, externalIds?: readonly string[]): Promise<number>;
  /** After a bulk load: lets the database plan by what is there now, not by the empty tables it last looked at. */
  refreshStatistics(): Promise<void>;
}

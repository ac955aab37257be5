import { shiftToEndAt } from '../domain/behaviour/date-shift.js';
import type { BehaviourStore } from '../ports/behaviour-store.js';
import type { CatalogueStore } from '../ports/catalogue-store.js';
import type { CustomerRegistry } from '../ports/customer-registry.js';
import type { DemoStore } from '../ports/demo-store.js';
import { demoName } from './demo-names.js';

/** The last instant of the bundled data: 9 December 2011, 12:50 in London. */
const dataEnd = Date.UTC(2011, 11, 9, 12, 50);

export interface Intake {
  readonly behaviour: BehaviourStore;
  readonly catalogue: CatalogueStore;
}

/** The same stores, but everything that comes in happened as many whole weeks later as bring its end up to `now`. */
export function movedToEndAt({ behaviour, catalogue }: Intake, now: number): Intake {
  const moved = (at: number) => shiftToEndAt(at, dataEnd, now);
  return {
    behaviour: {
      ...behaviour,
      recordOrders: (orders, options) =>
        behaviour.recordOrders(
          orders.map((order) => ({ ...order, occurredAt: moved(order.occurredAt) })),
          options,
        ),
    },
    catalogue: {
      ...catalogue,
      saveProducts: (drafts, asOf, options) => catalogue.saveProducts(drafts, moved(asOf), options),
    },
  };
}

/** The data knows customers by number only: gives them made-up names, and about every eighth the shop's second language. */
export async function nameDemoCustomers(
  { demo, registry }: { demo: DemoStore; registry: CustomerRegistry },
  channelAccount: string,
): Promise<{ id: number; externalId: string }[]> {
  const customers = await demo.withoutChat(channelAccount);
  await registry.saveCustomers(
    customers.map(({ externalId }) => ({
      externalId,
      displayName: demoName(Number(externalId)),
      ...(Number(externalId) % 8 === 7 ? { locale: 'zh-CN' } : {}),
    })),
  );
  return customers;
}

/** One in twelve has no chat with the shop yet, so that a plan has somebody to leave out. */
export function hasDemoChat(externalId: string): boolean {
  return Number(externalId) % 12 !== 0;
}

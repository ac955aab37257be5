import type { DeliveryStore, Finished, HeldDelivery, Route } from '../ports/delivery-store.js';
import type { RunPolicy } from '../ports/run-control.js';

export interface RerouteDeps {
  readonly deliveries: Pick<DeliveryStore, 'otherRoutes'>;
  readonly policyOf: (delivery: HeldDelivery) => RunPolicy | null;
  /** Accounts open here on which anybody may be written to: two that both wait would pass a message to and fro. */
  readonly isFree: (account: string) => boolean;
}

/** What would wait until the customer writes goes to a free channel of its campaign instead, where they have one. */
export async function rerouteWaiting(
  { deliveries, policyOf, isFree }: RerouteDeps,
  held: readonly HeldDelivery[],
  ended: readonly Finished[],
): Promise<readonly Finished[]> {
  const waiting = new Set(
    ended.filter(({ ending }) => ending.kind === 'wait_inbound').map((each) => each.deliveryId),
  );
  const wanted = new Map<number, readonly string[]>();
  for (const delivery of held) {
    if (!waiting.has(delivery.id) || delivery.purpose !== 'campaign') continue;
    const free = policyOf(delivery)?.channels.filter(isFree) ?? [];
    if (free.length > 0) wanted.set(delivery.id, free);
  }
  if (wanted.size === 0) return ended;
  const routes = await deliveries.otherRoutes([...wanted.keys()]);
  return ended.map((each) => {
    const channels = wanted.get(each.deliveryId) ?? [];
    const to = preferred(channels, routes.get(each.deliveryId) ?? []);
    if (to === null || each.ending.kind !== 'wait_inbound') return each;
    return { ...each, ending: { kind: 'rerouted', to, reason: each.ending.reason } };
  });
}

/** @param channels in order of preference */
export function preferred(channels: readonly string[], routes: readonly Route[]): Route | null {
  for (const channel of channels) {
    const route = routes.find(({ channelAccount }) => channelAccount === channel);
    if (route !== undefined) return route;
  }
  return null;
}

import type { ChannelAccount } from '../ports/channel.js';
import type { DeliveryStore, HeldDelivery, Intent } from '../ports/delivery-store.js';
import type { Refusal } from '../ports/send-limits.js';
import { isLimited, takesOf } from './limited-intent.js';
import type { ReadyDelivery } from './prepare-deliveries.js';
import type { SendDeps, Sending } from './send-delivery.js';

export interface BeginDeps {
  readonly deliveries: Pick<DeliveryStore, 'beginSending' | 'beginLimited'>;
  readonly worker: string;
  readonly keyOf: SendDeps['keyOf'];
}

type Begun = Omit<Sending, 'policy'>;

export interface BegunGrant {
  readonly begun: readonly Begun[];
  /** Their lease was lost, or their run was stopped. */
  readonly stopped: readonly HeldDelivery[];
  /** The account's limits have no room for them. */
  readonly refused: readonly { readonly delivery: HeldDelivery; readonly refusal: Refusal }[];
}

interface Times {
  readonly now: number;
  readonly leaseUntil: number;
}

/** Commits the intents of one grant; on an account with windows or quotas, what they use up in the same go. */
export async function beginGrant(
  deps: BeginDeps,
  account: ChannelAccount,
  grant: readonly ReadyDelivery[],
  times: Times,
): Promise<BegunGrant> {
  const intents = grant.map(({ delivery, parts }) => ({
    deliveryId: delivery.id,
    parts: parts.map((_, part) => ({ part, key: deps.keyOf(delivery.id, part) })),
  }));
  if (isLimited(account)) return beginWithLimits(deps, account, { grant, intents }, times);
  const found = await deps.deliveries.beginSending(deps.worker, intents, times);
  const begun = grant.flatMap((ready) => {
    const own = found.get(ready.delivery.id);
    return own === undefined ? [] : [{ ...ready, ...own, takes: null, sequence: null }];
  });
  return { begun, stopped: without(grant, new Set(found.keys())), refused: [] };
}

async function beginWithLimits(
  { deliveries, worker }: BeginDeps,
  account: ChannelAccount,
  { grant, intents }: { grant: readonly ReadyDelivery[]; intents: readonly Intent[] },
  times: Times,
): Promise<BegunGrant> {
  const takes = grant.map((ready) => takesOf(account, ready, times.now));
  const limited = intents.map((intent, i) => ({
    ...intent,
    ...(takes[i] ?? { right: null, quotas: [] }),
    channelAccount: account.name,
  }));
  const found = await deliveries.beginLimited(worker, limited, times);
  const begun = grant.flatMap((ready, i) => {
    const own = found.begun.get(ready.delivery.id);
    return own === undefined ? [] : [{ ...ready, ...own, takes: takes[i] ?? null }];
  });
  const refused = grant.flatMap(({ delivery }) => {
    const refusal = found.refused.get(delivery.id);
    return refusal === undefined ? [] : [{ delivery, refusal }];
  });
  const known = new Set([...found.begun.keys(), ...found.refused.keys()]);
  return { begun, stopped: without(grant, known), refused };
}

function without(grant: readonly ReadyDelivery[], ids: ReadonlySet<number>): HeldDelivery[] {
  return grant.map(({ delivery }) => delivery).filter(({ id }) => !ids.has(id));
}

import type { Clock } from '../ports/clock.js';
import type { CustomerStore } from '../ports/customer-store.js';
import type { ErasureStore } from '../ports/erasure-store.js';

export interface EraseDeps {
  readonly customers: Pick<CustomerStore, 'customerByExternalId'>;
  readonly erasure: ErasureStore;
  readonly clock: Clock;
}

export type Erased = { readonly kind: 'erased' } | { readonly kind: 'unknown' };

/**
 * Forgets a customer: name, addresses, chats and what the platforms told are gone, the shop's id too. What was bought
 * and done stays, as nobody's.
 *
 * @param actor who asked for it, for the audit log
 */
export async function eraseCustomer(
  deps: EraseDeps,
  externalId: string,
  actor: string,
): Promise<Erased> {
  const customer = await deps.customers.customerByExternalId(externalId);
  if (customer === null) return { kind: 'unknown' };
  const isErased = await deps.erasure.erase(customer.id, actor, deps.clock.now());
  return { kind: isErased ? 'erased' : 'unknown' };
}

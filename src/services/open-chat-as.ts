import type { Shop } from '../domain/campaign/shop.js';
import type { Clock } from '../ports/clock.js';
import type { ConsentStore } from '../ports/consent-store.js';
import type { CustomerStore } from '../ports/customer-store.js';

export interface OpenChatAsDeps {
  readonly customers: CustomerStore;
  readonly consents: ConsentStore;
  readonly clock: Clock;
  readonly shop: Pick<Shop, 'consent'>;
  /** An address nobody guesses, for a chat that is to be made. */
  readonly newAddress: () => string;
}

/**
 * Demo only: the chat of a sample customer on an account, made if there is none, and agreed to.
 *
 * @returns its address, or null for nobody we know
 */
export async function openChatAs(
  deps: OpenChatAsDeps,
  channelAccount: string,
  externalId: string,
): Promise<string | null> {
  const customer = await deps.customers.customerByExternalId(externalId);
  if (customer === null) return null;
  const known = await deps.customers.addressOf(customer.id, channelAccount);
  if (known !== null) return known;
  const at = deps.clock.now();
  const address = deps.newAddress();
  const speaker = { channelAccount, address, locale: customer.locale, name: null, at };
  await deps.customers.linkChat(speaker, customer.id);
  const chat = await deps.customers.chat(channelAccount, address);
  // Somebody else opened this customer's chat between our two looks: theirs is the one.
  if (chat?.customerId !== customer.id)
    return deps.customers.addressOf(customer.id, channelAccount);
  const { topic, noticeVersion } = deps.shop.consent;
  await deps.consents.append({
    identityId: chat.id,
    topic,
    kind: 'granted',
    source: 'demo',
    proof: null,
    noticeVersion,
    at,
  });
  return address;
}

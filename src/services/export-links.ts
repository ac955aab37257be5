import type { ChannelAccount } from '../ports/channel.js';
import type { CustomerStore } from '../ports/customer-store.js';
import type { Keyring } from '../ports/keyring.js';
import { customerToken } from './deep-links.js';

export interface ExportLinksDeps {
  readonly customers: Pick<CustomerStore, 'linkableAfter'>;
  readonly keyring: Pick<Keyring, 'mac'>;
}

/** The link that opens a chat as one customer. */
export interface CustomerLink {
  readonly externalId: string;
  readonly channel: string;
  readonly link: string;
}

const pageSize = 1_000;

/**
 * A deep link for every customer of the shop and each account that has such links, customer by customer.
 *
 * @param expiresAt null for links that never end
 */
export async function* customerLinks(
  deps: ExportLinksDeps,
  accounts: readonly ChannelAccount[],
  expiresAt: number | null = null,
): AsyncGenerator<CustomerLink> {
  let after = 0;
  for (;;) {
    const page = await deps.customers.linkableAfter(after, pageSize);
    for (const { id, externalId } of page) {
      const token = customerToken(deps.keyring, id, expiresAt);
      for (const account of accounts) {
        const link = account.deepLink?.(token);
        if (link !== undefined) yield { externalId, channel: account.name, link };
      }
      after = id;
    }
    if (page.length < pageSize) return;
  }
}

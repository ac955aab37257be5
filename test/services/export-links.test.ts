import { expect, it } from 'vitest';
import { openToken } from '../../src/services/deep-links.js';
import { customerLinks } from '../../src/services/export-links.js';
import { customerStore } from '../../src/store/customer-store.js';
import { keyring, newCustomer, silentAccount } from '../support/chat-shop.js';
import { onEachDatabase } from '../support/databases.js';

onEachDatabase('link export', (test) => {
  it('gives every customer of the shop a link of their own on each account that has links', async () => {
    const database = test.database();
    const customers = customerStore(database, keyring);
    const ids = [];
    for (const externalId of ['c1', 'c2', 'c3']) ids.push(await newCustomer(database, externalId));
    const nobody = { channelAccount: 'tg', address: 'x', locale: null, name: null, at: 1 };
    await customers.recogniseChat(nobody);
    const { deepLink: _, ...mute } = silentAccount('console');
    const accounts = [silentAccount('tg'), mute, silentAccount('web')];
    const links = [];
    for await (const link of customerLinks({ customers, keyring }, accounts)) links.push(link);
    expect(links.map(({ externalId, channel }) => `${externalId} ${channel}`)).toEqual([
      'c1 tg',
      'c1 web',
      'c2 tg',
      'c2 web',
      'c3 tg',
      'c3 web',
    ]);
    const opened = links.map(({ link }) =>
      openToken(keyring, new URL(link).searchParams.get('start') ?? ''),
    );
    expect(opened.map((token) => token?.customerId)).toEqual(ids.flatMap((id) => [id, id]));
    expect(opened.every((token) => token?.kind === 'customer' && token.expiresAt === null)).toBe(
      true,
    );
    // The same again tomorrow: printed cards stay good.
    const again = [];
    for await (const link of customerLinks({ customers, keyring }, accounts)) again.push(link);
    expect(again).toEqual(links);
  });

  it('makes links for more customers than one page holds', async () => {
    const database = test.database();
    await database.write(3, (tx) =>
      tx.models.customer.createMany({
        data: Array.from({ length: 2_100 }, (_, i) => ({ externalId: `many-${i}`, createdAt: 0n })),
      }),
    );
    const customers = customerStore(database, keyring);
    const seen = new Set<string>();
    for await (const { link } of customerLinks({ customers, keyring }, [silentAccount('tg')]))
      seen.add(link);
    expect(seen.size).toBe(2_103);
  });
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { freshenProfiles, refreshProfiles } from '../../src/services/refresh-profiles.js';
import { modelStore } from '../../src/store/model-store.js';
import { outlookStore } from '../../src/store/outlook-store.js';
import { profileStore } from '../../src/store/profile-store.js';
import { onEachDatabase } from '../support/databases.js';
import {
  asOf,
  profilesOf,
  purchase,
  type SmallShop,
  shopZone,
  smallShop,
  stranger,
  writeInteractions,
  writeShop,
} from '../support/small-shop.js';

onEachDatabase('profile store', (test) => {
  const deps = () => ({
    profiles: profileStore(test.database()),
    outlooks: outlookStore(test.database()),
    models: modelStore(test.database()),
    shop: { timezone: shopZone },
  });
  const refreshed = async (shop: SmallShop) => {
    await writeShop(test.database(), shop);
    await refreshProfiles(deps(), asOf);
    return deps().profiles.find(shop.customers.map(({ id }) => id));
  };

  it('computes what brute force computes, for living people only', async () => {
    await fc.assert(
      fc.asyncProperty(smallShop, async (shop) => {
        expect(await refreshed(shop)).toEqual(profilesOf(shop));
      }),
      { numRuns: 40 },
    );
  });

  const three: SmallShop = {
    customers: [1, 2, 3].map(stranger),
    interactions: [purchase(1, 1, 5), purchase(2, 2, 9)],
    identities: [],
  };

  it('recomputes only the customers it is given, and ranks everybody', async () => {
    await refreshed(three);
    const more = [purchase(3, 1, 1), purchase(4, 2, 2), purchase(5, 2, 3)];
    await writeInteractions(test.database(), more);
    await refreshProfiles(deps(), asOf, { customerIds: [2] });
    const found = await deps().profiles.find([1, 2, 3]);
    expect(found.map((each) => each.purchaseCount)).toEqual([1, 3, 0]);
    expect(found.map((each) => each.frequencyScore)).toEqual([1, 3, null]);
  });

  const changeThird = (data: { canonicalCustomerId?: number | null; erasedAt?: bigint }) =>
    test.database().write(2, ({ models }) => models.customer.update({ where: { id: 3 }, data }));

  it('refreshes who did something, is new, merged or erased, and nobody else', async () => {
    await writeShop(test.database(), three);
    expect(await freshenProfiles(deps(), asOf)).toEqual({ customers: 3 });
    expect(await freshenProfiles(deps(), asOf)).toBeNull();
    await writeInteractions(test.database(), [purchase(3, 3, 1)]);
    expect(await freshenProfiles(deps(), asOf)).toEqual({ customers: 1 });
    await changeThird({ canonicalCustomerId: 1 });
    expect(await freshenProfiles(deps(), asOf)).toEqual({ customers: 1 });
    const counts = (await deps().profiles.find([1, 2, 3])).map((each) => each.purchaseCount);
    expect(counts).toEqual([2, 1]);
    await changeThird({ canonicalCustomerId: null });
    expect(await freshenProfiles(deps(), asOf)).toEqual({ customers: 1 });
    await changeThird({ erasedAt: 1n });
    expect(await freshenProfiles(deps(), asOf)).toEqual({ customers: 0 });
    expect(await deps().profiles.find([3])).toEqual([]);
    expect(await freshenProfiles(deps(), asOf)).toBeNull();
  });

  it('takes away the standing of who has no purchase left', async () => {
    await refreshed(three);
    await test
      .database()
      .write(2, ({ models }) => models.interaction.deleteMany({ where: { customerId: 1 } }));
    await refreshProfiles(deps(), asOf);
    const [first] = await deps().profiles.find([1]);
    expect(first).toMatchObject({ purchaseCount: 0, recencyScore: null, monetaryScore: null });
  });

  it('reads the channel off a chat or a message, and discounts off orders', async () => {
    await writeShop(test.database(), {
      ...three,
      identities: ['telegram', 'webchat'].map((channelAccount) => ({
        customerId: 1,
        channelAccount,
        state: 'active',
        consents: [],
      })),
    });
    await test.database().write(2, async ({ models }) => {
      const order = await models.shopOrder.create({
        data: {
          source: 'test',
          externalId: 'o1',
          customerId: 1,
          kind: 'sale',
          discountMinor: 250n,
          occurredAt: 1n,
          recordedAt: 1n,
        },
      });
      await models.interaction.updateMany({
        where: { customerId: 1 },
        data: { orderId: order.id },
      });
      await models.interaction.create({
        data: {
          customerId: 1,
          id: 900,
          kind: 17,
          source: 'chat',
          sourceKey: Buffer.alloc(16, 9),
          context: '{"channel":"webchat"}',
          occurredAt: BigInt(asOf - 1),
          recordedAt: 1n,
        },
      });
    });
    await refreshProfiles(deps(), asOf);
    const all = await deps().profiles.find([1, 2]);
    expect(all).toMatchObject([
      {
        preferredChannel: 'webchat',
        channels: [{ channelAccount: 'webchat', sharePercent: 100 }],
        discountOrderCount: 1,
        discountMinor: 250,
      },
      { preferredChannel: null, discountOrderCount: 0, discountMinor: 0 },
    ]);
    await refreshProfiles(deps(), asOf, { customerIds: [1, 2] });
    expect((await deps().profiles.find([1, 2])).map((each) => each.channels)).toEqual(
      all.map((each) => each.channels),
    );
  });
});

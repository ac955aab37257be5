import { expect, it } from 'vitest';
import { outlookOf } from '../../src/domain/profile/outlook.js';
import { leastRepeaters } from '../../src/domain/profile/outlook-fit.js';
import {
  fitOutlooks,
  freshenOutlooks,
  type OutlookCard,
  outlookModelKind,
} from '../../src/services/refresh-outlooks.js';
import { freshenProfiles, refreshProfiles } from '../../src/services/refresh-profiles.js';
import { modelStore } from '../../src/store/model-store.js';
import { outlookStore } from '../../src/store/outlook-store.js';
import { profileStore } from '../../src/store/profile-store.js';
import { onEachDatabase } from '../support/databases.js';
import {
  asOf,
  dayMs,
  purchase,
  shopZone,
  stranger,
  writeInteractions,
  writeShop,
} from '../support/small-shop.js';

// Customer n bought n mod 4 + 1 times, at uneven gaps and sums; the last one only looked.
const people = leastRepeaters * 2 + 1;
const shop = {
  customers: Array.from({ length: people }, (_, i) => stranger(i + 1)),
  interactions: Array.from({ length: people - 1 }, (_, i) => i + 1).flatMap((id) =>
    Array.from({ length: (id % 4) + 1 }, (_, time) => ({
      ...purchase(id * 10 + time, id, 300 - ((id * 7) % 150) - time * (10 + (id % 23))),
      amountMinor: 100 + ((id * 37 + time * 11) % 400),
    })),
  ),
  identities: [],
};

onEachDatabase('outlooks', (test) => {
  const deps = () => ({
    profiles: profileStore(test.database()),
    outlooks: outlookStore(test.database()),
    models: modelStore(test.database()),
    shop: { timezone: shopZone },
  });
  const found = (...ids: number[]) => deps().profiles.find(ids);
  const begun = async () => {
    await writeShop(test.database(), shop);
    await test.database().write(2, async ({ models }) => {
      await models.modelSnapshot.deleteMany();
      await models.meta.deleteMany({ where: { key: 'outlooks' } });
    });
    await refreshProfiles(deps(), asOf);
  };
  const card = async () => (await deps().models.newest(outlookModelKind))?.metrics as OutlookCard;

  it('are made of all profiles by a pass over everybody, for who has bought', async () => {
    await begun();
    const model = await card();
    expect(model).toMatchObject({ buyerCount: people - 1, asOf });
    const [buyer, looker] = await found(7, people);
    if (buyer?.firstPurchaseAt == null || buyer.lastPurchaseAt === null) throw new Error('bought');
    const { purchaseDays, firstPurchaseAt, lastPurchaseAt, repeatMinor } = buyer;
    expect(purchaseDays).toBe(4);
    const summary = { purchaseDays, firstPurchaseAt, lastPurchaseAt, repeatMinor };
    expect(buyer).toMatchObject({ ...outlookOf(model, summary, asOf), outlookAt: asOf });
    expect(looker).toMatchObject({ alivePercent: null, outlookAt: null });
  });

  it('change with who did something at once, with everybody’s silence once a day', async () => {
    await begun();
    await writeInteractions(test.database(), [{ ...purchase(5_001, 7, 0), occurredAt: asOf + 1 }]);
    await freshenProfiles(deps(), asOf + 1);
    const seen = async () => (await found(7, 8)).map(({ outlookAt }) => outlookAt);
    expect(await seen()).toEqual([asOf + 1, asOf]);
    expect(await freshenProfiles(deps(), asOf + 2)).toBeNull();
    expect(await seen()).toEqual([asOf + 1, asOf]);
    const [before] = await found(7);
    const later = asOf + 90 * dayMs;
    expect(await freshenProfiles(deps(), later)).toBeNull();
    expect(await seen()).toEqual([later, later]);
    const [after] = await found(7);
    expect(after?.alivePercent).toBeLessThan(before?.alivePercent ?? 0);
  });

  it('leave who has no purchase left', async () => {
    await begun();
    await test
      .database()
      .write(2, ({ models }) => models.interaction.deleteMany({ where: { customerId: 7 } }));
    await refreshProfiles(deps(), asOf, { customerIds: [7] });
    const [gone] = await found(7);
    expect(gone).toMatchObject({ alivePercent: null, lifetimeValueMinor: null, outlookAt: null });
  });

  it('are not made, and nothing is written, where too few bought again', async () => {
    await begun();
    await writeShop(test.database(), { ...shop, interactions: shop.interactions.slice(0, 9) });
    await test.database().write(2, ({ models }) => models.modelSnapshot.deleteMany());
    await refreshProfiles(deps(), asOf);
    expect(await fitOutlooks(deps(), asOf)).toMatchObject({ kind: 'refused' });
    await freshenOutlooks(deps(), asOf, [1]);
    expect((await found(1))[0]).toMatchObject({ alivePercent: null });
  });
});

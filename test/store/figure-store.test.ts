import fc from 'fast-check';
import { expect, it } from 'vitest';
import { figureOf } from '../../src/domain/segment/figure.js';
import { profileFigureNames } from '../../src/domain/segment/rule.js';
import { refreshProfiles } from '../../src/services/refresh-profiles.js';
import { figureStore } from '../../src/store/figure-store.js';
import { modelStore } from '../../src/store/model-store.js';
import { outlookStore } from '../../src/store/outlook-store.js';
import { profileStore } from '../../src/store/profile-store.js';
import { onEachDatabase } from '../support/databases.js';
import { asOf, factsOf, shopZone, smallShop, writeShop } from '../support/small-shop.js';

onEachDatabase('figure store', (test) => {
  it('tells every figure of everybody as the domain does, whatever the shop', async () => {
    await fc.assert(
      fc.asyncProperty(smallShop, async (shop) => {
        const database = test.database();
        await writeShop(database, shop);
        const stores = {
          profiles: profileStore(database),
          outlooks: outlookStore(database),
          models: modelStore(database),
        };
        await refreshProfiles({ ...stores, shop: { timezone: shopZone } }, asOf);
        const people = factsOf(shop);
        const found = await figureStore(database).figures(profileFigureNames, asOf);
        expect([...found.customerIds]).toEqual(people.map(({ customerId }) => customerId));
        expect([...found.values]).toEqual(
          people.flatMap(({ profile }) =>
            profileFigureNames.map((name) => figureOf(profile, name, asOf) ?? Number.NaN),
          ),
        );
      }),
      { numRuns: 25 },
    );
  });
});

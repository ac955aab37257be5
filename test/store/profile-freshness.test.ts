import { EventEmitter, once } from 'node:events';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  freshenProfiles,
  type ProfileDeps,
  refreshProfiles,
} from '../../src/services/refresh-profiles.js';
import { customerRegistry } from '../../src/store/customer-registry.js';
import type { Database } from '../../src/store/database.js';
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

const minuteMs = 60_000;

// Three people, three and a half days of things to do: customer 2 did nothing yet.
const lopsided: SmallShop = {
  customers: [1, 2, 3].map(stranger),
  interactions: [purchase(1, 1, 5), purchase(2, 3, 9), purchase(3, 3, 8)],
  identities: [],
};

const unmerged = ({ customers, ...shop }: SmallShop): SmallShop => ({
  ...shop,
  customers: customers.map((each) => ({ ...each, canonicalCustomerId: null, isErased: false })),
});

onEachDatabase('fresh profiles', (test) => {
  const depsOn = (database: Database, patienceMs?: number): ProfileDeps => ({
    profiles: profileStore(database, patienceMs),
    outlooks: outlookStore(database),
    models: modelStore(database),
    shop: { timezone: shopZone },
  });
  const deps = () => depsOn(test.database());
  const found = (shop: SmallShop) => deps().profiles.find(shop.customers.map(({ id }) => id));
  const counts = async () => (await found(lopsided)).map(({ purchaseCount }) => purchaseCount);

  const settlePeople = ({ customers }: SmallShop) =>
    test.database().write(2, async ({ models }) => {
      for (const { id, canonicalCustomerId, isErased } of customers)
        await models.customer.update({
          where: { id },
          data: { canonicalCustomerId, erasedAt: isErased ? 1n : null },
        });
    });

  it('is after any batches what brute force makes of everything', async () => {
    const story = fc.record({
      shop: smallShop,
      cuts: fc.array(fc.nat({ max: 40 }), { maxLength: 4 }),
      mergeAfter: fc.nat({ max: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(story, async ({ shop, cuts, mergeAfter }) => {
        await writeShop(test.database(), { ...unmerged(shop), interactions: [] });
        const edges = [0, ...cuts.toSorted((a, b) => a - b), shop.interactions.length];
        for (const [at, from] of edges.slice(0, -1).entries()) {
          await writeInteractions(test.database(), shop.interactions.slice(from, edges[at + 1]));
          await freshenProfiles(deps(), asOf);
          if (at === mergeAfter) await settlePeople(shop);
        }
        await settlePeople(shop);
        await freshenProfiles(deps(), asOf);
        expect(await found(shop)).toEqual(profilesOf(shop));
      }),
      { numRuns: 30 },
    );
  });

  it('writes nothing when there is nothing to do', async () => {
    await writeShop(test.database(), lopsided);
    await freshenProfiles(deps(), asOf);
    let writes = 0;
    const watched: Database = {
      ...test.database(),
      write: (priority, work) => {
        writes++;
        return test.database().write(priority, work);
      },
      writeSql: (priority, work) => {
        writes++;
        return test.database().writeSql(priority, work);
      },
    };
    expect(await freshenProfiles(depsOn(watched), asOf + minuteMs)).toBeNull();
    expect(writes).toBe(0);
    await writeInteractions(test.database(), [purchase(4, 2, 1)]);
    await freshenProfiles(depsOn(watched), asOf + minuteMs);
    expect(writes).toBe(2);
  });

  it('counts a thing recorded before its time when its time has come', async () => {
    await writeShop(test.database(), lopsided);
    await freshenProfiles(deps(), asOf);
    const early = { ...purchase(4, 2, 0), occurredAt: asOf + minuteMs };
    await writeInteractions(test.database(), [early, purchase(5, 1, 0)]);
    await freshenProfiles(deps(), asOf);
    expect(await counts()).toEqual([2, 0, 2]);
    await freshenProfiles(deps(), asOf + minuteMs);
    expect(await counts()).toEqual([2, 1, 2]);
    expect(await freshenProfiles(deps(), asOf + minuteMs)).toBeNull();
  });

  it('takes nothing back when asked as of an earlier instant', async () => {
    await writeShop(test.database(), lopsided);
    const early = { ...purchase(4, 2, 0), occurredAt: asOf + minuteMs };
    await writeInteractions(test.database(), [early]);
    await freshenProfiles(deps(), asOf + minuteMs);
    await writeInteractions(test.database(), [purchase(5, 2, 1)]);
    await freshenProfiles(deps(), asOf);
    expect(await counts()).toEqual([1, 2, 2]);
  });

  it('does the work again after a pass that did not reach its end', async () => {
    await writeShop(test.database(), lopsided);
    await freshenProfiles(deps(), asOf);
    await writeInteractions(test.database(), [purchase(4, 2, 1)]);
    const { profiles, ...others } = deps();
    const finish = async () => {
      throw new Error('killed');
    };
    const dying = { ...others, profiles: { ...profiles, finish } };
    await expect(freshenProfiles(dying, asOf)).rejects.toThrow('killed');
    expect(await freshenProfiles(deps(), asOf)).toEqual({ customers: 1 });
    const [, second] = await found(lopsided);
    expect(second).toMatchObject({ purchaseCount: 1, recencyScore: 4 });
  });

  it('repeats what an overlapping pass may have written over', async () => {
    await writeShop(test.database(), lopsided);
    await freshenProfiles(deps(), asOf);
    await writeInteractions(test.database(), [purchase(4, 2, 1)]);
    const { profiles, ...others } = deps();
    // Another process begins and ends a later pass while this one is between reading and writing.
    const changedSince = async (id: number) => {
      const changes = await profiles.changedSince(id, []);
      await writeInteractions(test.database(), [purchase(5, 3, 1)]);
      await freshenProfiles(deps(), asOf);
      return changes;
    };
    await freshenProfiles({ ...others, profiles: { ...profiles, changedSince } }, asOf);
    expect(await profiles.mark()).toMatchObject({ throughInteractionId: 4 });
    expect(await freshenProfiles(deps(), asOf)).toEqual({ customers: 1 });
    expect(await freshenProfiles(deps(), asOf)).toBeNull();
    expect(await counts()).toEqual([1, 1, 3]);
  });

  it('keeps a profile merged away during a pass until its history is counted where it went', async () => {
    await writeShop(test.database(), lopsided);
    await freshenProfiles(deps(), asOf);
    await writeInteractions(test.database(), [purchase(4, 1, 1)]);
    const { profiles, ...others } = deps();
    const merge = { customers: [{ ...stranger(3), canonicalCustomerId: 2 }] };
    const changedSince = async (id: number) => {
      const changes = await profiles.changedSince(id, []);
      await settlePeople({ ...lopsided, ...merge });
      return changes;
    };
    await freshenProfiles({ ...others, profiles: { ...profiles, changedSince } }, asOf);
    expect(await freshenProfiles(deps(), asOf)).toEqual({ customers: 1 });
    expect(await counts()).toEqual([2, 2]);
  });

  it('refreshes everybody when days begin elsewhere in the shop', async () => {
    await writeShop(test.database(), lopsided);
    await freshenProfiles(deps(), asOf);
    const elsewhere = { ...deps(), shop: { timezone: 'Asia/Shanghai' } };
    expect(await freshenProfiles(elsewhere, asOf)).toEqual({ customers: 3 });
    expect(await freshenProfiles(elsewhere, asOf)).toBeNull();
  });

  it('counts the days of who moved to another zone anew', async () => {
    // 23:00 and 01:00 UTC: two days in London in winter, one in New York.
    const evening = Date.UTC(2026, 1, 20, 23);
    const two = [0, 2].map((hours, at) => ({
      ...purchase(at + 1, 1, 0),
      occurredAt: evening + hours * 60 * minuteMs,
    }));
    await writeShop(test.database(), { ...lopsided, interactions: two });
    await freshenProfiles(deps(), asOf);
    const keyring = { encrypt: (text: string) => text } as Parameters<typeof customerRegistry>[1];
    const registry = customerRegistry(test.database(), keyring, { now: () => asOf });
    const days = async () => (await found(lopsided)).map(({ activeDays }) => activeDays);
    expect(await days()).toEqual([2, 0, 0]);
    await registry.saveCustomers([{ externalId: 'c1', timezone: 'America/New_York' }]);
    expect(await freshenProfiles(deps(), asOf)).toEqual({ customers: 1 });
    expect(await days()).toEqual([1, 0, 0]);
  });

  // SQLite has one writer: an id is committed before the next is given.
  if (test.name === 'postgresql') {
    it('does not lose a lower id that is committed after a higher one', async () => {
      await writeShop(test.database(), lopsided);
      await refreshProfiles(deps(), asOf);
      const gate = new EventEmitter();
      const hasWritten = once(gate, 'written');
      const slow = test.database().write(2, async ({ models }) => {
        const { id, customerId, occurredAt } = purchase(4, 2, 1);
        await models.interaction.create({
          data: {
            id,
            customerId,
            kind: 11,
            occurredAt: BigInt(occurredAt),
            source: 'test',
            sourceKey: Buffer.alloc(16, 4),
            recordedAt: 5n,
          },
        });
        gate.emit('written');
        await once(gate, 'commit');
      });
      await hasWritten;
      await writeInteractions(test.database(), [purchase(5, 1, 1)]);
      expect(await freshenProfiles(depsOn(test.database(), 0), asOf)).toEqual({ customers: 1 });
      expect(await counts()).toEqual([2, 0, 2]);
      const waiting = freshenProfiles(deps(), asOf);
      gate.emit('commit');
      await slow;
      await waiting;
      expect(await freshenProfiles(deps(), asOf)).toBeNull();
      expect(await counts()).toEqual([2, 1, 2]);
    });
  }
});

import { expect, it } from 'vitest';
import { groupFor, groupOffers, openGroup } from '../../src/services/group-buys.js';
import { closeGroup } from '../../src/services/group-round.js';
import { cancelOrder } from '../../src/services/refunds.js';
import { onEachDatabase } from '../support/databases.js';
import {
  type GroupShop,
  groupShop,
  hourMs,
  ledgerFaults,
  mergeInto,
} from '../support/group-shop.js';
import { reservationOf, said, startAt } from '../support/promotions.js';

onEachDatabase('group buys', (test) => {
  let shops = 0;
  const open = async (seats = 3, openForMs = 24 * hourMs) => {
    shops += 1;
    const key = `together-${shops}`;
    // A month of its own for each: what the one before left open is over.
    const start = startAt + shops * 30 * 24 * hourMs;
    const shop: GroupShop = groupShop(test.database(), { at: start });
    await shop.endGroups();
    await shop.applyGroups([{ id: key, trigger: 'automatic', groupBuy: { seats, openForMs } }]);
    let people = 0;
    const person = () => {
      people += 1;
      return shop.person(`${key}-${people}`);
    };
    const opener = await person();
    const id = await shop.openFor(key, opener);
    const join = (customerId: number | null, ttlMs?: number) =>
      shop.join(key, id, customerId, ttlMs);
    const pay = (customerId: number) => shop.payFor(key, id, customerId);
    return { ...shop, start, key, id, opener, person, join, pay };
  };
  const standing = async ({
    group,
    id,
  }: Pick<Awaited<ReturnType<typeof open>>, 'group' | 'id'>) => {
    const found = await group(id);
    return `${found?.state} ${found?.paid}+${found?.held}/${found?.seats}`;
  };

  it('is opened with its seats and its end, and once only by one person at a time', async () => {
    const shop = await open(3, 2 * hourMs);
    const found = await shop.group(shop.id);
    expect(found).toMatchObject({
      state: 'open',
      seats: 3,
      paid: 0,
      held: 0,
      openerId: shop.opener,
      deadlineAt: shop.start + 2 * hourMs,
      promotion: { key: shop.key },
    });
    expect(await shop.openFor(shop.key, shop.opener)).toBe(shop.id);
    const again = await shop.person();
    await mergeInto(test.database(), again, shop.opener);
    expect(await shop.openFor(shop.key, again)).toBe(shop.id);
    expect(await shop.openFor(shop.key, await shop.person())).not.toBe(shop.id);
    shop.time.at += 2 * hourMs;
    expect(await shop.openFor(shop.key, shop.opener)).not.toBe(shop.id);
    expect(await ledgerFaults(test.database())).toEqual([]);
  });

  it('two who open for the same person at once open one group', async () => {
    const shop = await open();
    const ann = await shop.person();
    const ids = await Promise.all(Array.from({ length: 8 }, () => shop.openFor(shop.key, ann)));
    expect(new Set(ids).size).toBe(1);
  });

  it('is opened only for a promotion in force that has a group price, and ends with it', async () => {
    const shop = await open();
    const customerId = shop.opener;
    const untilAt = shop.start + hourMs;
    const terms = { seats: 2, openForMs: 24 * hourMs };
    const from = shop.start + 1;
    await shop.applyGroups([
      { id: `plain-${shop.key}`, trigger: 'automatic' },
      {
        id: `short-${shop.key}`,
        trigger: 'automatic',
        groupBuy: terms,
        window: { fromAt: null, untilAt },
      },
      {
        id: `later-${shop.key}`,
        trigger: 'automatic',
        groupBuy: terms,
        window: { fromAt: from, untilAt: null },
      },
    ]);
    const answer = async (name: string) => {
      const found = await openGroup(shop, { promotionKey: name, customerId });
      return found.kind === 'open' ? found.group.deadlineAt : found.reason;
    };
    expect(await answer('nothing')).toBe('PROMOTION_UNKNOWN');
    // No longer in the file.
    expect(await answer(shop.key)).toBe('PROMOTION_UNKNOWN');
    expect(await answer(`plain-${shop.key}`)).toBe('NO_GROUP_PRICE');
    expect(await answer(`later-${shop.key}`)).toBe('NOT_STARTED');
    expect(await answer(`short-${shop.key}`)).toBe(untilAt);
    const offers = await groupOffers(shop, shop.start);
    expect(offers.map(({ key }) => key)).toEqual([`short-${shop.key}`]);
    shop.time.at = untilAt;
    expect(await answer(`short-${shop.key}`)).toBe('EXPIRED');
  });

  it('is complete in the moment the last seat is paid for, and then closed', async () => {
    const shop = await open(2);
    await shop.pay(await shop.person());
    expect(await standing(shop)).toBe('open 1+0/2');
    const held = reservationOf(await shop.join(await shop.person()));
    expect(await standing(shop)).toBe('open 1+1/2');
    shop.time.at += 60_000;
    await shop.commit(held);
    expect(await standing(shop)).toBe('complete 2+0/2');
    expect((await shop.group(shop.id))?.endedAt).toBe(shop.start + 60_000);
    expect(said(await shop.join(await shop.person()))).toBe('GROUP_CLOSED');
    shop.time.at += 48 * hourMs;
    expect(await shop.endGroups()).toEqual({ failed: 0, released: 0, refunded: 0 });
    expect(await standing(shop)).toBe('complete 2+0/2');
    expect(await ledgerFaults(test.database())).toEqual([]);
  });

  it('refuses who is in it, under whichever row, a guest, and everybody once full', async () => {
    const shop = await open(2);
    const [ann, bob, eve] = [await shop.person(), await shop.person(), await shop.person()];
    expect(said(await shop.join(null))).toBe('IDENTITY_REQUIRED');
    await shop.join(ann);
    expect(said(await shop.join(ann))).toBe('ALREADY_MEMBER');
    await mergeInto(test.database(), bob, ann);
    expect(said(await shop.join(bob))).toBe('ALREADY_MEMBER');
    expect(said(await shop.join(eve))).toBe('OK');
    expect(said(await shop.join(await shop.person()))).toBe('GROUP_FULL');
    const nowhere = '0192f0c4-8a3e-7b1c-9d2e-4f5a6b7c8d9e';
    expect(said(await shop.join(eve))).toBe('ALREADY_MEMBER');
    expect(await shop.group(nowhere)).toBeNull();
    const unknown = await shop.seatQuote(shop.key, nowhere, eve);
    expect(said(await shop.reserve(unknown, 'x'))).toBe('GROUP_UNKNOWN');
    expect(await ledgerFaults(test.database())).toEqual([]);
  });

  it('a seat that is let go or runs out is free again, for the same person too', async () => {
    const shop = await open(2);
    const [ann, bob, eve] = [await shop.person(), await shop.person(), await shop.person()];
    await shop.release(reservationOf(await shop.join(ann)));
    expect(await standing(shop)).toBe('open 0+0/2');
    expect(said(await shop.join(ann, 60_000))).toBe('OK');
    expect(said(await shop.join(bob))).toBe('OK');
    expect(said(await shop.join(eve))).toBe('GROUP_FULL');
    shop.time.at += 60_000;
    expect(await standing(shop)).toBe('open 0+1/2');
    // Nothing has swept: the lapsed seat is found by who wants it.
    expect(said(await shop.join(ann))).toBe('OK');
    expect(await standing(shop)).toBe('open 0+2/2');
    expect(await ledgerFaults(test.database())).toEqual([]);
  });

  it('the same order may be reserved anew: it stands in nobody’s way but its own', async () => {
    const shop = await open(2);
    const ann = await shop.person();
    const [first, second] = [
      await shop.seatQuote(shop.key, shop.id, ann),
      await shop.seatQuote(shop.key, shop.id, ann),
    ];
    expect(said(await shop.reserve(first, `${shop.id}-same`))).toBe('OK');
    expect(said(await shop.reserve(second, `${shop.id}-same`))).toBe('OK');
    expect(await standing(shop)).toBe('open 0+1/2');
    expect(await ledgerFaults(test.database())).toEqual([]);
  });

  it('a seat is held until the group ends at the latest', async () => {
    const shop = await open(2, hourMs);
    const ann = await shop.person();
    shop.time.at += hourMs - 60_000;
    const answer = await shop.join(ann);
    expect(answer).toMatchObject({ reservation: { expiresAt: shop.start + hourMs } });
    const reservationId = reservationOf(answer);
    const row = await test
      .database()
      .models.reservation.findUniqueOrThrow({ where: { id: reservationId } });
    expect(Number(row.expiresAt)).toBe(shop.start + hourMs);
    shop.time.at = shop.start + hourMs;
    expect(said(await shop.commit(reservationId))).toBe('RESERVATION_EXPIRED');
    expect(said(await shop.join(await shop.person()))).toBe('GROUP_CLOSED');
  });

  it('fails at its deadline: seats are let go, all that was paid goes back, and again changes nothing', async () => {
    const shop = await open(3, hourMs);
    const [ann, bob] = [await shop.person(), await shop.person()];
    const paid = await shop.pay(ann);
    await shop.join(bob);
    shop.time.at = shop.start + hourMs - 1;
    expect(await shop.endGroups()).toEqual({ failed: 0, released: 0, refunded: 0 });
    shop.time.at = shop.start + hourMs;
    expect(await shop.endGroups()).toEqual({ failed: 1, released: 1, refunded: 1 });
    expect(await standing(shop)).toBe('failed 0+0/3');
    expect(await shop.refunds.refunds(paid)).toMatchObject([
      { kind: 'cancel', refundMinor: 3_000, at: shop.time.at },
    ]);
    expect(await shop.groupBuys.members(shop.id)).toMatchObject([
      { customerId: ann, reservationId: paid, state: 'refunded' },
    ]);
    expect(await shop.groupBuys.owed(shop.time.at, 10)).toEqual([]);
    expect(await shop.endGroups()).toEqual({ failed: 0, released: 0, refunded: 0 });
    expect(said(await shop.join(await shop.person()))).toBe('GROUP_CLOSED');
    expect(await ledgerFaults(test.database())).toEqual([]);
  });

  it('a member who cancels leaves an open group, and may come back; a complete group stays complete', async () => {
    const shop = await open(2);
    const [ann, bob] = [await shop.person(), await shop.person()];
    const first = await shop.pay(ann);
    await cancelOrder(shop, { reservationId: first });
    expect(await standing(shop)).toBe('open 0+0/2');
    const second = await shop.pay(ann);
    await shop.pay(bob);
    expect(await standing(shop)).toBe('complete 2+0/2');
    await cancelOrder(shop, { reservationId: second });
    expect((await shop.group(shop.id))?.state).toBe('complete');
    expect(await ledgerFaults(test.database())).toEqual([]);
  });

  it('a group that fails frees uses even of a promotion whose cancelled uses stay used', async () => {
    const shop = await open(2, hourMs);
    const ann = await shop.person();
    const holds = [
      { kind: 'seat', amount: 1, groupBuyId: shop.id },
      { kind: 'customer-uses', amount: 1, limit: 1 },
    ] as const;
    const quoteId = await shop.quoteWith(shop.key, ann, { holds, isReusable: false });
    await shop.commit(reservationOf(await shop.reserve(quoteId, 'once')));
    shop.time.at = shop.start + hourMs;
    expect(await shop.endGroups()).toMatchObject({ refunded: 1 });
    const again = await shop.quoteWith(shop.key, ann, { holds: holds.slice(1) });
    expect(said(await shop.reserve(again, 'again'))).toBe('OK');
  });

  it('a round that was cut short between its steps is finished by the next', async () => {
    const shop = await open(3, hourMs);
    await shop.join(await shop.person());
    shop.time.at = shop.start + hourMs;
    expect(await shop.groupBuys.failDue(shop.time.at, 10)).toBe(1);
    // Killed here.
    expect(await standing(shop)).toBe('failed 0+0/3');
    expect(await shop.endGroups()).toEqual({ failed: 0, released: 1, refunded: 0 });
    expect(await shop.groupBuys.members(shop.id)).toEqual([]);
    expect(await ledgerFaults(test.database())).toEqual([]);
  });

  it('who pays while the group is being closed has paid, and is owed it back', async () => {
    const shop = await open(2);
    const ann = await shop.person();
    const held = reservationOf(await shop.join(ann));
    expect(await shop.groupBuys.close(shop.id, shop.time.at)).toBe(true);
    // Payment is never refused once it was made.
    expect(said(await shop.commit(held))).toBe('OK');
    expect(await standing(shop)).toBe('failed 1+0/2');
    const owed = await shop.groupBuys.owed(shop.time.at, 100);
    expect(owed.map(({ reservationId }) => reservationId)).toContain(held);
  });

  it('is closed by the shop once, if it is open', async () => {
    const shop = await open(3);
    await shop.join(await shop.person());
    expect(await closeGroup(shop, shop.id)).toEqual({ failed: 1, released: 1, refunded: 0 });
    expect(await closeGroup(shop, shop.id)).toBeNull();
    expect(await closeGroup(shop, '0192f0c4-8a3e-7b1c-9d2e-4f5a6b7c8d9e')).toBeNull();
  });

  it('a quote is told whether there is a seat, and of what version and size', async () => {
    const shop = await open(2);
    const [ann, bob, eve] = [await shop.person(), await shop.person(), await shop.person()];
    const { at } = shop.time;
    const asked = async (customerId: number | null, orderRef?: string) => {
      const answer = await groupFor(shop, shop.id, customerId, { at, orderRef });
      return answer.kind === 'group' ? answer.group.seats : answer.reason;
    };
    expect(await asked(ann)).toBe(2);
    expect(await asked(null)).toBe('IDENTITY_REQUIRED');
    const quoteId = await shop.seatQuote(shop.key, shop.id, ann);
    await shop.reserve(quoteId, 'own-order');
    expect(await asked(ann)).toBe('ALREADY_MEMBER');
    expect(await asked(ann, 'own-order')).toBe(2);
    await shop.join(bob);
    expect(await asked(eve)).toBe('GROUP_FULL');
    expect(await asked(ann, 'own-order')).toBe(2);
    // What the shop changes afterwards is not what this group was promised.
    await shop.applyGroups([
      { id: shop.key, trigger: 'automatic', groupBuy: { seats: 9, openForMs: 5 } },
    ]);
    const answer = await groupFor(shop, shop.id, ann, { at, orderRef: 'own-order' });
    expect(answer).toMatchObject({
      group: {
        seats: 2,
        promotion: { key: shop.key, definition: { groupBuy: { seats: 2 } } },
      },
    });
  });

  it('lists what ends first in front, and a person’s own', async () => {
    const shop = await open(3, 9 * hourMs);
    const [ann, bob] = [await shop.person(), await shop.person()];
    shop.time.at += 1;
    const second = await shop.openFor(shop.key, ann);
    await shop.join(bob);
    const { promotionId } = (await shop.group(shop.id))?.promotion ?? { promotionId: 0 };
    const ids = async (more: object) => {
      const query = { state: 'open', promotionId, limit: 10, ...more } as const;
      return (await shop.groupBuys.groups(query, shop.time.at)).map(({ id }) => id);
    };
    expect(await ids({})).toEqual([shop.id, second]);
    expect(await ids({ customerId: ann })).toEqual([second]);
    expect(await ids({ customerId: bob })).toEqual([shop.id]);
    expect(await ids({ endingAfter: shop.start + 9 * hourMs })).toEqual([second]);
    expect(await ids({ state: 'complete' })).toEqual([]);
  });
});

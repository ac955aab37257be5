import { sqltag as sql } from '@prisma/client/runtime/client';
import { afterEach, expect, it } from 'vitest';
import { shareToken } from '../../src/services/deep-links.js';
import { openLink } from '../../src/services/open-link.js';
import { customerStore } from '../../src/store/customer-store.js';
import { onEachDatabase } from '../support/databases.js';
import { clubOn, clubRules, dayMs, pointsFaults } from '../support/membership.js';
import { tillOn } from '../support/promotions.js';

onEachDatabase('referral', (test) => {
  let chats = 0;
  const open = (referral = clubRules.referral) => {
    const club = clubOn(test.database(), { ...clubRules, referral });
    const customers = customerStore(test.database(), club.keyring);
    const deps = { ...club.deps, customers };
    const speaker = (address: string) => ({
      channelAccount: 'tg',
      address,
      locale: null,
      name: null,
      at: club.clock.at,
    });
    return {
      ...club,
      customers,
      /** A new chat, opened without any link. */
      async chat() {
        chats += 1;
        const address = `${test.name}-${chats}`;
        const { chat } = await openLink(deps, speaker(address), null);
        return { id: chat.customerId, address };
      },
      /** A chat, new unless its address is given, comes by somebody's link. */
      async comesBy(sharerId: number, address = `${test.name}-by-${chats++}`) {
        const token = shareToken(club.keyring, sharerId);
        await club.shares.open(token, sharerId, club.clock.at);
        club.clock.at += 1_000;
        const opened = await openLink(deps, speaker(address), token);
        club.clock.at += 1_000;
        return { id: opened.chat.customerId, link: opened.link };
      },
      async joinOf(customerId: number) {
        const [row] = await test
          .database()
          .query<{ state: string; reason: string | null }>(
            sql`SELECT state, reason FROM share_join WHERE customer_id = ${customerId}`,
          );
        return row === undefined ? null : [row.state, row.reason];
      },
      figures: async (sharerId: number) =>
        club.shares.open(shareToken(club.keyring, sharerId), sharerId, 0),
    };
  };
  afterEach(async () => {
    expect(await pointsFaults(test.database())).toEqual([]);
  });

  it('a friend’s first purchase earns both what was promised, once', async () => {
    const club = open();
    const { id: ann } = await club.chat();
    const { id: bob } = await club.comesBy(ann);
    await club.round();
    expect(await club.figures(ann)).toEqual({ joinCount: 1, earnedPoints: 0 });
    await club.buys(bob, `a-${test.name}`, 900);
    await Promise.all([club.round(), club.round()]);
    await club.buys(bob, `b-${test.name}`, 900);
    await club.round();
    expect(await club.earned(ann)).toEqual(['referral 100']);
    expect(await club.earned(bob)).toEqual(['referral 30']);
    expect(await club.figures(ann)).toEqual({ joinCount: 1, earnedPoints: 100 });
    expect(await club.joinOf(bob)).toEqual(['rewarded', null]);
  });

  it('R18 a second chat of the sharer’s is refused as SELF_REFERRAL, linked before it comes by the link', async () => {
    const club = open();
    const { id: ann } = await club.chat();
    const other = await club.chat();
    await club.merge(other.id, ann);
    await test
      .database()
      .write(2, (tx) =>
        tx.execute(
          sql`UPDATE channel_identity SET customer_id = ${ann} WHERE customer_id = ${other.id}`,
        ),
      );
    expect(await club.comesBy(ann, other.address)).toMatchObject({ link: 'own-invitation' });
    await club.buys(ann, `r18-${test.name}`, 900);
    await club.round();
    expect(await club.earned(ann)).toEqual([]);
    expect(await club.joinOf(ann)).toEqual(['refused', 'self-referral']);
    expect(await club.figures(ann)).toEqual({ joinCount: 0, earnedPoints: 0 });
  });

  it('R18 and linked after it, before it buys', async () => {
    const club = open();
    const { id: ann } = await club.chat();
    const { id: disguised } = await club.comesBy(ann);
    await club.merge(disguised, ann);
    await club.buys(ann, `r18-after-${test.name}`, 900);
    await club.round();
    expect(await club.earned(ann)).toEqual([]);
    expect(await club.joinOf(disguised)).toEqual(['refused', 'self-referral']);
  });

  it('R18 and linked only after the reward: it is taken back', async () => {
    const club = open();
    const { id: ann } = await club.chat();
    const { id: disguised } = await club.comesBy(ann);
    await club.buys(disguised, `r18-late-${test.name}`, 900);
    await club.round();
    await club.merge(disguised, ann);
    expect(await club.available(ann)).toBe(130);
    club.clock.at += dayMs;
    await club.round();
    expect(await club.available(ann)).toBe(0);
    expect(await club.joinOf(disguised)).toEqual(['refused', 'self-referral']);
  });

  it('nobody in a ring of three earns, wherever it was closed', async () => {
    const club = open();
    const { id: ann } = await club.chat();
    const { id: bob } = await club.comesBy(ann);
    const { id: cid } = await club.comesBy(bob);
    const { id: disguised } = await club.comesBy(cid);
    await club.merge(disguised, ann);
    // Else she would be refused because she was known already.
    await club.set(ann, { createdAt: BigInt(club.clock.at) });
    for (const [i, id] of [ann, bob, cid].entries())
      await club.buys(id, `ring-${test.name}-${i}`, 900);
    await club.round();
    for (const id of [disguised, bob, cid])
      expect(await club.joinOf(id)).toEqual(['refused', 'loop']);
    for (const id of [ann, bob, cid]) expect(await club.earned(id)).toEqual([]);
  });

  it('whom the shop knew before is no newcomer: an older chat, or an older purchase', async () => {
    const club = open();
    const { id: ann } = await club.chat();
    const old = await club.chat();
    expect(await club.comesBy(ann, old.address)).toMatchObject({ link: 'invited' });
    expect(await club.joinOf(old.id)).toEqual(['refused', 'known-customer']);
    // A regular of the till, whose chat is linked after they came by the link.
    const regular = await club.newCustomer(`till-${test.name}`);
    await club.buys(regular, `old-${test.name}`, 900);
    const { id: chat } = await club.comesBy(ann);
    await club.merge(chat, regular);
    await club.set(regular, { createdAt: BigInt(club.clock.at) });
    await club.buys(regular, `new-${test.name}`, 900);
    await club.round();
    expect(await club.joinOf(chat)).toEqual(['refused', 'known-customer']);
    expect(await club.earned(ann)).toEqual([]);
  });

  it('a sharer earns for so many friends in a day; those over it are lost', async () => {
    const rules = clubRules.referral;
    const club = open(rules && { ...rules, mostPerDay: 2 });
    const { id: ann } = await club.chat();
    const friends = [];
    for (let i = 0; i < 3; i++) friends.push((await club.comesBy(ann)).id);
    for (const id of friends) await club.buys(id, `cap-${test.name}-${id}`, 900);
    await club.round();
    expect(await club.available(ann)).toBe(200);
    expect(await Promise.all(friends.map((id) => club.joinOf(id)))).toEqual([
      ['rewarded', null],
      ['rewarded', null],
      ['refused', 'daily-cap'],
    ]);
    club.clock.at += dayMs;
    const { id: next } = await club.comesBy(ann);
    await club.buys(next, `cap-${test.name}-${next}`, 900);
    await club.round();
    expect(await club.available(ann)).toBe(300);
  });

  it('joining alone may be enough, and a coupon may be the reward', async () => {
    const till = tillOn(test.database());
    await till.apply([{ id: `welcome-${test.name}` }]);
    const coupon = {
      kind: 'coupon',
      promotion: `welcome-${test.name}`,
      validForMs: 7 * dayMs,
    } as const;
    const club = open({ after: 'join', sharer: coupon, newcomer: coupon, mostPerDay: null });
    const { id: ann } = await club.chat();
    const { id: bob } = await club.comesBy(ann);
    await club.round();
    await club.round();
    for (const id of [ann, bob]) {
      const coupons = await till.promotions.couponsOf(id);
      expect(coupons.map(({ promotion, state }) => [promotion.key, state])).toEqual([
        [`welcome-${test.name}`, 'issued'],
      ]);
    }
  });
});

import { afterEach, expect, it } from 'vitest';
import { onEachDatabase } from '../support/databases.js';
import { clubOn, clubRules, dayMs, pointsFaults } from '../support/membership.js';

onEachDatabase('earning points', (test) => {
  afterEach(async () => {
    expect(await pointsFaults(test.database())).toEqual([]);
  });
  const unique = () => `${test.name}-${Math.random()}`;

  it('an order earns a point for each full pound, counted over all its lines', async () => {
    const club = clubOn(test.database());
    const ann = await club.newMember();
    // 0.99 three times and 9.50: 12.47 in all.
    await club.buys(ann, unique(), 99, 99, 99, 950);
    await club.round();
    expect(
      (await club.earned(ann)).reduce((sum, text) => sum + Number(text.split(' ')[1]), 0),
    ).toBe(62);
    expect(await club.available(ann)).toBe(50 + 12);
  });

  it('lines that come later complete the pound that earlier ones began', async () => {
    const club = clubOn(test.database());
    const ann = await club.newMember();
    const order = unique();
    await club.buys(ann, order, 150);
    await club.round();
    await club.buys(ann, order, 150, 150);
    await club.round();
    expect(await club.available(ann)).toBe(50 + 3);
  });

  it('counts nothing twice, however often and by whom it is counted', async () => {
    const club = clubOn(test.database());
    const ann = await club.newMember();
    await club.buys(ann, unique(), 5_000);
    await Promise.all([club.round(), club.round(), club.round()]);
    await club.round();
    expect(await club.available(ann)).toBe(100);
  });

  it('who is not a member earns nothing, and nobody for what they did before they joined', async () => {
    const club = clubOn(test.database());
    const [ann, eve] = [await club.newCustomer(), await club.newCustomer()];
    await club.buys(ann, unique(), 5_000);
    await club.buys(eve, unique(), 5_000);
    club.clock.at += 1_000;
    await club.join(ann);
    await club.round();
    expect(await club.available(ann)).toBe(50);
    expect(await club.available(eve)).toBe(0);
  });

  it('the purchase that reaches a tier earns at the old one, the next at the new one', async () => {
    const club = clubOn(test.database());
    const ann = await club.newMember();
    await club.buys(ann, unique(), 20_000);
    await club.round();
    expect(await club.standing(ann)).toMatchObject({
      tier: { id: 'silver' },
      available: 250,
      next: { tier: { id: 'gold' }, missingMinor: 80_000 },
    });
    // 10.00 at one and a quarter: 12.5, rounded down.
    await club.buys(ann, unique(), 1_000);
    await club.round();
    expect(await club.available(ann)).toBe(262);
  });

  it('deeds earn as often in a day as the shop says, and again the next day', async () => {
    const club = clubOn(test.database());
    const ann = await club.newMember();
    for (let i = 0; i < 4; i++) await club.did(ann, 'review');
    for (let i = 0; i < 2; i++) await club.did(ann, 'share');
    await club.round();
    expect(await club.earned(ann)).toEqual(['join 50', 'review 20', 'review 20', 'share 5']);
    await club.did(ann, 'review');
    await club.round();
    expect(await club.available(ann)).toBe(95);
    club.clock.at += dayMs;
    await club.did(ann, 'review');
    await club.round();
    expect(await club.available(ann)).toBe(115);
  });

  it('a photo earns in place of the review it belongs to, and a topic once', async () => {
    const club = clubOn(test.database());
    const ann = await club.newMember();
    await club.did(ann, 'review', { context: { photo: true } });
    await club.did(ann, 'post', { context: { topic: 'summer' } });
    await club.did(ann, 'join', { context: { topic: 'summer' } });
    await club.round();
    await club.did(ann, 'comment', { context: { topic: 'summer' } });
    await club.did(ann, 'join', { context: { topic: 'autumn' } });
    await club.did(ann, 'post');
    await club.did(ann, 'join');
    await club.round();
    expect(await club.earned(ann)).toEqual(['join 50', 'photo 30', 'topic 10', 'topic 10']);
  });

  it('a refund takes back what its share of the order earned, all with all of it', async () => {
    const club = clubOn(test.database());
    const ann = await club.newMember();
    const order = unique();
    await club.buys(ann, order, 1_050, 450);
    await club.round();
    expect(await club.available(ann)).toBe(65);
    // 15 points of 15.00; 10.50 of it is kept: 10 full points of 15 times 10.50 / 15.00 = 10.5.
    await club.returns(ann, order, `${order}#1`, 450);
    await club.round();
    expect(await club.available(ann)).toBe(60);
    await club.returns(ann, order, `${order}#2`, 1_050);
    await club.round();
    expect(await club.available(ann)).toBe(50);
  });

  it('a purchase and its refund in one pass leave nothing', async () => {
    const club = clubOn(test.database());
    const ann = await club.newMember();
    const order = unique();
    await club.buys(ann, order, 5_000);
    await club.returns(ann, order, `${order}#1`, 5_000);
    await club.round();
    expect(await club.available(ann)).toBe(50);
  });

  it('takes back no more than is there: what was spent is let go', async () => {
    const club = clubOn(test.database());
    const ann = await club.newMember();
    const order = unique();
    await club.buys(ann, order, 10_000);
    await club.round();
    expect(await club.spend(ann, 120)).toBe(true);
    await club.returns(ann, order, `${order}#1`, 10_000);
    await club.round();
    expect(await club.available(ann)).toBe(0);
    await club.buys(ann, unique(), 1_000);
    await club.round();
    expect(await club.available(ann)).toBe(10);
  });

  it('cashback that a promotion promised comes once, to whoever it was promised', async () => {
    const club = clubOn(test.database());
    const ann = await club.newCustomer();
    const context = { promotion: 'back', reservation: unique(), pointsBack: 33 };
    await club.did(ann, 'redeem', { context });
    await club.did(ann, 'redeem', { context: { promotion: 'other', reservation: 'r' } });
    await club.round();
    await club.round();
    expect(await club.available(ann)).toBe(33);
    expect(await club.offer(ann)).toBeNull();
  });

  it('an erased customer earns nothing', async () => {
    const club = clubOn(test.database());
    const ann = await club.newMember();
    await club.buys(ann, unique(), 5_000);
    await club.set(ann, { erasedAt: 1n });
    await club.round();
    expect(await club.deps.points.history(ann, 10)).toMatchObject([{ kind: 'join' }]);
  });

  it('points run out after a year, oldest first, less what was spent', async () => {
    const club = clubOn(test.database());
    const ann = await club.newMember();
    club.clock.at += 100 * dayMs;
    await club.buys(ann, unique(), 3_000);
    await club.round();
    await club.spend(ann, 20);
    // 365 days are over on 21 November 2027 and 29 February 2028; the whole day still counts.
    const [first, second] = ['2027-11-22', '2028-03-01'].map((day) =>
      Date.parse(`${day}T00:00:00Z`),
    );
    expect((await club.standing(ann))?.expires).toEqual({
      points: 30,
      expiresAt: first,
    });
    club.clock.at = (first ?? 0) - 1;
    expect(await club.available(ann)).toBe(60);
    club.clock.at += 1;
    // Gone from the first instant, whether or not anybody has taken it off.
    expect(await club.available(ann)).toBe(30);
    await club.round();
    expect(await club.earned(ann)).toEqual(['join 50', 'purchase 30', 'expiry -30']);
    expect(await club.standing(ann)).toMatchObject({
      available: 30,
      expires: { points: 30, expiresAt: second },
    });
    await club.round();
    expect(await club.available(ann)).toBe(30);
  });

  it('all rows of a merged person count: what each earned, spent and lets run out', async () => {
    const club = clubOn(test.database());
    const ann = await club.newMember();
    const chat = await club.newMember();
    await club.buys(chat, unique(), 2_000);
    await club.round();
    await club.merge(chat, ann);
    expect(await club.available(ann)).toBe(120);
    expect(await club.available(chat)).toBe(120);
    await club.spend(ann, 50);
    // The second joining was the same person's: taken back at the end of the day.
    club.clock.at += dayMs;
    await club.round();
    expect(await club.available(ann)).toBe(20);
    await club.round();
    expect(await club.available(ann)).toBe(20);
    club.clock.at += 366 * dayMs;
    await club.round();
    expect(await club.available(ann)).toBe(0);
  });

  it('a tier falls when the spend leaves the window, and an imported one stays', async () => {
    const club = clubOn(test.database(), { ...clubRules, tierWindowMs: 30 * dayMs });
    const ann = await club.newMember();
    const crm = await club.newCustomer();
    await club.set(crm, { memberTier: 'VIP' });
    await club.buys(ann, unique(), 25_000);
    await club.round();
    expect((await club.standing(ann))?.tier?.id).toBe('silver');
    club.clock.at += 31 * dayMs;
    await club.round();
    expect((await club.standing(ann))?.tier?.id).toBe('member');
    expect((await club.standing(crm))?.tier?.id).toBe('VIP');
    await club.buys(crm, unique(), 700);
    await club.round();
    expect(await club.available(crm)).toBe(7);
  });
});

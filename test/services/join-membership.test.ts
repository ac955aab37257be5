import { afterEach, expect, it } from 'vitest';
import { clubCard, friendRewards } from '../../src/services/club-card.js';
import { type Inbox, openInbox } from '../../src/services/inbox.js';
import { promotionStore } from '../../src/store/promotion-store.js';
import { chatShop, event, repliesIn } from '../support/chat-shop.js';
import { onEachDatabase } from '../support/databases.js';
import { clubOn, clubRules, dayMs, pointsFaults } from '../support/membership.js';

onEachDatabase('membership in a chat', (test) => {
  afterEach(async () => {
    expect(await pointsFaults(test.database())).toEqual([]);
  });
  let chats = 0;
  const open = () => {
    const database = test.database();
    const plain = chatShop(database);
    const at = plain.deps.clock.now();
    const shop = { ...plain.deps.shop, membership: clubRules };
    const club = clubOn(database);
    club.clock.at = at;
    const parts = { ...club.deps, shop, promotions: promotionStore(database) };
    const deps = {
      ...plain.deps,
      shop,
      clubCard: (customerId: number, locale: string) => clubCard(parts, customerId, locale),
      friendRewards: (locale: string) => friendRewards(parts, locale),
    };
    chats += 1;
    const from = `${test.name}-member-${chats}`;
    const inbox: Inbox = openInbox(deps);
    const hear = async (...said: Parameters<typeof event>[1][]) => {
      await inbox.receive(
        'tg',
        said.map((each) => event(from, each)),
      );
      await inbox.idle();
    };
    const say = async (text: string) => {
      await hear({ kind: 'message', text });
      return (await repliesIn(database)).at(-1)?.text ?? '';
    };
    const id = async () => (await deps.customers.chat('tg', from))?.customerId ?? 0;
    return {
      club,
      deps,
      from,
      hear,
      say,
      id,
      menu: async () => (await repliesIn(database)).at(-1)?.actions,
    };
  };

  it('tells what one gets, makes one a member, and shows how one stands', async () => {
    const { club, say, id, menu } = open();
    expect(await say('my points')).toBe(
      [
        'You are not a member of Corner yet. It costs nothing.\n',
        '• 50 points for joining',
        '• 1 point for each £1.00 that you spend',
        '• Points too for: a review 20, a photo 30, joining a topic 10, sharing 5',
        '• 100 points pay £1.00 at the checkout',
      ].join('\n'),
    );
    expect(await menu()).toEqual(['membership:join']);
    expect(await say('/join')).toMatch(
      /^Welcome! You are a member of Corner now\. Your tier: Member\.\n\n• 50 points/,
    );
    expect(await menu()).toContain('points');
    await club.buys(await id(), `chat-${test.name}`, 12_050);
    await club.round();
    // A year of 365 days after 15 January 2027.
    expect(await say('/points')).toBe(
      [
        'You have 170 points, worth £1.70.',
        'Your tier: Member.',
        'Spend £79.50 more to reach Silver.',
        '170 points expire on 15 January 2028.',
      ].join('\n'),
    );
    expect(await say('join')).toMatch(/You are a member already/);
  });

  it('in Chinese too, by words and by buttons', async () => {
    const { say, hear, id, club } = open();
    await say('中文');
    expect(await say('积分')).toMatch(
      /^您还不是Corner的会员，加入免费。\n\n• 入会送 50 积分\n• 每消费 £1.00 得 1 积分/,
    );
    await hear({ kind: 'action', action: 'membership:join' });
    expect(await say('我的积分')).toMatch(
      /^您有 50 积分，可抵 £0.50。\n等级：会员。\n再消费 £200.00 即可升为银卡。/,
    );
    expect(await club.earned(await id())).toEqual(['join 50']);
  });

  it('joining gives its points once, however often one leaves and comes back', async () => {
    const { say, id, club } = open();
    await say('入会');
    expect(await say('leave membership')).toMatch(/You are no longer a member/);
    expect(await club.offer(await id())).toBeNull();
    expect(await say('my points')).toMatch(/50 points are waiting for you/);
    expect(await say('join')).not.toMatch(/50 points for joining/);
    expect(await club.earned(await id())).toEqual(['join 50']);
    expect(await club.offer(await id())).toEqual({
      available: 50,
      minorPerPoint: 1,
      maxShareBps: 5_000,
    });
  });

  it('two linked chats that join at once are one member with one bonus', async () => {
    const { club } = open();
    const [one, other] = [await club.newCustomer(), await club.newCustomer()];
    await club.merge(other, one);
    await Promise.all([one, other, one, other].map((id) => club.join(id)));
    expect(await club.available(one)).toBe(50);
    expect(await club.earned(other)).toEqual(['join 50']);
  });

  it('who was a member under a row that is merged stays one, with the day they joined', async () => {
    const { say, id, club, deps } = open();
    await say('join');
    const chat = await id();
    const crm = await club.newCustomer(`crm-${test.name}`);
    const speaker = {
      channelAccount: 'tg',
      address: `${test.name}-member-${chats}`,
      locale: null,
      name: null,
    };
    expect(await deps.customers.linkChat({ ...speaker, at: club.clock.at }, crm)).toBe('linked');
    expect(await id()).toBe(crm);
    expect(chat).not.toBe(crm);
    expect(await club.standing(crm)).toMatchObject({
      tier: { id: 'member' },
      memberSince: club.clock.at,
      available: 50,
    });
  });

  it('sharing tells what a friend is worth, and what friends have brought', async () => {
    const { say, id, club } = open();
    expect(await say('share')).toMatch(
      /start=\S+\n\nYou get 100 points for each friend who buys something\.\nYour friend gets 30 points\.\n\nNobody has joined through it yet\.$/,
    );
    const ann = await id();
    const token = /start=(\S+)/.exec(await say('share'))?.[1] ?? '';
    const friend = await club.newCustomer(null, club.clock.at + 1);
    await club.shares.recordJoin(token, friend, club.clock.at + 1);
    club.clock.at += dayMs;
    await club.buys(friend, `friend-${test.name}`, 500);
    await club.round();
    expect(await club.available(ann)).toBe(100);
    expect(await say('share')).toMatch(
      /1 friend has joined through it\.\nYour friends have brought you 100 points\.$/,
    );
  });

  it('a shop without a membership says so, and offers nothing', async () => {
    const plain = chatShop(test.database());
    const inbox = openInbox(plain.deps);
    await inbox.receive('tg', [event(`${test.name}-none`, { kind: 'message', text: 'join' })]);
    await inbox.idle();
    const last = (await repliesIn(test.database())).at(-1);
    expect(last?.text).toBe('Corner has no membership.');
    expect(last?.actions).not.toContain('membership:join');
    expect(last?.actions).not.toContain('points');
  });
});

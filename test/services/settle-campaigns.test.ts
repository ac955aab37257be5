import { beforeAll, describe, expect, it } from 'vitest';
import { settlementText } from '../../src/cli/settlement-text.js';
import type { Settlement } from '../../src/domain/promotion/settlement.js';
import { settlementCsv } from '../../src/domain/promotion/settlement-csv.js';
import { settlementPage } from '../../src/http/settlement-page.js';
import { type SettleRequest, settleCampaigns } from '../../src/services/settle-campaigns.js';
import { settlementStore } from '../../src/store/settlement-store.js';
import { onEachDatabase } from '../support/databases.js';
import { tillOn } from '../support/promotions.js';

const shop = { currency: 'GBP', timezone: 'Europe/London' };
// November in London.
const november: SettleRequest = {
  from: Date.parse('2026-11-01T00:00:00Z'),
  until: Date.parse('2026-12-01T00:00:00Z'),
  party: null,
  promotion: null,
};

// Two redemptions of `joint` (10.01 and 5.00 off) and one of `solo` (2.00 off), shared by three parties. The first loses
// a piece to a refund in December, the second is cancelled in November; one more was redeemed in October.
const rows: [order: string, promotion: string, refund: string, at: string, ...parts: number[]][] = [
  ['early', 'joint', '', '2026-10-31T23:59:59Z', 300, 300, 300],
  ['one', 'joint', '', '2026-11-01T00:00:00Z', 334, 334, 333],
  ['two', 'joint', '', '2026-11-10T12:00:00Z', 167, 167, 166],
  ['two', 'joint', 'cancel-two', '2026-11-12T12:00:00Z', -167, -167, -166],
  ['three', 'solo', '', '2026-11-20T12:00:00Z', 0, 200, 0],
  ['early', 'joint', 'part-early', '2026-11-30T23:59:59Z', -100, -100, -100],
  ['one', 'joint', 'part-one', '2026-12-01T00:00:00Z', -111, -111, -112],
];
const parties = ['acme', 'shop', '自营'];

const redemptions: [order: string, promotion: string, discount: number, reversed: boolean][] = [
  ['early', 'joint', 900, false],
  ['one', 'joint', 1_001, false],
  ['two', 'joint', 500, true],
  ['three', 'solo', 200, false],
];

onEachDatabase('a settlement', (test) => {
  const settle = (more: Partial<SettleRequest> = {}): Promise<Settlement> =>
    settleCampaigns(
      { settlements: settlementStore(test.database()), shop },
      { ...november, ...more },
    );

  beforeAll(async () => {
    const database = test.database();
    await tillOn(database).apply([{ id: 'joint' }, { id: 'solo' }]);
    const promotions = await database.models.promotion.findMany();
    const idOf = new Map(promotions.map(({ key, id }) => [key, id]));
    await database.write(2, async ({ models }) => {
      for (const [order, promotion, discount, isReversed] of redemptions) {
        const at = BigInt(Date.parse(rows.find(([ref]) => ref === order)?.[3] ?? ''));
        const none = { discountMinor: 0n, expiresAt: 0n, createdAt: 0n };
        const reservation = { id: `r-${order}`, quoteId: 'none', orderRef: order };
        await models.reservation.create({ data: { ...reservation, ...none, state: 'committed' } });
        await models.redemption.create({
          data: {
            promotionId: idOf.get(promotion) ?? 0,
            reservationId: `r-${order}`,
            discountMinor: BigInt(discount),
            redeemedAt: at,
            reversedAt: isReversed ? at + 1n : null,
          },
        });
      }
      for (const [order, promotion, refundId, at, ...parts] of rows)
        await models.fundingEntry.createMany({
          data: parts.map((part, i) => ({
            promotionId: idOf.get(promotion) ?? 0,
            reservationId: `r-${order}`,
            refundId,
            party: parties[i] ?? '',
            amountMinor: BigInt(part),
            at: BigInt(Date.parse(at)),
          })),
        });
    });
  });

  it('adds up what each party owes, refunds of the period taken off', async () => {
    const { statements, sums } = await settle();
    const due = statements.map(({ party, ...each }) => [
      party,
      each.givenMinor,
      each.takenBackMinor,
      each.dueMinor,
    ]);
    // acme: 3.34 and 1.67, less 1.67 and 1.00. The shop 2.00 more. 自营: 3.33 and 1.66, less 1.66 and 1.00.
    expect(due).toEqual([
      ['acme', 501, -267, 234],
      ['shop', 701, -267, 434],
      ['自营', 499, -266, 233],
    ]);
    // 10.01 and 5.00 and 2.00, less 5.00 and 3.00.
    expect(sums).toMatchObject({ givenMinor: 1_701, takenBackMinor: -800, dueMinor: 901 });
  });

  it('takes the days by the shop’s clocks, the first instant included and the last not', async () => {
    const refs = (await settle({ party: 'acme' })).statements[0]?.rows.map(
      ({ orderRef, refundId }) => [orderRef, refundId],
    );
    expect(refs).toEqual([
      ['one', null],
      ['two', null],
      ['two', 'cancel-two'],
      ['three', null],
      ['early', 'part-early'],
    ]);
  });

  it('says what the whole was of which a party has a share', async () => {
    const [first] = (await settle({ party: '自营' })).statements[0]?.rows ?? [];
    expect(first).toMatchObject({ orderRef: 'one', amountMinor: 333, wholeMinor: 1_001 });
  });

  it('looks at one promotion, if asked to', async () => {
    const { statements } = await settle({ promotion: 'solo' });
    expect(statements.map(({ party, dueMinor }) => [party, dueMinor])).toEqual([
      ['acme', 0],
      ['shop', 200],
      ['自营', 0],
    ]);
  });

  it('agrees with the redemptions', async () => {
    const { check, sums } = await settle();
    expect(check).toEqual({
      redemptions: 3,
      discountsMinor: 1_701,
      extrasMinor: 0,
      takenBackMinor: -800,
      problems: [],
    });
    expect(sums.dueMinor).toBe(check.discountsMinor + check.takenBackMinor);
  });

  it('is a table for a person, in English', async () => {
    const text = settlementText(await settle({ party: 'acme' }), 'en');
    for (const line of [
      'Settlement of joint promotions, 2026-11-01 – 2026-11-30',
      'Statement for acme',
      'joint           2  £5.01      -£2.67  £2.34',
      '2026-11-01  one    joint      discount  £10.01   £3.34',
      '2026-11-12  two    joint      refund    -£5.00  -£1.67',
      'By the redemptions: 3 with £17.01 of discounts, less £8.00 taken back by refunds, are £9.01.',
    ])
      expect(text).toContain(line);
  });

  it('is a page in Chinese, with every order on it', async () => {
    const page = settlementPage(await settle(), '小店', 'zh-CN');
    expect(page).toContain('自营 结算单');
    expect(page).toContain('各方承担金额之和与此一致');
    expect(page.match(/<td class="text">three<\/td>/g)).toHaveLength(3);
  });

  it('is a file for bookkeeping with plain decimals', async () => {
    const csv = settlementCsv(await settle({ party: 'acme' }), 'en');
    expect(csv.split('\r\n').slice(0, 4)).toEqual([
      'party,day,order,promotion,what,in all,share,currency,reservation,refund',
      'acme,2026-11-01,one,joint,discount,10.01,3.34,GBP,r-one,',
      'acme,2026-11-10,two,joint,discount,5.00,1.67,GBP,r-two,',
      'acme,2026-11-12,two,joint,refund,-5.00,-1.67,GBP,r-two,cancel-two',
    ]);
    expect(settlementCsv(await settle(), 'zh-CN').startsWith('\uFEFF承担方,日期')).toBe(true);
  });

  describe('of books that are wrong', () => {
    it('names the order that is not fully split, and the one that was cancelled but is due', async () => {
      const database = test.database();
      const change = (order: string, refundId: string, byMinor: bigint) =>
        database.write(2, ({ models }) =>
          models.fundingEntry.updateMany({
            where: { reservationId: `r-${order}`, refundId, party: 'acme' },
            data: { amountMinor: { increment: byMinor } },
          }),
        );
      await change('one', '', 1n);
      await change('two', 'cancel-two', 2n);
      const settlement = await settle();
      expect(settlement.check.problems).toEqual([
        { orderRef: 'one', promotion: 'joint', kind: 'not-fully-split', byMinor: 1 },
        { orderRef: 'two', promotion: 'joint', kind: 'cancelled-but-due', byMinor: 2 },
      ]);
      const text = settlementText(settlement, 'en');
      expect(text).toContain('The parties’ shares add up to £0.01 more than that.');
      expect(text).toContain('one  joint  the shares differ from what was given by £0.01');
      expect(text).toContain('two  joint  was cancelled, and £0.02 of it is still charged');
      await change('one', '', -1n);
      await change('two', 'cancel-two', -2n);
    });
  });

  it('says so where nobody has a share in anything', async () => {
    const empty = await settle({ from: 0, until: 1_000 });
    expect(settlementText(empty, 'en')).toContain('No party has a share in anything');
  });
});

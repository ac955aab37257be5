import { beforeEach, expect, it } from 'vitest';
import type { ClaimedDelivery } from '../../src/ports/outbox.js';
import { recheckDeliveries } from '../../src/services/recheck-deliveries.js';
import { eligibilityStore } from '../../src/store/eligibility-store.js';
import { savePeople, type TestPerson, saturdayTen as ten, testShop } from '../support/campaigns.js';
import { onEachDatabase } from '../support/databases.js';

interface TestDelivery {
  readonly id: number;
  readonly customer: number;
  readonly run?: number;
  readonly state?: string;
  readonly sentAt?: number;
  readonly purpose?: 'campaign' | 'reply' | 'test';
}

onEachDatabase('the last look before sending', (test) => {
  beforeEach(async () => {
    await test.database().write(2, async ({ models }) => {
      await models.delivery.deleteMany();
      await models.consentEvent.deleteMany();
      await models.channelIdentity.deleteMany();
      await models.preference.deleteMany();
      await models.customer.deleteMany();
    });
  });

  async function save(people: readonly TestPerson[], deliveries: readonly TestDelivery[]) {
    await savePeople(test.database(), people);
    await test.database().write(2, ({ models }) =>
      models.delivery.createMany({
        data: deliveries.map(({ id, customer, run, state, sentAt, purpose }) => ({
          id,
          purpose: purpose ?? 'campaign',
          runId: run ?? 1,
          dedupeKey: `k${id}`,
          customerId: customer,
          identityId: customer * 10,
          channelAccount: 'webchat',
          locale: 'en',
          dueAt: BigInt(ten),
          deadlineAt: BigInt(ten + 86_400_000),
          state: state ?? 'claimed',
          sentAt: sentAt === undefined ? null : BigInt(sentAt),
          createdAt: 1n,
        })),
      }),
    );
  }

  function claimed({ id, customer, run, purpose }: TestDelivery): ClaimedDelivery {
    return {
      id,
      purpose: purpose ?? 'campaign',
      runId: run ?? 1,
      customerId: customer,
      identityId: customer * 10,
      channelAccount: 'webchat',
      address: 'a',
      variant: null,
      locale: 'en',
      picks: [],
      couponId: null,
      content: null,
      dueAt: ten,
      deadlineAt: ten + 86_400_000,
    };
  }

  async function verdicts(deliveries: readonly TestDelivery[], now = ten) {
    const recheck = recheckDeliveries({
      eligibility: eligibilityStore(test.database()),
      shop: testShop,
    });
    const found = await recheck(deliveries.map(claimed), now);
    return deliveries.map(({ id }) => found.get(id));
  }

  it('stops for whoever withdrew, was blocked or erased since planning, and for nobody else', async () => {
    const deliveries = [1, 2, 3, 4].map((id) => ({ id, customer: id }));
    await save(
      [{ id: 1 }, { id: 2 }, { id: 3, state: 'blocked' }, { id: 4, erased: true }],
      deliveries,
    );
    await test.database().write(2, ({ models }) =>
      models.consentEvent.create({
        data: {
          identityId: 20,
          sequence: 2,
          topic: 'marketing',
          kind: 'withdrawn',
          source: 'chat:stop',
          at: 2n,
        },
      }),
    );
    expect(await verdicts(deliveries)).toEqual([
      { kind: 'send' },
      { kind: 'skip', reason: 'no-consent' },
      { kind: 'skip', reason: 'blocked' },
      { kind: 'skip', reason: 'erased' },
    ]);
  });

  it('waits for the end of quiet hours by the customer’s own clock', async () => {
    const deliveries = [1, 2].map((id) => ({ id, customer: id }));
    await save([{ id: 1 }, { id: 2, timezone: 'Asia/Shanghai' }], deliveries);
    // 22:30 in London; 06:30 in Shanghai.
    const now = Date.parse('2026-11-21T22:30:00Z');
    expect(await verdicts(deliveries, now)).toEqual([
      { kind: 'defer', untilMs: Date.parse('2026-11-22T08:00:00Z'), reason: 'quiet-hours' },
      { kind: 'defer', untilMs: Date.parse('2026-11-22T00:00:00Z'), reason: 'quiet-hours' },
    ]);
  });

  it('counts what went out today to any row of the same person, or perhaps did', async () => {
    const now = [
      { id: 10, customer: 1 },
      { id: 11, customer: 2 },
      { id: 12, customer: 3 },
    ];
    await save(
      [{ id: 1 }, { id: 2 }, { id: 3 }, { id: 4, canonical: 1, channels: [] }],
      [
        ...now,
        { id: 1, customer: 4, run: 2, state: 'sent', sentAt: ten - 3_600_000 },
        { id: 2, customer: 2, run: 2, state: 'unknown' },
        { id: 3, customer: 3, run: 2, state: 'sent', sentAt: ten - 86_400_000 },
        { id: 4, customer: 3, run: 3, state: 'failed' },
        { id: 5, customer: 3, run: 4, state: 'sent', sentAt: ten - 60_000, purpose: 'reply' },
      ],
    );
    const tomorrow = Date.parse('2026-11-22T08:00:00Z');
    expect(await verdicts(now)).toEqual([
      { kind: 'defer', untilMs: tomorrow, reason: 'capped' },
      { kind: 'defer', untilMs: tomorrow, reason: 'capped' },
      { kind: 'send' },
    ]);
  });

  it('lets one of two messages of one batch through, the older', async () => {
    const deliveries = [
      { id: 21, customer: 1, run: 2 },
      { id: 20, customer: 1, run: 1 },
    ];
    await save([{ id: 1 }], deliveries);
    expect(await verdicts(deliveries)).toEqual([
      { kind: 'defer', untilMs: Date.parse('2026-11-22T08:00:00Z'), reason: 'capped' },
      { kind: 'send' },
    ]);
  });

  it('looks again in a minute when another worker holds an older message to the same person', async () => {
    const mine = { id: 31, customer: 1, run: 2 };
    await save([{ id: 1 }], [mine, { id: 30, customer: 1, run: 1 }]);
    expect(await verdicts([mine])).toEqual([
      { kind: 'defer', untilMs: ten + 60_000, reason: 'another message is under way' },
    ]);
    expect(await verdicts([{ id: 30, customer: 1, run: 1 }])).toEqual([{ kind: 'send' }]);
  });

  it('sends one message of a run to two rows that became one person, whatever the batch', async () => {
    const deliveries = [
      { id: 40, customer: 1 },
      { id: 41, customer: 2 },
    ];
    await save([{ id: 1 }, { id: 2, canonical: 1 }], deliveries);
    expect(await verdicts(deliveries)).toEqual([
      { kind: 'send' },
      { kind: 'skip', reason: 'merged' },
    ]);
    const [, second] = deliveries;
    expect(await verdicts(second === undefined ? [] : [second])).toEqual([
      { kind: 'skip', reason: 'merged' },
    ]);
  });

  it('lets answers and tests through at any time', async () => {
    const deliveries = [
      { id: 50, customer: 1, purpose: 'reply' as const },
      { id: 51, customer: 1, purpose: 'test' as const },
    ];
    await save([{ id: 1, consent: false }], deliveries);
    expect(await verdicts(deliveries, Date.parse('2026-11-21T23:00:00Z'))).toEqual([
      { kind: 'send' },
      { kind: 'send' },
    ]);
  });
});

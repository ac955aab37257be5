import { describe, expect, it } from 'vitest';
import type { AccountState } from '../../src/ports/account-states.js';
import type { ChannelAccount, Probe, Quota } from '../../src/ports/channel.js';
import { accountOverviews, type OverviewDeps } from '../../src/services/account-overview.js';
import { scriptedChannel } from '../fakes/scripted-channel.js';

// A Saturday morning in Shanghai, Friday evening in UTC.
const now = Date.parse('2026-11-20T22:30:00Z');
const shanghaiMidnight = Date.parse('2026-11-20T16:00:00Z');

const daily: Quota = { of: 'account', max: 100, per: 'day', timezone: 'Asia/Shanghai' };
const massSend: Quota = {
  of: 'account',
  max: 4,
  per: 'month',
  timezone: 'Asia/Shanghai',
  methods: ['mass.send'],
};
const perChat: Quota = { of: 'chat', max: 5, per: 'day', timezone: 'UTC' };

function account(name: string, probe: ChannelAccount['probe'], quotas: Quota[] = []) {
  return { ...scriptedChannel({ name, rate: { quotas } }), probe };
}

const works = (as: string) => async (): Promise<Probe> => ({ ok: true, name: as });

function parts(accounts: ChannelAccount[], states: AccountState[] = []) {
  const probed: unknown[] = [];
  const asked: unknown[] = [];
  const deps: OverviewDeps = {
    accounts,
    accountStates: {
      list: async () => states,
      probed: async (...given) => void probed.push(given),
    },
    accountFigures: {
      deliveries: async (dayStart) => {
        asked.push(dayStart);
        return [
          { channelAccount: 'tg', waiting: 7, sentToday: 5, failedToday: 2, unknownToday: 1 },
        ];
      },
      quotaUse: async (periods) => {
        asked.push(periods);
        return periods.map((_, index) => 10 + index);
      },
    },
    clock: { now: () => now },
    shop: { timezone: 'Europe/London' },
  };
  return { deps, probed, asked };
}

const state = (more: Partial<AccountState>): AccountState => ({
  channelAccount: 'tg',
  pausedUntil: null,
  pauseReason: null,
  probedAt: null,
  probe: null,
  ...more,
});

describe('the overview of accounts', () => {
  it('counts each account’s day by the shop’s clock, and quotas by the platform’s', async () => {
    const wechat = account('wx', works('wx'), [daily, massSend, perChat]);
    const { deps, asked } = parts([account('tg', works('bot')), wechat]);
    const [telegram, official] = await accountOverviews(deps);
    expect(telegram).toMatchObject({ waiting: 7, sentToday: 5, failedToday: 2, unknownToday: 1 });
    expect(official).toMatchObject({ waiting: 0, sentToday: 0, failedToday: 0 });
    expect(asked).toEqual([
      Date.parse('2026-11-20T00:00:00Z'),
      [
        { channelAccount: 'wx', quota: 'day', periodStart: shanghaiMidnight },
        {
          channelAccount: 'wx',
          quota: 'month of mass.send',
          periodStart: Date.parse('2026-10-31T16:00:00Z'),
        },
      ],
    ]);
    expect(official?.quotas).toEqual([
      {
        words: '100 a day (Asia/Shanghai)',
        used: 10,
        max: 100,
        resetsAt: shanghaiMidnight + 86_400_000,
      },
      {
        words: '4 a month by mass.send (Asia/Shanghai)',
        used: 11,
        max: 4,
        resetsAt: Date.parse('2026-11-30T16:00:00Z'),
      },
    ]);
  });

  it('asks nobody unless told to, and shows what the last probe said', async () => {
    const never = () => Promise.reject(new Error('must not be asked'));
    const { deps, probed } = parts(
      [account('tg', never), account('web', never), account('new', never)],
      [
        state({ probe: 'credentials: refused', probedAt: now - 60_000 }),
        state({ channelAccount: 'web', probe: 'ok', probedAt: now - 1 }),
      ],
    );
    expect((await accountOverviews(deps)).map(({ health }) => health)).toEqual([
      { state: 'fails', detail: 'credentials: refused', at: now - 60_000 },
      { state: 'works', detail: '', at: now - 1 },
      { state: 'never', detail: '', at: null },
    ]);
    expect(probed).toEqual([]);
  });

  it('asks all at once when told to, keeps what they say, and lets none hold up or break the others', async () => {
    let waiting = 0;
    let letGo: () => void = () => undefined;
    const all = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    // Each answers only when all have been asked.
    const together = (probe: Probe) => async () => {
      waiting += 1;
      if (waiting === 2) letGo();
      await all;
      return probe;
    };
    const { deps, probed } = parts([
      account('tg', together({ ok: true, name: '@shop_bot' })),
      account('mail', together({ ok: false, why: 'network', detail: 'refused' })),
      account('bad', () => Promise.reject(new TypeError('a fault in an adapter'))),
    ]);
    expect((await accountOverviews(deps, true)).map(({ health }) => health)).toEqual([
      { state: 'works', detail: '@shop_bot', at: now },
      { state: 'fails', detail: 'network: refused', at: now },
      { state: 'fails', detail: 'network: TypeError', at: now },
    ]);
    expect(probed).toEqual(
      expect.arrayContaining([
        ['tg', now, 'ok'],
        ['mail', now, 'network: refused'],
        ['bad', now, 'network: TypeError'],
      ]),
    );
  });

  it('tells a pause that lasts, and forgets one that is over', async () => {
    const pauseReason = 'account fault: credentials';
    const paused = parts(
      [account('tg', works('x'))],
      [state({ pausedUntil: now + 1, pauseReason })],
    );
    expect(await accountOverviews(paused.deps)).toMatchObject([
      { pausedUntil: now + 1, pauseReason },
    ]);
    const over = parts([account('tg', works('x'))], [state({ pausedUntil: now, pauseReason })]);
    expect(await accountOverviews(over.deps)).toMatchObject([
      { pausedUntil: null, pauseReason: null },
    ]);
  });
});

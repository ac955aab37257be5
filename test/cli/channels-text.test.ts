import { describe, expect, it } from 'vitest';
import { channelsText, noLinkHint, refusedTest } from '../../src/cli/channels-text.js';
import type { AccountOverview } from '../../src/services/account-overview.js';

const now = Date.parse('2026-11-21T09:00:00Z');
const context = { now, timezone: 'Asia/Shanghai', switchedOff: [] };

const account = (more: Partial<AccountOverview> = {}): AccountOverview => ({
  name: 'tg',
  kind: 'telegram',
  writesTo: 'who opted in',
  limits: ['25 a second', 'one per 1 s in a chat'],
  health: { state: 'works', detail: '@shop_bot', at: now },
  pausedUntil: null,
  pauseReason: null,
  quotas: [],
  waiting: 1_200,
  sentToday: 34,
  failedToday: 5,
  unknownToday: 0,
  ...more,
});

describe('the list of channels', () => {
  it('has a line for each account with its health and its day', () => {
    const text = channelsText(
      [
        account(),
        account({
          name: 'wx',
          kind: 'wechat',
          health: { state: 'fails', detail: 'credentials: refused', at: now - 600_000 },
        }),
        account({ name: 'old', health: { state: 'works', detail: '', at: now - 420_000 } }),
        account({ name: 'new', health: { state: 'never', detail: '', at: null } }),
      ],
      context,
    );
    const lines = text.split('\n');
    expect(lines[0]).toMatch(
      /^account +kind +health +writes to +waiting +sent today +failed today$/,
    );
    expect(lines[2]).toMatch(/^tg +telegram +works as @shop_bot +who opted in +1,200 +34 +5$/);
    expect(lines[3]).toMatch(/^wx +wechat +credentials: refused \(10 min ago\) +who opted in/);
    expect(lines[4]).toMatch(/^old +telegram +worked \(7 min ago\) /);
    expect(lines[5]).toMatch(/^new +telegram +not asked yet /);
    expect(text).toContain('tg keeps to 25 a second; one per 1 s in a chat');
  });

  it('says what of a quota is used and when it begins anew, in the shop’s own time', () => {
    const quotas = [
      {
        words: '4 a month by mass.send (Asia/Shanghai)',
        used: 3,
        max: 4,
        resetsAt: Date.parse('2026-11-30T16:00:00Z'),
      },
    ];
    expect(channelsText([account({ quotas })], context)).toContain(
      'tg has used 3 of 4 a month by mass.send (Asia/Shanghai); anew 1 Dec 2026, 00:00',
    );
  });

  it('says why an account is paused or off, and what nobody knows', () => {
    const paused = account({
      pausedUntil: Date.parse('2026-11-21T10:00:00Z'),
      pauseReason: 'account fault: credentials',
      unknownToday: 2,
    });
    const switchedOff = [{ name: 'qq', why: 'QQ_SECRET is not set' }];
    const text = channelsText([paused], { ...context, switchedOff });
    expect(text).toContain('tg is paused until 21 Nov 2026, 18:00: account fault: credentials');
    expect(text).toContain('tg: of 2 today nobody knows whether they arrived');
    expect(text).toContain('qq is off: QQ_SECRET is not set');
    expect(channelsText([], { ...context, switchedOff })).toBe(
      'qq is off: QQ_SECRET is not set\nNo channel is on.',
    );
  });
});

describe('a test line that did not go out', () => {
  it.each([
    {
      outcome: { kind: 'throttled', scope: 'account', retryAfterMs: 6_500 } as const,
      says: /asks for a pause/,
      hint: /in 7 s/,
    },
    {
      outcome: { kind: 'throttled', scope: 'account', retryAfterMs: null } as const,
      says: /asks for a pause/,
      hint: /in a minute/,
    },
    {
      outcome: { kind: 'deferred', minDelayMs: 1_000, why: 'no connection' } as const,
      says: /not sent \(no connection\)/,
      hint: /the network/,
    },
    {
      outcome: { kind: 'unknown', why: 'reset', resendSafe: false } as const,
      says: /nobody knows/,
      hint: /before you try again/,
    },
    {
      outcome: { kind: 'undeliverable', recipient: 'suppress', why: 'chat not found' } as const,
      says: /chat not found/,
      hint: /open the chat first/,
    },
    {
      outcome: { kind: 'undeliverable', recipient: 'needs_inbound', why: 'closed' } as const,
      says: /closed/,
      hint: /write to the account from that address/,
    },
    {
      outcome: { kind: 'undeliverable', recipient: 'needs_consent', why: '43101' } as const,
      says: /43101/,
      hint: /has to agree/,
    },
    {
      outcome: { kind: 'moved', to: '-100500' } as const,
      says: /moved to -100500/,
      hint: /^hawker channels test tg --to -100500$/,
    },
    {
      outcome: { kind: 'rejected', why: 'a post needs a link' } as const,
      says: /a post needs a link/,
      hint: /this content/,
    },
    {
      outcome: { kind: 'account_fault', why: 'credentials' } as const,
      says: /cannot send \(credentials\)/,
      hint: /keys of "tg"/,
    },
    {
      outcome: { kind: 'account_fault', why: 'quota', retryAtMs: now } as const,
      says: /quota/,
      hint: /until 2026-11-21T09:00:00/,
    },
    {
      outcome: { kind: 'account_fault', why: 'suspended' } as const,
      says: /suspended/,
      hint: /own console/,
    },
    {
      outcome: { kind: 'account_fault', why: 'permission' } as const,
      says: /permission/,
      hint: /adapters\/README/,
    },
  ])('says what happened and what to do: $outcome.kind', ({ outcome, says, hint }) => {
    const error = refusedTest('tg', outcome);
    expect(error.message).toMatch(says);
    expect(error.message).toMatch(/^tg: /);
    expect(error.hint).toMatch(hint);
  });
});

it.each([
  { kind: 'discord', says: /type \/start to the bot, with the code/ },
  { kind: 'weibo', says: /Weibo has no such links/ },
  { kind: 'webhook', says: /your own app/ },
])('says of $kind, which has no links, how a chat opens there', ({ kind, says }) => {
  expect(noLinkHint(kind)).toMatch(says);
  expect(noLinkHint(kind)).not.toContain('PUBLIC_URL');
});

it('says of a channel that has links what they need', () => {
  expect(noLinkHint('webchat')).toContain('PUBLIC_URL');
});

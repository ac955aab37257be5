import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  type CustomerFacts,
  eligibilityOf,
  localeFor,
  type Route,
  type SendingRules,
} from '../../../src/domain/campaign/eligibility.js';
import { isWithin } from '../../../src/domain/time-window.js';
import { localTime } from '../../../src/domain/time-zone.js';

const noon = Date.parse('2026-11-21T12:00:00Z');
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

function route(channelAccount: string, more: Partial<Route> = {}): Route {
  return {
    identityId: channelAccount.length,
    channelAccount,
    state: 'active',
    hasConsent: true,
    locale: null,
    ...more,
  };
}

const facts: CustomerFacts = {
  customerId: 1,
  isErased: false,
  timezone: null,
  locale: null,
  routes: [route('webchat')],
  quietHours: null,
  maxPerWeek: null,
  mutedTopics: [],
  messagesAt: [],
};

const rules: SendingRules = {
  channels: ['telegram', 'webchat'],
  topic: 'marketing',
  timezone: 'Europe/London',
  quietHours: { fromMinute: 1_320, untilMinute: 480 },
  dailyCap: 1,
  deadlineAt: noon + dayMs,
};

function decide(more: Partial<CustomerFacts>, at = noon, moreRules: Partial<SendingRules> = {}) {
  const found = eligibilityOf({ ...facts, ...more }, { ...rules, ...moreRules }, at);
  return found.kind === 'out'
    ? found.reason
    : [found.route.channelAccount, new Date(found.dueAt).toISOString().slice(0, 16)];
}

it.each([
  { why: 'sends now', more: {}, wanted: ['webchat', '2026-11-21T12:00'] },
  {
    why: 'prefers the channel the campaign names first',
    more: { routes: [route('webchat'), route('telegram')] },
    wanted: ['telegram', '2026-11-21T12:00'],
  },
  {
    why: 'falls to the next channel when the first is blocked',
    more: { routes: [route('telegram', { state: 'blocked' as const }), route('webchat')] },
    wanted: ['webchat', '2026-11-21T12:00'],
  },
  {
    why: 'falls to the next channel when consent is missing on the first',
    more: { routes: [route('telegram', { hasConsent: false }), route('webchat')] },
    wanted: ['webchat', '2026-11-21T12:00'],
  },
  { why: 'leaves out the erased first', more: { isErased: true, routes: [] }, wanted: 'erased' },
  { why: 'has no chat', more: { routes: [] }, wanted: 'no-channel' },
  { why: 'has a chat elsewhere only', more: { routes: [route('discord')] }, wanted: 'no-channel' },
  {
    why: 'is blocked everywhere',
    more: { routes: [route('webchat', { state: 'unreachable' as const, hasConsent: false })] },
    wanted: 'blocked',
  },
  {
    why: 'never agreed',
    more: { routes: [route('webchat', { hasConsent: false })] },
    wanted: 'no-consent',
  },
  { why: 'muted the topic', more: { mutedTopics: ['marketing'] }, wanted: 'muted' },
  {
    why: 'muted another topic',
    more: { mutedTopics: ['news'] },
    wanted: ['webchat', '2026-11-21T12:00'],
  },
  {
    why: 'had a message today, tomorrow at eight is in time',
    more: { messagesAt: [noon - 2 * hourMs] },
    wanted: ['webchat', '2026-11-22T08:00'],
  },
  {
    why: 'had a message yesterday',
    more: { messagesAt: [noon - 13 * hourMs] },
    wanted: ['webchat', '2026-11-21T12:00'],
  },
  {
    why: 'has messages today and tomorrow',
    more: { messagesAt: [noon, noon + dayMs] },
    wanted: 'capped',
  },
  {
    why: 'asked for one a week and had it',
    more: { maxPerWeek: 1, messagesAt: [noon - 6 * dayMs] },
    wanted: 'asked-for-less',
  },
  {
    why: 'asked for one a week and had it eight days ago',
    more: { maxPerWeek: 1, messagesAt: [noon - 8 * dayMs] },
    wanted: ['webchat', '2026-11-21T12:00'],
  },
  {
    why: 'lives in Shanghai, where it is 20:00',
    more: { timezone: 'Asia/Shanghai' },
    wanted: ['webchat', '2026-11-21T12:00'],
  },
  {
    why: 'lives in Auckland, where it is 01:00 of the next day',
    more: { timezone: 'Pacific/Auckland' },
    wanted: ['webchat', '2026-11-21T19:00'],
  },
  {
    why: 'has quiet hours of their own',
    more: { quietHours: { fromMinute: 660, untilMinute: 840 } },
    wanted: ['webchat', '2026-11-21T14:00'],
  },
])('$why', ({ more, wanted }) => {
  expect(decide(more)).toEqual(wanted);
});

it.each([
  { at: '2026-11-21T23:00Z', wanted: ['webchat', '2026-11-22T08:00'], deadline: 12 },
  { at: '2026-11-21T23:00Z', wanted: 'quiet-hours-past-deadline', deadline: 8 },
  { at: '2026-11-21T12:00Z', wanted: 'too-late', deadline: -1 },
])('at $at with $deadline hours to the deadline: $wanted', ({ at, wanted, deadline }) => {
  const start = Date.parse(at);
  expect(decide({}, start, { deadlineAt: start + deadline * hourMs })).toEqual(wanted);
});

it('never writes in quiet hours, nor more than the cap on one local day', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('Europe/London', 'Asia/Shanghai', 'America/New_York'),
      fc.integer({ min: 0, max: 40 * 24 * 60 }),
      fc.array(fc.integer({ min: -3 * 24 * 60, max: 3 * 24 * 60 }), { maxLength: 6 }),
      fc.integer({ min: 1, max: 3 }),
      (timezone, shift, before, dailyCap) => {
        const at = Date.parse('2026-10-01T00:00Z') + shift * 60_000;
        const messagesAt = before.map((minutes) => at + minutes * 60_000);
        const found = eligibilityOf(
          { ...facts, timezone, messagesAt },
          { ...rules, dailyCap, deadlineAt: at + 30 * dayMs },
          at,
        );
        if (found.kind === 'out') throw new Error(found.reason);
        expect(found.dueAt).toBeGreaterThanOrEqual(at);
        expect(isWithin(found.dueAt, { fromMinute: 1_320, untilMinute: 480 }, timezone)).toBe(
          false,
        );
        const day = localTime(found.dueAt, timezone).date;
        const sameDay = messagesAt.filter((each) => localTime(each, timezone).date === day);
        expect(sameDay.length).toBeLessThan(dailyCap);
      },
    ),
  );
});

it.each([
  { wished: ['zh-CN'], offered: ['en', 'zh-CN'], locale: 'zh-CN' },
  { wished: ['zh-TW'], offered: ['en', 'zh-CN'], locale: 'zh-CN' },
  { wished: ['en-GB'], offered: ['zh-CN', 'en'], locale: 'en' },
  { wished: [null, 'zh'], offered: ['en', 'zh-CN'], locale: 'zh-CN' },
  { wished: ['fr', 'zh'], offered: ['en', 'zh-CN'], locale: 'zh-CN' },
  { wished: ['fr', null], offered: ['en', 'zh-CN'], locale: 'en' },
])('writes to $wished in $locale', ({ wished, offered, locale }) => {
  expect(localeFor(wished, offered)).toBe(locale);
});

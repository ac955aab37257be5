import { expect, it } from 'vitest';
import { agoWords, durationWords, limitWords, reachWords } from '../../src/services/limit-words.js';
import { scriptedChannel } from '../fakes/scripted-channel.js';

const hour = 3_600_000;

it.each([
  { ms: 1_000, words: '1 s' },
  { ms: 1_500, words: '1,500 ms' },
  { ms: 3_000, words: '3 s' },
  { ms: 48 * hour, words: '48 h' },
  { ms: 7 * 24 * hour, words: '7 d' },
  { ms: 5 * 60_000, words: '5 min' },
])('says $words for $ms ms', ({ ms, words }) => expect(durationWords(ms)).toBe(words));

it.each([
  { ms: 90_000, words: '1 min ago' },
  { ms: 119 * 60_000, words: '119 min ago' },
  { ms: 5 * hour, words: '5 h ago' },
  { ms: 50 * hour, words: '2 days ago' },
])('says $words after $ms ms', ({ ms, words }) => expect(agoWords(ms)).toBe(words));

it('names every limit of an account', () => {
  const account = scriptedChannel({
    rate: {
      perSecond: 25,
      perChatMs: 1_000,
      perGroupMs: 3_000,
      quotas: [
        { of: 'account', max: 500_000, per: 'day', timezone: 'Asia/Shanghai' },
        { of: 'chat', max: 4, per: 'month', timezone: 'UTC', methods: ['mass', 'preview'] },
      ],
    },
    capabilities: {
      windows: [{ opensOn: ['message', 'action'], ttlMs: 48 * hour, maxMessages: 5 }],
    },
  });
  expect(limitWords(account)).toEqual([
    '25 a second',
    'one per 1 s in a chat',
    'one per 3 s in a group',
    '5 within 48 h of a message or action',
    '500,000 a day (Asia/Shanghai)',
    '4 a month in a chat by mass, preview (UTC)',
  ]);
});

it('says whom an account may write to', () => {
  const { capabilities } = scriptedChannel();
  expect(reachWords(capabilities)).toBe('who opted in');
  expect(reachWords({ ...capabilities, posts: true })).toBe('who opted in, posts');
  expect(reachWords({ ...capabilities, proactive: 'post', posts: true })).toBe('the public');
});

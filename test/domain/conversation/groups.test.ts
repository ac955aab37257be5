import { describe, expect, it } from 'vitest';
import { converse, needsOf } from '../../../src/domain/conversation/converse.js';
import { deadlineText } from '../../../src/domain/conversation/deadline-text.js';
import { freshState } from '../../../src/domain/conversation/state.js';
import type { ConversationView, GroupCard } from '../../../src/domain/conversation/view.js';
import { viewWith } from '../../support/conversation-view.js';

const id = '0192f0c4-8a3e-7b1c-9d2e-4f5a6b7c8d9e';
const noon = Date.parse('2026-11-21T12:00:00Z');
const card: GroupCard = {
  id,
  name: 'Lanterns together',
  offer: '£4.00 each',
  product: { name: 'Paper lantern', price: '£6.50' },
  state: 'open',
  seats: 3,
  seatsLeft: 1,
  deadlineAt: Date.parse('2026-11-21T18:00:00Z'),
  asOf: noon,
  seat: 'none',
  joinUrl: 'https://shop.example/?group=1',
  shareLink: 'https://chat.example/?start=g1',
};

function answer(
  input: Parameters<typeof converse>[1],
  change: Partial<ConversationView> = { group: card },
) {
  const { reply, state, intents } = converse(freshState, input, viewWith(change));
  const blocks = reply?.blocks ?? [];
  const text = blocks.map((block) => (block.kind === 'text' ? block.text : '')).join('');
  const rows = blocks.flatMap((block) => (block.kind === 'buttons' ? block.rows : []));
  const buttons = rows.map((row) =>
    row.map((button) => (button.kind === 'link' ? button.url : button.action)),
  );
  return { text, buttons, state, intents };
}
const press = (action: string, change?: Partial<ConversationView>) =>
  answer({ kind: 'action', action }, change);

describe('a group’s card', () => {
  it('says what, the price, how many seats, until when, and what happens if it does not fill', () => {
    const { text, buttons } = press(`group:${id}`);
    expect(text).toBe(
      [
        'Lanterns together',
        'Paper lantern, else £6.50: £4.00 each',
        '2 of 3, one seat left, until 18:00.',
        'The price holds once 3 have paid. If too few do in time, everybody gets their money back.',
      ].join('\n'),
    );
    expect(buttons).toEqual([
      [card.joinUrl, `group:share:${id}`],
      ['groups', 'picks'],
    ]);
  });

  it('says it in Chinese', () => {
    const change = { language: 'zh-CN', group: { ...card, offer: '每件£4.00' } } as const;
    expect(press(`group:${id}`, change).text).toBe(
      [
        'Lanterns together',
        'Paper lantern，原价£6.50，每件£4.00',
        '3 人团，已有 2 人，还差 1 人，18:00截止。',
        '满 3 人付款即成团；到时人数不够，已付的钱全额退还。',
      ].join('\n'),
    );
  });

  it.each([
    { seat: 'paid', seatsLeft: 1, joins: false },
    { seat: 'none', seatsLeft: 0, joins: false },
    // Their own seat is among those that are taken.
    { seat: 'holding', seatsLeft: 0, joins: true },
    { seat: 'none', seatsLeft: 2, joins: true },
  ] as const)('with a seat $seat and $seatsLeft left it can be joined: $joins', (each) => {
    const { seat, seatsLeft, joins } = each;
    const { buttons } = press(`group:${id}`, { group: { ...card, seat, seatsLeft } });
    expect(buttons.flat().includes(card.joinUrl ?? '')).toBe(joins);
  });

  it.each([
    { state: 'complete', words: 'Complete: 3 of 3 have paid.' },
    { state: 'failed', words: 'did not fill in time' },
  ] as const)('when $state it cannot be joined or shared', ({ state, words }) => {
    const { text, buttons } = press(`group:${id}`, { group: { ...card, state } });
    expect(text).toContain(words);
    expect(buttons).toEqual([['groups', 'picks']]);
    expect(press(`group:share:${id}`, { group: { ...card, state } }).text).toBe(text);
  });

  it('says how to join where the shop has no page', () => {
    const group = { ...card, joinUrl: null };
    expect(press(`group:${id}`, { group }).buttons[0]).toEqual([
      `group:join:${id}`,
      `group:share:${id}`,
    ]);
    expect(press(`group:join:${id}`, { group }).text).toContain(id);
  });

  it('gives words with the link to pass on, and records that it was shared', () => {
    const { text, intents } = press(`group:share:${id}`);
    expect(text).toContain('Buy Paper lantern with me: £4.00 each. 2 of 3, one seat left');
    expect(text).toContain(card.shareLink);
    expect(intents).toEqual([{ kind: 'record', interaction: 'share' }]);
  });

  it('says so where there is no such group', () => {
    expect(press(`group:${id}`, { group: null }).text).toContain('There is no such group');
    expect(press('group:open:lanterns', { group: null }).text).toContain('There is no such group');
  });
});

describe('a friend who opens the chat by a group’s link', () => {
  const start = { kind: 'start', link: null, groupBuyId: id } as const;

  it('is shown the group', () => {
    expect(needsOf(freshState, start).group).toBe(id);
    expect(answer(start).text).toMatch(/^Lanterns together\n/);
  });

  it('is greeted and asked as well when new, and a yes in words is the answer', () => {
    const { text, buttons, state } = answer(start, { group: card, consent: 'none' });
    expect(text).toMatch(
      /^Welcome to Corner!\n\nLanterns together\n[\s\S]*May Corner write to you/,
    );
    expect(buttons.flat()).toContain('consent:yes');
    expect(state.awaiting).toBe('consent');
  });
});

describe('what there is to buy together', () => {
  const offers = [
    {
      promotion: 'lanterns',
      name: 'Lanterns together',
      offer: '£4.00 each for 3 who buy together',
      product: null,
    },
  ];

  it.each(['group', 'Group buy', '拼团', '团购', '/groups'])('is told to who says %s', (text) => {
    expect(needsOf(freshState, { kind: 'text', text }).groups).toBe(true);
  });

  it('lists groups to join, then offers to open one of', () => {
    const { text, buttons } = answer(
      { kind: 'text', text: 'group' },
      { groups: { open: [card], offers } },
    );
    expect(text).toBe(
      [
        'Groups you can join:',
        '• Lanterns together: £4.00 each',
        '   2 of 3, one seat left, until 18:00',
        '',
        'You could open a group:',
        '• Lanterns together: £4.00 each for 3 who buy together',
      ].join('\n'),
    );
    expect(buttons).toEqual([[`group:${id}`], ['group:open:lanterns'], ['picks']]);
  });

  it('says so where there is nothing', () => {
    expect(answer({ kind: 'text', text: 'group' }, {}).text).toContain('nothing to buy together');
  });

  it('opens a group when asked to', () => {
    expect(needsOf(freshState, { kind: 'action', action: 'group:open:lanterns' }).openGroup).toBe(
      'lanterns',
    );
    expect(press('group:open:lanterns').text).toMatch(/^Your group is open\./);
  });
});

it.each(['group:', 'group:open:', 'group:17', 'group:join:x', `group:${id}0`])(
  'no button of ours says %s',
  (action) => {
    expect(press(action).text).toContain('did not understand');
  },
);

it.each([
  { language: 'en', at: '2026-11-21T18:00:00Z', text: '18:00' },
  { language: 'en', at: '2026-11-22T09:30:00Z', text: '22 November 2026, 09:30' },
  { language: 'zh-CN', at: '2026-11-22T09:30:00Z', text: '2026年11月22日09:30' },
] as const)('writes a deadline as $text', ({ language, at, text }) => {
  const where = { language, timezone: 'Europe/London' };
  expect(deadlineText({ deadlineAt: Date.parse(at), asOf: noon }, where)).toBe(text);
});

import { expect, it } from 'vitest';
import {
  type GroupFacts,
  groupStateAfter,
  seatRefusal,
  seatsLeft,
} from '../../../src/domain/promotion/group-buy.js';
import { groupOfPayload, groupPayload } from '../../../src/domain/promotion/group-link.js';

const group = (change: Partial<GroupFacts> = {}): GroupFacts => ({
  state: 'open',
  seats: 3,
  paid: 1,
  held: 1,
  deadlineAt: 1_000,
  ...change,
});

it.each([
  { paid: 2, at: 10, state: 'open' },
  { paid: 3, at: 999, state: 'complete' },
  // The deadline is exclusive: who pays then is too late.
  { paid: 3, at: 1_000, state: 'open' },
])('after a payment at $at with $paid of 3 paid a group is $state', ({ paid, at, state }) => {
  expect(groupStateAfter(group({ paid }), { kind: 'paid', at })).toBe(state);
});

it.each([
  { at: 999, state: 'open' },
  { at: 1_000, state: 'failed' },
  { at: 5_000, state: 'failed' },
])('at $at an open group that ends at 1000 is $state', ({ at, state }) => {
  expect(groupStateAfter(group(), { kind: 'minute', at })).toBe(state);
});

it.each(['complete', 'failed'] as const)('a %s group stays so, whatever happens', (state) => {
  const ended = group({ state, paid: 3 });
  const at = 2_000;
  for (const event of [{ kind: 'paid', at }, { kind: 'minute', at }, { kind: 'closed' }] as const)
    expect(groupStateAfter(ended, event)).toBe(state);
});

it('an open group fails when the shop closes it', () => {
  expect(groupStateAfter(group(), { kind: 'closed' })).toBe('failed');
});

it.each([
  { why: 'a seat is free', change: {}, asker: {}, refusal: null },
  { why: 'it is a guest', change: {}, asker: { isKnown: false }, refusal: 'IDENTITY_REQUIRED' },
  {
    why: 'all seats are paid or held',
    change: { paid: 2 },
    asker: {},
    refusal: 'GROUP_FULL',
  },
  { why: 'they are in it', change: {}, asker: { isMember: true }, refusal: 'ALREADY_MEMBER' },
  {
    why: 'they are in it and it is full',
    change: { held: 2 },
    asker: { isMember: true },
    refusal: 'ALREADY_MEMBER',
  },
  { why: 'the deadline has come', change: {}, asker: { at: 1_000 }, refusal: 'GROUP_CLOSED' },
  { why: 'it failed', change: { state: 'failed' }, asker: {}, refusal: 'GROUP_CLOSED' },
  {
    why: 'it is complete',
    change: { state: 'complete', paid: 3, held: 0 },
    asker: {},
    refusal: 'GROUP_CLOSED',
  },
] as const)('answers $refusal where $why', ({ change, asker, refusal }) => {
  const who = { isKnown: true, isMember: false, at: 500, ...asker };
  expect(seatRefusal(group(change), who)).toBe(refusal);
});

it('never counts fewer than no seats left', () => {
  expect(seatsLeft(group())).toBe(1);
  expect(seatsLeft(group({ held: 5 }))).toBe(0);
});

it('a link carries a group’s id in 23 characters that every platform takes', () => {
  const id = '0192f0c4-8a3e-7b1c-9d2e-ff5a6b7c8dfe';
  const payload = groupPayload(id);
  expect(payload).toMatch(/^g[A-Za-z0-9_-]{22}$/);
  expect(groupOfPayload(payload)).toBe(id);
});

it.each(['', 'hello', 'g', 'gAZLwxIo-exydLv9aa3yN_', 'x'.repeat(23), 'g'.repeat(32)])(
  '%j opens no group',
  (payload) => {
    expect(groupOfPayload(payload)).toBeNull();
  },
);

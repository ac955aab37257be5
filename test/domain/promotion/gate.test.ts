import { expect, it } from 'vitest';
import { gateReason } from '../../../src/domain/promotion/gate.js';
import { type Promotion, promotionDefaults } from '../../../src/domain/promotion/promotion.js';

const at = Date.parse('2026-11-21T12:00:00Z');
const effect = { type: 'amount_off', amountMinor: 500, per: 'order' } as const;
const open: Promotion = { ...promotionDefaults, id: 'p', phase: 'order', effect };
const context = { at, codes: [], customerTags: [] };

it('lets pass what nothing stands against', () => {
  expect(gateReason(open, context)).toBeNull();
});

it('wants the code entered, and asks for none where there is none', () => {
  const secret = { ...open, code: 'SAVE' };
  expect(gateReason(secret, context)).toBe('CODE_REQUIRED');
  expect(gateReason(secret, { ...context, codes: ['SAV', 'SAVE2'] })).toBe('CODE_REQUIRED');
  expect(gateReason(secret, { ...context, codes: ['X', 'SAVE'] })).toBeNull();
  expect(gateReason(open, { ...context, codes: ['X'] })).toBeNull();
});

it.each([
  { fromAt: at, untilAt: null, reason: null },
  { fromAt: at + 1, untilAt: null, reason: 'NOT_STARTED' },
  { fromAt: null, untilAt: at + 1, reason: null },
  { fromAt: null, untilAt: at, reason: 'EXPIRED' },
  { fromAt: at, untilAt: at, reason: 'EXPIRED' },
])('finds $reason between $fromAt and $untilAt: the end is out', ({ reason, ...window }) => {
  expect(gateReason({ ...open, window }, context)).toBe(reason);
});

it('says nothing of a secret promotion to who does not have its code', () => {
  const limited = new Map([['p', 'LIMIT_REACHED']] as const);
  const ended = { ...open, code: 'SAVE', window: { fromAt: null, untilAt: 0 } };
  expect(gateReason(ended, { ...context, limited })).toBe('CODE_REQUIRED');
});

it('keeps to limits of its own, not of others', () => {
  const limited = new Map([['p', 'CUSTOMER_LIMIT_REACHED']] as const);
  expect(gateReason(open, { ...context, limited })).toBe('CUSTOMER_LIMIT_REACHED');
  expect(gateReason({ ...open, id: 'q' }, { ...context, limited })).toBeNull();
});

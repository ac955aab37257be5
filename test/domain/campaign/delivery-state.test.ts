import { describe, expect, it } from 'vitest';
import {
  canBecome,
  type DeliveryState,
  deliveryStates,
  isOpen,
  unsentStates,
} from '../../../src/domain/campaign/delivery-state.js';

describe('delivery states', () => {
  it.each(['sent', 'failed', 'skipped', 'expired', 'cancelled'] as const)(
    '%s is final',
    (state) => {
      expect(deliveryStates.filter((to) => canBecome(state, to))).toEqual([]);
    },
  );

  it('reaches the platform by no other way than an intent', () => {
    expect(deliveryStates.filter((from) => canBecome(from, 'sending'))).toEqual(['claimed']);
    expect(deliveryStates.filter((from) => canBecome(from, 'sent'))).toEqual([
      'sending',
      'unknown',
    ]);
  });

  it('skips nobody who may have been written to', () => {
    expect(canBecome('sending', 'skipped')).toBe(false);
    expect(canBecome('sending', 'cancelled')).toBe(false);
  });

  it.each<[DeliveryState, boolean]>([
    ['planned', true],
    ['claimed', true],
    ['sending', true],
    ['unknown', false],
    ['sent', false],
  ])('%s is open: %s', (state, open) => expect(isOpen(state)).toBe(open));

  it('keeps the coupon of an unknown delivery', () => {
    expect(unsentStates).not.toContain('unknown');
    expect(unsentStates).not.toContain('sent');
  });
});

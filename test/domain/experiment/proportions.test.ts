import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newcombeInterval, wilsonInterval } from '../../../src/domain/experiment/proportions.js';

describe('newcombeInterval', () => {
  // Newcombe 1998, Statistics in Medicine 17:873-890, table II, method 10.
  it.each([
    { treated: [56, 70], control: [48, 80], low: 0.0524, high: 0.3339 },
    { treated: [9, 10], control: [3, 10], low: 0.1705, high: 0.809 },
    { treated: [6, 7], control: [2, 7], low: 0.0582, high: 0.8062 },
    { treated: [5, 56], control: [0, 29], low: -0.0381, high: 0.1926 },
    { treated: [0, 10], control: [0, 20], low: -0.1611, high: 0.2775 },
    { treated: [10, 10], control: [0, 20], low: 0.6791, high: 1 },
  ])(
    'gives the published interval for $treated against $control',
    ({ treated, control, low, high }) => {
      const found = newcombeInterval(of(treated), of(control));
      expect(found.low).toBeCloseTo(low, 4);
      expect(found.high).toBeCloseTo(high, 4);
    },
  );

  it('holds the observed difference, and turns its sign when the arms are exchanged', () => {
    fc.assert(
      fc.property(proportion(), proportion(), (treated, control) => {
        const there = newcombeInterval(treated, control);
        const back = newcombeInterval(control, treated);
        const difference = treated.converted / treated.people - control.converted / control.people;
        expect(there.low).toBeLessThanOrEqual(difference + 1e-12);
        expect(there.high).toBeGreaterThanOrEqual(difference - 1e-12);
        expect(back.low).toBeCloseTo(-there.high, 10);
      }),
    );
  });
});

describe('wilsonInterval', () => {
  it('gives the published interval for 81 of 263', () => {
    // Newcombe 1998, Statistics in Medicine 17:857-872, table I, method 3.
    const found = wilsonInterval({ converted: 81, people: 263 });
    expect(found.low).toBeCloseTo(0.2553, 4);
    expect(found.high).toBeCloseTo(0.3662, 4);
  });

  it('refuses a proportion of nobody', () => {
    expect(() => wilsonInterval({ converted: 0, people: 0 })).toThrow(RangeError);
  });
});

function of([converted = 0, people = 0]: number[]) {
  return { converted, people };
}

function proportion() {
  return fc
    .integer({ min: 1, max: 500 })
    .chain((people) =>
      fc.integer({ min: 0, max: people }).map((converted) => ({ converted, people })),
    );
}

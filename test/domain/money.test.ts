import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocate, formatMoney, minorDigits, parseMoney } from '../../src/domain/money.js';

describe('allocate', () => {
  it.each([
    { total: 100, weights: [1, 1, 1], parts: [34, 33, 33] },
    { total: 5, weights: [0, 0], parts: [3, 2] },
    { total: 102, weights: [106, 206, 306, 406], parts: [11, 21, 30, 40] },
    { total: -100, weights: [1, 1, 1], parts: [-34, -33, -33] },
    { total: 7, weights: [], parts: [] },
    { total: 0, weights: [3, 5], parts: [0, 0] },
  ])('splits $total by $weights into $parts', ({ total, weights, parts }) => {
    expect(allocate(total, weights)).toEqual(parts);
  });

  it('adds up, and gives nobody more than their exact share rounded up', () => {
    const weights = fc.array(fc.integer({ min: 0, max: 1_000_000 }), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000_000 }), weights, (total, shares) => {
        const parts = allocate(total, shares);
        const sum = shares.reduce((all, share) => all + share, 0);
        expect(parts.reduce((all, part) => all + part, 0)).toBe(total);
        if (sum === 0) return;
        parts.forEach((part, i) => {
          const exact = (total * (shares[i] ?? 0)) / sum;
          expect(Math.abs(part - exact)).toBeLessThan(1 + exact * 1e-9);
        });
      }),
    );
  });

  it('refuses fractions and negative weights', () => {
    expect(() => allocate(1.5, [1])).toThrow(RangeError);
    expect(() => allocate(1, [-1, 2])).toThrow(RangeError);
  });
});

describe('parseMoney', () => {
  it.each([
    ['12.5', 'GBP', 1_250],
    ['12', 'GBP', 1_200],
    ['-0.01', 'GBP', -1],
    ['2.550', 'GBP', 255],
    ['1200', 'JPY', 1_200],
    ['1.234', 'KWD', 1_234],
  ])('reads %s %s as %i', (text, currency, minor) => {
    expect(parseMoney(text, currency)).toBe(minor);
  });

  it.each([
    ['2.555', 'GBP'],
    ['12.5', 'JPY'],
    ['1,200', 'GBP'],
    ['', 'GBP'],
    ['12.', 'GBP'],
    ['1e3', 'GBP'],
  ])('does not guess at %j %s', (text, currency) => {
    expect(parseMoney(text, currency)).toBeNull();
  });
});

it('formats in the currency’s own decimals', () => {
  expect(minorDigits('JPY')).toBe(0);
  expect(formatMoney(1_250, 'GBP')).toBe('£12.50');
  expect(formatMoney(1_200, 'JPY')).toBe('¥1,200');
});

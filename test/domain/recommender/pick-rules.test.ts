import { describe, expect, it } from 'vitest';
import { type NeverRule, rulesAgainst } from '../../../src/domain/recommender/pick-rules.js';

const adults: NeverRule = { category: 'alcohol', unless: { kind: 'age', years: 18 } };
const members: NeverRule = {
  category: 'sale',
  unless: { kind: 'attribute', name: 'club', value: true },
};
const nobody: NeverRule = { category: 'staff', unless: null };
const unknown = { birthday: null, attributes: {} };

describe('rulesAgainst', () => {
  it.each([
    { birthday: '2008-11-30', onDay: '2026-11-30', isKept: false },
    { birthday: '2008-12-01', onDay: '2026-11-30', isKept: true },
    { birthday: '2008-02-29', onDay: '2026-02-28', isKept: true },
    { birthday: '2008-02-29', onDay: '2026-03-01', isKept: false },
    { birthday: null, onDay: '2026-11-30', isKept: true },
  ])('keeps alcohol from who was born $birthday on $onDay: $isKept', (row) => {
    const customer = { ...unknown, birthday: row.birthday };
    expect(rulesAgainst([adults], customer, row.onDay)).toBe(row.isKept ? 1 : 0);
  });

  it.each([
    { club: true, bits: 0 },
    { club: 'True', bits: 0 },
    { club: 'no', bits: 1 },
    { club: ['true'], bits: 1 },
  ])('compares an attribute as it is written: $club', ({ club, bits }) => {
    const customer = { ...unknown, attributes: { club } };
    expect(rulesAgainst([members], customer, '2026-11-30')).toBe(bits);
  });

  it('has a bit for each rule, the first the lowest', () => {
    const adult = { birthday: '1990-01-01', attributes: {} };
    expect(rulesAgainst([adults, members, nobody], adult, '2026-11-30')).toBe(0b110);
  });

  it('makes no exception for who is not known', () => {
    expect(rulesAgainst([adults, members, nobody], undefined, '2026-11-30')).toBe(0b111);
  });

  it('takes no word of every object for an attribute', () => {
    const rule = {
      category: 'x',
      unless: { kind: 'attribute', name: 'constructor', value: 'x' },
    } as const;
    expect(rulesAgainst([rule], unknown, '2026-11-30')).toBe(1);
  });
});

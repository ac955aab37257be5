import { expect, it } from 'vitest';
import { demoName } from '../../src/services/demo-names.js';

it('gives a number the same name every time', () => {
  expect(demoName(12_347)).toBe(demoName(12_347));
});

it('is a given name and an initial, never the number', () => {
  for (let number = 12_346; number < 12_846; number++)
    expect(demoName(number)).toMatch(/^[\p{L}]+ [A-Z]\.$/u);
});

it('seldom gives two of the demo’s customers one name', () => {
  const names = new Set(Array.from({ length: 400 }, (_, i) => demoName(12_346 + i * 15)));
  // 41 × 21 = 861 names, 400 people: drawn at random 320 would differ.
  expect(names.size).toBeGreaterThan(280);
});

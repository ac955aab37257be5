import { describe, expect, it } from 'vitest';
import { variableProblem } from '../../../src/domain/campaign/template-variables.js';

type Path = readonly (string | number)[];

describe('a known variable', () => {
  it.each<{ path: Path }>([
    { path: ['customer', 'first_name'] },
    { path: ['shop', 'link'] },
    { path: ['links', 'shop'] },
    { path: ['coupon', 'until'] },
    { path: ['picks'] },
    { path: ['picks', 'size'] },
    { path: ['picks', 0, 'price'] },
    { path: ['picks', 'first', 'reason'] },
    { path: ['picks', 'last', 'name', 'size'] },
    { path: ['customer', 'name', 0] },
  ])('is $path', ({ path }) => {
    expect(variableProblem(path, false)).toBeNull();
  });

  it('is pick only where there is one', () => {
    expect(variableProblem(['pick', 'name'], true)).toBeNull();
    expect(variableProblem(['pick', 'name'], false)).toBe(
      'there is no variable "pick"; did you mean "picks"?',
    );
  });
});

describe('an unknown variable', () => {
  it.each<{ path: Path; problem: string }>([
    { path: ['costumer', 'name'], problem: 'costumer"; did you mean "customer"?' },
    { path: ['coupon', 'cod'], problem: 'coupon.cod"; did you mean "code"?' },
    { path: ['picks', 1, 'nmae'], problem: 'picks.nmae"; did you mean "name"?' },
    { path: ['picks', 'first', 'nmae'], problem: 'picks.nmae"; did you mean "name"?' },
  ])('is told by its path with a likely word: $path', ({ path, problem }) => {
    expect(variableProblem(path, false)).toBe(`there is no variable "${problem}`);
  });

  // Liquid finds none of these: a text that says one would be left out without a word.
  it.each<{ path: Path }>([
    { path: ['size'] },
    { path: ['first'] },
    { path: ['customer', 'first'] },
    { path: ['customer', 'size'] },
    { path: ['customer', 'name', 'first'] },
    { path: ['customer', 'name', 'family'] },
    { path: ['customer', 0] },
    { path: ['constructor'] },
    { path: ['customer', 'toString'] },
    { path: ['shop', '__proto__'] },
  ])('is $path too', ({ path }) => {
    expect(variableProblem(path, false)).toContain(`there is no variable "${path.join('.')}"`);
  });

  it('of a list says how to reach its entries', () => {
    expect(variableProblem(['picks', 'name'], false)).toBe(
      'picks is a list: say picks[0].name, or loop over it',
    );
  });
});

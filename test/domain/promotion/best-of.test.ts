import { describe, expect, it } from 'vitest';
import { bestOf } from '../../../src/domain/promotion/best-of.js';
import { offEachLine } from '../../../src/domain/promotion/giving.js';
import type { Phase } from '../../../src/domain/promotion/phase.js';
import { promotionDefaults } from '../../../src/domain/promotion/promotion.js';

const effect = { type: 'amount_off', amountMinor: 1, per: 'line' } as const;

function gives(id: string, discounts: readonly number[], phase: Phase = 'item') {
  const promotion = { ...promotionDefaults, id, phase, effect };
  const giving = offEachLine(discounts, discounts);
  return { kind: 'gives', promotion, giving, conditions: [] } as const;
}

const outcome = (contestants: Parameters<typeof bestOf>[0]) => {
  const { winners, rejected } = bestOf(contestants);
  return {
    won: winners.map(({ promotion, giving }) => [promotion.id, ...giving.discounts]),
    lost: rejected.map(({ id, by }) => `${id} by ${by}`),
  };
};

describe('among promotions of single lines', () => {
  it('the largest discount of each line stays, and only that', () => {
    expect(outcome([gives('a', [500, 100, 0]), gives('b', [300, 200, 50])])).toEqual({
      won: [
        ['a', 500, 0, 0],
        ['b', 0, 200, 50],
      ],
      lost: [],
    });
  });

  it('the earlier takes a tie', () => {
    expect(outcome([gives('a', [200, 0]), gives('b', [200, 0])])).toEqual({
      won: [['a', 200, 0]],
      lost: ['b by a'],
    });
  });

  it('one beaten on every line is told by whom, the one that gives most', () => {
    const three = [gives('small', [0, 150]), gives('beaten', [400, 100]), gives('big', [500, 0])];
    expect(outcome(three)).toEqual({
      won: [
        ['small', 0, 150],
        ['big', 500, 0],
      ],
      lost: ['beaten by big'],
    });
    expect(bestOf(three).rejected[0]).toEqual({
      id: 'beaten',
      version: null,
      reason: 'BETTER_EXISTS',
      by: 'big',
      conditions: [],
    });
  });
});

describe('where one is of the whole order', () => {
  it('one alone stays, the largest in all, though others give more on a line', () => {
    const found = outcome([gives('line', [500, 0]), gives('order', [301, 200], 'order')]);
    expect(found).toEqual({ won: [['order', 301, 200]], lost: ['line by order'] });
  });

  it('the earlier takes a tie', () => {
    const found = outcome([gives('a', [100, 400], 'order'), gives('b', [500, 0], 'order')]);
    expect(found).toEqual({ won: [['a', 100, 400]], lost: ['b by a'] });
  });
});

it('gives one without rivals all of its own, and nothing where there is none', () => {
  expect(outcome([gives('a', [5, 0, 7])])).toEqual({ won: [['a', 5, 0, 7]], lost: [] });
  expect(bestOf([])).toEqual({ winners: [], rejected: [] });
});

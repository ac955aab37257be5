import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AssociationRule,
  mineRules,
} from '../../../src/domain/recommender/association-rules.js';
import { rules } from '../../../src/domain/recommender/rules.js';
import {
  anyShop,
  learnsTheCheckerboard,
  matrixOf,
  recommenderContract,
} from '../../contract/recommender.js';

const parameters = { k: 20, minSupport: 0, minConfidence: 0, minLift: 0 };

recommenderContract(rules, parameters);
learnsTheCheckerboard(rules, parameters);

/** Every rule by counting rows for every antecedent: the oracle. */
function bruteForce(
  rows: readonly (readonly number[])[],
  limits: typeof parameters,
): AssociationRule[] {
  const items = [0, 1, 2, 3, 4, 5, 6];
  const count = (...all: number[]) =>
    rows.filter((row) => all.every((item) => row.includes(item))).length;
  const least = Math.max(2, Math.ceil(limits.minSupport * rows.length - 1e-9));
  const antecedents = [
    ...items.map((item) => [item]),
    ...items.flatMap((first) => items.slice(first + 1).map((second) => [first, second])),
  ];
  return antecedents
    .flatMap((antecedent) =>
      items
        .filter((item) => !antecedent.includes(item))
        .map((consequent) => {
          const support = count(...antecedent, consequent);
          const confidence = support / count(...antecedent);
          const lift = confidence / (count(consequent) / rows.length);
          const [first = -1, second = -1] = antecedent;
          return { first, second, consequent, support, confidence, lift };
        }),
    )
    .filter(({ support }) => support >= least)
    .filter(({ confidence, lift }) => confidence >= limits.minConfidence && lift >= limits.minLift);
}

describe('rules', () => {
  it('are all that keep the limits, with support, confidence and lift by definition', () => {
    const limits = fc.record({
      k: fc.constant(1),
      minSupport: fc.constantFrom(0, 0.3),
      minConfidence: fc.constantFrom(0, 0.6),
      minLift: fc.constantFrom(0, 1.1),
    });
    fc.assert(
      fc.property(anyShop, limits, (rows, wanted) => {
        const found: AssociationRule[] = [];
        mineRules(matrixOf(rows, 7), wanted, (rule) => found.push(rule));
        const key = ({ first, second, consequent }: AssociationRule) =>
          `${first} ${second} ${consequent}`;
        const sorted = (list: AssociationRule[]) =>
          list.sort((a, b) => key(a).localeCompare(key(b)));
        expect(sorted(found)).toEqual(sorted(bruteForce(rows, wanted)));
      }),
    );
  });

  it('add up their confidence for who has the antecedents', () => {
    // 0 and 1 together lead to 2 in two of two; 0 alone in two of three, 1 alone in two of three.
    const rows = [
      [0, 1, 2],
      [0, 1, 2],
      [0, 3],
      [1, 3],
    ];
    const model = rules.fit(matrixOf(rows, 4), parameters);
    const asking = matrixOf([[0, 1], [0]], 4);
    const ranking = rules.recommend(model, asking, { count: 1, exclude: asking });
    expect([...ranking.items]).toEqual([2, 1]);
    expect(ranking.scores[0]).toBeCloseTo(1 + 2 / 3 + 2 / 3, 6);
    expect(ranking.scores[1]).toBeCloseTo(2 / 3, 6);
  });

  it('are kept only if they are among the k most confident of their consequent', () => {
    const rows = [
      [0, 1, 2],
      [0, 1, 2],
      [0, 3],
      [1, 3],
    ];
    const model = rules.fit(matrixOf(rows, 4), { ...parameters, k: 1 });
    const asking = matrixOf([[0, 1]], 4);
    expect(rules.recommend(model, asking, { count: 1, exclude: asking }).scores[0]).toBe(1);
  });
});

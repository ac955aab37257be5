import { afterAll, describe, expect, it } from 'vitest';
import { chanceOf, indexBelow } from '../../src/domain/random.js';
import { ease } from '../../src/domain/recommender/ease.js';
import { ials } from '../../src/domain/recommender/ials.js';
import { itemKnn } from '../../src/domain/recommender/item-knn.js';
import { sparseMatrix } from '../../src/domain/recommender/sparse-matrix.js';
import { threadCrew } from '../../src/runtime/thread-crew.js';

const chance = chanceOf(3);
const size = 40_000;
const shop = sparseMatrix(
  {
    rows: Int32Array.from({ length: size }, () => indexBelow(3_000, chance)),
    columns: Int32Array.from({ length: size }, () => Math.floor(260 * chance() ** 2)),
  },
  { rowCount: 3_000, columnCount: 260 },
);
const wanted = { count: 10, exclude: shop };

describe('a crew', () => {
  const crew = threadCrew(2);
  afterAll(() => crew.end());

  it('draws the same lists as one thread', () => {
    const model = itemKnn.fit(shop, { k: 20, shrink: 5 });
    const lists = itemKnn.recommend(model, shop, { ...wanted, crew });
    expect([...lists.items]).toEqual([...itemKnn.recommend(model, shop, wanted).items]);
  });

  it('draws the same lists of a dense model as one thread, whether or not all may be picked', () => {
    const model = ease.fit(shop, { lambda: 20 });
    const candidates = Uint8Array.from({ length: 260 }, (_, item) => (item % 3 === 0 ? 0 : 1));
    for (const asked of [wanted, { ...wanted, exclude: null, candidates }]) {
      const lists = ease.recommend(model, shop, { ...asked, crew });
      const own = ease.recommend(model, shop, asked);
      expect([...lists.items]).toEqual([...own.items]);
      expect([...lists.scores]).toEqual([...own.scores]);
    }
  });

  it('inverts to the last bit what one thread inverts', () => {
    const own = ease.fit(shop, { lambda: 20, crew }).weights;
    const alone = ease.fit(shop, { lambda: 20 }).weights;
    for (let item = 0; item < 260; item++)
      expect(own.get(item, 259 - item)).toBe(alone.get(item, 259 - item));
  });

  it('solves to the last bit what one thread solves, round after round', () => {
    const parameters = {
      factors: 8,
      unobservedWeight: 0.1,
      regularization: 0.01,
      iterations: 6,
      seed: 1,
    };
    const own = ials.fit(shop, { ...parameters, crew });
    expect([...own.items.numbers]).toEqual([...ials.fit(shop, parameters).items.numbers]);
    const lists = ials.recommend(own, shop, { ...wanted, crew });
    expect([...lists.items]).toEqual([...ials.recommend(own, shop, wanted).items]);
  });

  it('tells what is wrong with a task, and goes on', () => {
    const broken = { kind: 'lists', similarities: shop, customers: shop, exclude: null } as const;
    const task = {
      ...broken,
      candidates: undefined,
      count: -1,
      items: new Int32Array(1),
      scores: new Float32Array(1),
    };
    expect(() => crew.run(task, 3)).toThrow(RangeError);
    expect(itemKnn.fit(shop, { k: 1, shrink: 0 }).itemCount).toBe(260);
  });
});

it('a crew of nobody else does the work alone', () => {
  const crew = threadCrew(0);
  expect(ease.fit(shop, { lambda: 5, crew }).itemCount).toBe(260);
  crew.end();
});

import { describe, expect, it } from 'vitest';
import { askingOfLesson } from '../../../src/domain/recommender/asking.js';
import { pack, unpack } from '../../../src/domain/recommender/packed.js';
import { pickMethod } from '../../../src/domain/recommender/pick-methods/methods.js';
import {
  type Asking,
  pickModelNames,
} from '../../../src/domain/recommender/pick-methods/pick-method.js';
import { rowOf } from '../../../src/domain/recommender/sparse-matrix.js';
import { listsOf, matrixOf } from '../../contract/recommender.js';
import { askingOf, twoTastesLesson } from '../../support/lessons.js';

const lesson = twoTastesLesson();
const asking = askingOfLesson(lesson);
const owned = asking.owned(null);

function learnt(name: (typeof pickModelNames)[number]): object {
  const learning = pickMethod(name).learn(lesson);
  if (learning === null) throw new Error(`${name} learnt nothing`);
  return learning.learnt;
}

describe.each(pickModelNames)('%s', (name) => {
  const method = pickMethod(name);
  const exclude = method.isBuyAgain ? null : owned;

  it('picks the same once it has been stored', () => {
    const before = learnt(name);
    const after = unpack(pack(before)) as object;
    const wanted = { count: 4, exclude };
    expect(method.rank(after, asking, wanted)).toEqual(method.rank(before, asking, wanted));
  });

  it('picks no excluded item and nothing but candidates', () => {
    const candidates = Uint8Array.of(1, 0, 1, 0, 1, 0, 1, 0);
    const lists = listsOf(
      method.rank(learnt(name), asking, { count: 8, exclude: owned, candidates }),
    );
    lists.forEach((list, row) => {
      expect(list.filter((item) => candidates[item] === 0)).toEqual([]);
      expect(list.filter((item) => rowOf(owned, row).includes(item))).toEqual([]);
    });
  });

  it('names as a reason only what the customer has, or looked at', () => {
    const { items, becauseOf, count } = method.rank(learnt(name), asking, { count: 3, exclude });
    const looked = asking.looked();
    items.forEach((item, at) => {
      const source = becauseOf[at] as number;
      if (item < 0 || source < 0) return;
      const row = Math.floor(at / count);
      expect([...rowOf(owned, row), ...rowOf(looked, row)]).toContain(source);
    });
  });

  it('has something, or nothing, for people it has never met, and does not fail', () => {
    const strangers = askingOf(matrixOf([[], [0, 1], [5]], 8));
    const ranked = method.rank(learnt(name), strangers, { count: 2, exclude: null });
    expect(ranked.items).toHaveLength(6);
    expect(ranked.becauseOf).toHaveLength(6);
  });

  it('learns the same twice', () => {
    expect(pack(learnt(name))).toEqual(pack(learnt(name)));
  });
});

describe('two tastes of four items, everybody lacking one of theirs', () => {
  const personal = pickModelNames.filter(
    (name) => !['popularity', 'recent-popularity', 'personal-frequency', 'session'].includes(name),
  );

  it.each(personal)('%s puts the one of their own taste that they lack first', (name) => {
    const ranked = pickMethod(name).rank(learnt(name), asking, { count: 1, exclude: owned });
    listsOf(ranked).forEach((list, person) => {
      const lacked = (person % 2) * 4 + (Math.floor(person / 2) % 4);
      expect(list, `customer ${person}`).toEqual([lacked]);
    });
  });

  it('session goes on within the taste of the last looks', () => {
    const looked = matrixOf([[1], [6]], 8);
    const visitors: Asking = { ...askingOf(matrixOf([[], []], 8)), looked: () => looked };
    const ranked = pickMethod('session').rank(learnt('session'), visitors, {
      count: 3,
      exclude: looked,
    });
    // Everybody looked at their items in the order of their numbers: 1 is followed by 2 and 3, 6 by 7.
    expect(listsOf(ranked)).toEqual([[2, 3], [7]]);
    expect([...ranked.becauseOf]).toEqual([1, 1, -1, 6, -1, -1]);
  });

  it('demographic tells by what people are, also of one who has bought nothing', () => {
    const newcomers: Asking = {
      ...askingOf(matrixOf([[], []], 8)),
      traits: () => matrixOf([[0], [1]], 2),
    };
    const model = learnt('demographic');
    const ranked = pickMethod('demographic').rank(model, newcomers, { count: 4, exclude: null });
    const tastes = listsOf(ranked).map((list) => list.map((item) => Math.floor(item / 4)));
    expect(tastes).toEqual([
      [0, 0, 0, 0],
      [1, 1, 1, 1],
    ]);
  });

  it('personal-frequency lists what one has, most often first, and nothing else', () => {
    const often = { ...matrixOf([[0, 1, 5]], 8), weights: Float32Array.of(1, 3, 2) };
    const regular: Asking = { ...askingOf(matrixOf([[0, 1, 5]], 8)), often: () => often };
    const model = learnt('personal-frequency');
    const method = pickMethod('personal-frequency');
    const ranked = method.rank(model, regular, { count: 5, exclude: null });
    expect([...ranked.items]).toEqual([1, 5, 0, -1, -1]);
  });
});

describe('without what it learns from', () => {
  const { history } = lesson;

  it.each([
    ['content', { ...lesson, history: { ...history, texts: null } }],
    ['demographic', { ...lesson, history: { ...history, traits: null } }],
    ['session', { ...lesson, views: null }],
  ] as const)('%s learns nothing', (name, bare) => {
    expect(pickMethod(name).learn(bare)).toBeNull();
  });

  it('all others learn', () => {
    const bare = { ...lesson, history: { ...history, texts: null, traits: null }, views: null };
    for (const name of pickModelNames)
      if (!['content', 'demographic', 'session'].includes(name))
        expect(pickMethod(name).learn(bare), name).not.toBeNull();
  });
});

it.each(['content', 'hybrid'] as const)(
  '%s brings in what nobody has bought by what is written about it',
  (name) => {
    const { history } = lesson;
    const texts = [...(history.texts ?? []), 'cake baking tin, new', 'tent camping gear, new'];
    const matrix = { ...history.matrix, columnCount: 10 };
    const wider = {
      ...lesson,
      history: { ...history, texts, itemCount: 10, matrix },
      recentSales: Float64Array.from([...lesson.recentSales, 0, 0]),
    };
    const { learnt: model = {} } = pickMethod(name).learn(wider) ?? {};
    const people = askingOf(matrixOf([[0, 1], [4, 5], []], 10));
    const candidates = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 1, 1);
    const wanted = { count: 1, exclude: null, candidates };
    const ranked = pickMethod(name).rank(model, people, wanted);
    expect([...ranked.items.subarray(0, 2)]).toEqual([9, 8]);
    expect([...rowOf(people.owned(null), 0)]).toContain(ranked.becauseOf[0]);
  },
);

import { describe, expect, it } from 'vitest';
import { chooseModel } from '../../../src/domain/recommender/choose-model.js';
import { encodeModel } from '../../../src/domain/recommender/model-bytes.js';
import { timeSplit } from '../../../src/domain/recommender/time-split.js';
import { defaultParameters, trainModel } from '../../../src/domain/recommender/train-model.js';
import { pastOf } from '../../support/lessons.js';

interface Bought {
  readonly customer: number;
  readonly product: number;
  readonly day: number;
}

function shopOf(lines: readonly Bought[]) {
  const customers = Int32Array.from(lines, ({ customer }) => customer);
  const products = Int32Array.from(lines, ({ product }) => product);
  const days = Int32Array.from(lines, ({ day }) => day);
  const sales = { products, days, buyers: new Int32Array(days.length).fill(1) };
  return pastOf({ purchases: { customers, products, days }, sales });
}

/** Tastes of six products; each customer buys two of theirs early, one in days 80 to 89, one in days 90 to 99. */
function tastes(people: number) {
  return shopOf(
    Array.from({ length: people }, (_, person) => {
      const [taste, turn] = [person % 3, Math.floor(person / 3) % 6];
      return [10, 30, 80 + (person % 10), 90 + (person % 10)].map((day, at) => ({
        customer: 100 + person,
        product: 1_000 + taste * 6 + ((turn + at) % 6),
        day,
      }));
    }).flat(),
  );
}

/**
 * Everybody keeps to one of two tastes and then buys what newcomers have just begun to buy, which nobody of taste had. One
 * customer has so many products that no model which knows what sells now can be learnt beside the simple ones.
 */
function fashion() {
  const people = Array.from({ length: 60 }, (_, person) => person);
  const trend = (nth: number) => 900 + (nth % 5);
  return shopOf([
    ...people.flatMap((person) => [
      ...Array.from({ length: 10 }, (_, nth) => ({
        customer: 100 + person,
        product: 500 + (person % 2) * 20 + ((person + nth) % 20),
        day: 10 + nth,
      })),
      { customer: 100 + person, product: trend(person), day: 85 },
      { customer: 100 + person, product: trend(person + 1), day: 99 },
    ]),
    ...Array.from({ length: 100 }, (_, nth) => ({
      customer: 300 + nth,
      product: trend(nth),
      day: 76,
    })),
    ...Array.from({ length: 8_001 }, (_, nth) => ({
      customer: 999,
      product: 1_000 + nth,
      day: 1,
    })),
  ]);
}

const parameters = { ...defaultParameters, shrink: 1, halfLifeDays: 3 };

function choose(past: ReturnType<typeof shopOf>) {
  const stages: string[] = [];
  const input = { past, parameters, onCompare: () => void stages.push('compared') };
  return { ...chooseModel(timeSplit(past.purchases, 0.1), input), stages };
}

describe('chooseModel', () => {
  it('takes a personal model where tastes tell what comes, and says by how much it leads', () => {
    const { model, choice, compared, stages } = choose(tastes(90));
    expect(stages).toEqual(['compared']);
    expect(compared).toEqual(['item-knn', 'rp3beta', 'ease', 'hybrid']);
    expect(compared).toContain(model);
    if (choice.kind !== 'best') throw new Error(choice.kind);
    const means = new Map(choice.figures.map((each) => [each.model, each.ndcgAt10.mean]));
    const chosen = means.get(model) ?? 0;
    for (const each of compared) expect(chosen).toBeGreaterThanOrEqual(means.get(each) ?? 1);
    expect(chosen).toBeGreaterThan(means.get('recent-popularity') ?? 1);
    // Validation is days 83 to 90: 7 in 10 buy in 83 to 89, and 1 in 10 on day 90.
    expect(choice.customers).toBe(63 + 9);
    const next = means.get(choice.lead.over) ?? 1;
    expect(choice.lead.ndcgAt10.mean).toBeCloseTo(chosen - next, 9);
  });

  it('never looks at the time of the test', () => {
    const shop = tastes(90);
    const { days, products } = shop.purchases;
    const changed = products.map((product, at) => ((days[at] ?? 0) >= 91 ? 1_000 : product));
    const other = { ...shop, purchases: { ...shop.purchases, products: changed } };
    expect(choose(other).choice).toEqual(choose(shop).choice);
  });

  it('keeps item-kNN, and says so, where too few came back', () => {
    const { model, choice, stages } = choose(tastes(30));
    expect(model).toBe('item-knn');
    expect(choice).toEqual({ kind: 'too-few', customers: 21 + 3, needed: 50 });
    expect(stages).toEqual([]);
  });

  it('keeps item-kNN where there is no past', () => {
    expect(choose(shopOf([])).choice).toEqual({ kind: 'too-few', customers: 0, needed: 50 });
  });

  it('takes popularity where it is better for certain', () => {
    const { model, choice, compared } = choose(fashion());
    expect(compared).toEqual(['item-knn', 'rp3beta']);
    expect(model).toBe('recent-popularity');
    if (choice.kind !== 'best') throw new Error(choice.kind);
    expect(choice.lead.ndcgAt10.interval?.low).toBeGreaterThan(0);
  });
});

describe('trainModel', () => {
  const aids = { nowMs: () => 0, onStage: () => undefined };
  const input = () => ({ past: tastes(90), asOfDay: 100, parameters, also: [] });

  it('leaves the same bytes of the same data', () => {
    const bytes = () =>
      trainModel({ ...input(), model: null }, aids).trained.map(({ model }) => encodeModel(model));
    expect(bytes()).toEqual(bytes());
  });

  it.each([
    'item-knn',
    'rp3beta',
    'ease',
    'hybrid',
    'slim',
    'user-knn',
    'ials',
    'bpr',
    'rules',
  ] as const)('learns %s when asked for it, and judges it beside popularity', (name) => {
    const { trained, unlearnt } = trainModel({ ...input(), model: name }, aids);
    expect(unlearnt).toEqual([]);
    expect(trained).toHaveLength(1);
    const [{ model, card } = fail()] = trained;
    expect(model.name).toBe(name);
    expect(card.choice).toEqual({ kind: 'asked-for' });
    const judged = card.evaluation?.figures.map((each) => each.model);
    expect(judged).toEqual([name, 'recent-popularity', 'popularity']);
  });

  it('learns others beside it, judged in the same table, and says which it cannot', () => {
    const also = ['rules', 'item-knn', 'personal-frequency', 'session'] as const;
    const { trained, unlearnt } = trainModel({ ...input(), model: 'item-knn', also }, aids);
    expect(trained.map(({ model }) => model.name)).toEqual([
      'item-knn',
      'rules',
      'personal-frequency',
    ]);
    expect(unlearnt).toEqual(['session']);
    for (const { card } of trained)
      expect(card.evaluation?.figures.map((each) => each.model)).toEqual([
        'item-knn',
        'rules',
        'recent-popularity',
        'popularity',
      ]);
  });

  it('chooses nothing where the past does not suffice for the one asked for', () => {
    const { trained, unlearnt } = trainModel({ ...input(), model: 'content' }, aids);
    expect(trained).toEqual([]);
    expect(unlearnt).toEqual(['content']);
  });
});

function fail(): never {
  throw new Error('nothing was trained');
}

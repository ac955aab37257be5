import { expect, it } from 'vitest';
import { decodeModel } from '../../src/domain/recommender/model-bytes.js';
import type { TrainingInput } from '../../src/domain/recommender/train-model.js';
import { defaultParameters } from '../../src/domain/recommender/train-model.js';
import { trainingThread } from '../../src/runtime/training-thread.js';
import { pastOf } from '../support/lessons.js';

function input(): TrainingInput {
  const purchases = {
    customers: Int32Array.of(1, 1, 2, 2, 3),
    products: Int32Array.of(7, 9, 7, 9, 8),
    days: Int32Array.of(1, 1, 2, 3, 3),
  };
  const sales = { products: Int32Array.of(8), days: Int32Array.of(5), buyers: Int32Array.of(4) };
  const past = pastOf({ purchases, sales });
  return { past, asOfDay: 5, parameters: defaultParameters, model: null, also: ['rules'] };
}

it('trains in its own thread and brings back the models', async () => {
  const stages: string[] = [];
  const { trained } = await trainingThread().train(input(), (stage) => stages.push(stage));
  const models = trained.map(({ bytes }) => decodeModel(bytes));
  expect(models.map(({ name }) => name)).toEqual(['item-knn', 'rules']);
  for (const { productIds } of models) expect([...productIds]).toEqual([7, 8, 9]);
  expect(trained[0]?.card.data.pairs).toBe(5);
  expect(stages).toEqual(['evaluate', 'fit']);
});

it('takes the arrays over instead of copying them', async () => {
  const taken = input();
  const training = trainingThread().train(taken, () => undefined);
  expect(taken.past.purchases.customers).toHaveLength(0);
  await training;
});

it('leaves the event loop free while it trains', async () => {
  let ticks = 0;
  const ticking = setInterval(() => ticks++, 1);
  await trainingThread().train(input(), () => undefined);
  clearInterval(ticking);
  expect(ticks).toBeGreaterThan(0);
});

it('fails with the cause when training fails', async () => {
  const broken = { ...input(), parameters: { ...defaultParameters, k: -1 } };
  await expect(trainingThread().train(broken, () => undefined)).rejects.toMatchObject({
    message: 'the training thread failed',
    cause: expect.any(RangeError),
  });
});

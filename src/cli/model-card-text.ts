import type { Evaluation, Figures, ModelCard } from '../domain/recommender/model-card.js';
import { dayMs } from '../domain/recommender/purchases.js';
import { table } from './output.js';

/** A trained model in a few lines: data, protocol, figures beside popularity, seconds. */
export function modelCardText(card: ModelCard): string {
  const { data, parameters, seconds } = card;
  const period =
    data.firstDay === null || data.lastDay === null
      ? ''
      : `, ${dayText(data.firstDay)} to ${dayText(data.lastDay)}`;
  const facts = [
    `Data      ${plain(data.customers)} customers × ${plain(data.products)} products, ${plain(data.pairs)} different purchases${period}`,
    `Model     item-kNN, cosine, k ${parameters.k}, shrinkage ${parameters.shrink}; filled up by popularity with a half-life of ${parameters.halfLifeDays} days`,
    `Took      ${seconds.fit.toFixed(2)} s to learn, ${seconds.evaluate.toFixed(2)} s to judge`,
  ];
  const judged = card.evaluation ? evaluationText(card.evaluation) : noEvaluation;
  return `${facts.join('\n')}\n${judged}`;
}

const noEvaluation =
  'Judged    not yet: nobody bought anything new in the last part of so short a history';

function evaluationText(evaluation: Evaluation): string {
  const { testFromDay, customers, testPairs, figures } = evaluation;
  const protocol = `Judged    on what ${plain(customers)} customers bought for the first time from ${dayText(testFromDay)} on (${plain(testPairs)} purchases), knowing only what came before`;
  const rows = figures.map((each) => [
    names[each.model],
    each.ndcgAt10.toFixed(4),
    each.recallAt20.toFixed(4),
    `${(each.hitRateAt10 * 100).toFixed(1)} %`,
  ]);
  return `${protocol}\n\n${table(['', 'nDCG@10', 'recall@20', 'a hit in 10'], rows)}`;
}

const names: Record<Figures['model'], string> = {
  'item-knn': 'item-kNN',
  'recent-popularity': 'popularity, recent',
  popularity: 'popularity, all time',
};

function dayText(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}

function plain(count: number): string {
  return count.toLocaleString('en');
}

import {
  type Estimate,
  type Evaluation,
  type Figures,
  type ModelCard,
  type ModelChoice,
  modelTitles,
} from '../domain/recommender/model-card.js';
import { pickMethod } from '../domain/recommender/pick-methods/methods.js';
import { dayMs } from '../domain/recommender/purchases.js';
import { table } from './output.js';

/** A trained model in a screen: data, model and why this one, figures beside popularity, seconds. */
export function modelCardText(card: ModelCard): string {
  const { data, seconds } = card;
  const period =
    data.firstDay === null || data.lastDay === null
      ? ''
      : `, ${dayText(data.firstDay)} to ${dayText(data.lastDay)}`;
  const facts = [
    `Data      ${plain(data.customers)} customers × ${plain(data.products)} products, ${plain(data.pairs)} different purchases${period}`,
    `Model     ${modelTitles[card.model]}${parametersText(card)}; ${fillText(card)}, as of ${dayText(card.asOfDay)}`,
    `Chosen    ${choiceText(card.choice)}`,
    `Took      ${seconds.choose.toFixed(2)} s to choose, ${seconds.fit.toFixed(2)} s to learn, ${seconds.evaluate.toFixed(2)} s to judge`,
  ];
  const judged = card.evaluation ? evaluationText(card.evaluation) : noEvaluation;
  return `${facts.join('\n')}\n${judged}`;
}

function fillText({ model, parameters }: ModelCard): string {
  return pickMethod(model).isBuyAgain
    ? 'not filled up'
    : `filled up by popularity with a half-life of ${parameters.halfLifeDays} days`;
}

function parametersText({ modelParameters }: ModelCard): string {
  const said = Object.entries(modelParameters).map(
    ([name, value]) => `${name} ${value === null ? 'none' : Number(value.toPrecision(3))}`,
  );
  return said.length === 0 ? '' : ` (${said.join(', ')})`;
}

function choiceText(choice: ModelChoice): string {
  switch (choice.kind) {
    case 'asked-for':
      return 'because you asked for it';
    case 'too-few':
      return `without a comparison: only ${plain(choice.customers)} customers came back in the time to choose by, ${plain(choice.needed)} are needed; item-kNN stays`;
    case 'best': {
      const { figures, lead, customers, fromDay } = choice;
      const ranking = [...figures]
        .sort((a, b) => b.ndcgAt10.mean - a.ndcgAt10.mean)
        .map(({ model, ndcgAt10 }) => `${modelTitles[model]} ${estimateText(ndcgAt10)}`);
      return [
        `by nDCG@10 on what ${plain(customers)} customers bought for the first time from ${dayText(fromDay)} on, before the test began:`,
        ...ranking.map((line) => `            ${line}`),
        `          ahead of ${modelTitles[lead.over]} by ${estimateText(lead.ndcgAt10)}, the same customers compared`,
      ].join('\n');
    }
  }
}

const noEvaluation =
  'Judged    not yet: nobody bought anything new in the last part of so short a history';

function evaluationText(evaluation: Evaluation): string {
  const { testFromDay, customers, testPairs, figures, again } = evaluation;
  const protocol = `Judged    on what ${plain(customers)} customers bought for the first time from ${dayText(testFromDay)} on (${plain(testPairs)} purchases), knowing only what came before`;
  const parts = [`${protocol}\n\n${figuresTable(figures)}`];
  if (again)
    parts.push(
      `On what ${plain(again.customers)} customers bought again:\n\n${figuresTable(again.figures)}`,
    );
  parts.push('Intervals are 95 %, normal approximation of the mean over customers.');
  return parts.join('\n\n');
}

function figuresTable(figures: readonly Figures[]): string {
  const rows = figures.map(({ model, ndcgAt10, recallAt20, hitRateAt10 }) => [
    modelTitles[model],
    estimateText(ndcgAt10),
    estimateText(recallAt20),
    estimateText(hitRateAt10, { percent: true }),
  ]);
  return table(['', 'nDCG@10', 'recall@20', 'a hit in 10'], rows);
}

function estimateText({ mean, interval }: Estimate, { percent = false } = {}): string {
  const half = interval === null ? null : (interval.high - interval.low) / 2;
  if (percent)
    return `${(mean * 100).toFixed(1)}${half === null ? '' : ` ± ${(half * 100).toFixed(1)}`} %`;
  return `${mean.toFixed(4)}${half === null ? '' : ` ± ${half.toFixed(4)}`}`;
}

function dayText(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}

function plain(count: number): string {
  return count.toLocaleString('en');
}

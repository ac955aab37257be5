import { Command, Option } from 'commander';
import { type PickModelName, pickModelNames } from '../../domain/recommender/pick-learners.js';
import { fitOutlooks } from '../../services/refresh-outlooks.js';
import { type TrainingProgress, trainRecommender } from '../../services/train.js';
import type { CliContext } from '../context.js';
import { freshProfiles } from '../fresh-profiles.js';
import { modelCardText } from '../model-card-text.js';
import { outlookFitText } from '../outlook-fit-text.js';
import { print, progress } from '../output.js';

export function trainCommand(context: CliContext): Command {
  return new Command('train')
    .description('learn from all purchases what to pick for whom, and when customers buy again')
    .addOption(
      new Option(
        '--model <name>',
        'this one, instead of the one that serves the shop best',
      ).choices(pickModelNames),
    )
    .option('--json', 'the model card for a machine')
    .addHelpText('after', '\nExamples:\n  hawker train\n  hawker train --model item-knn')
    .action(async (options: { json?: boolean; model?: PickModelName }) => {
      const app = await context.app();
      const steps = trainingSteps();
      const asOf = app.clock.now();
      const { version, card, sizeBytes } = await trainRecommender(app, {
        asOf,
        model: options.model,
        onProgress: steps.next,
      });
      steps.end();
      await freshProfiles(app, asOf);
      const outlook = await fitOutlooks(app, asOf);
      if (options.json === true)
        print(JSON.stringify({ version, sizeBytes, ...card, outlook }, null, 2));
      else
        print(`\nVersion   ${version}, ${(sizeBytes / 1e6).toFixed(1)} MB\n${modelCardText(card)}`);
      if (options.json !== true) print(`\n${outlookFitText(outlook, app.shop.currency)}`);
      if (card.data.pairs === 0 && options.json !== true) print(nothingYet);
    });
}

const nothingYet =
  '\nNobody has bought anything yet, so nothing was learnt.\n  → hawker import interactions FILE';

const labels: Record<TrainingProgress['stage'], string> = {
  read: 'read purchases',
  choose: 'compare models on a part of the past',
  evaluate: 'judge on the last part of the time',
  fit: 'learn from everything',
};

/** A progress line for each stage, ended when the next one begins. */
function trainingSteps() {
  let stage: TrainingProgress['stage'] = 'read';
  let line = progress(labels.read);
  return {
    next(step: TrainingProgress) {
      if (step.stage !== stage) {
        line.end();
        stage = step.stage;
        line = progress(labels[stage]);
      }
      if (step.stage === 'read') line.update(step.done);
    },
    end: () => line.end(),
  };
}

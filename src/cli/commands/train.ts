import { Command, Option } from 'commander';
import type { App } from '../../app.js';
import { modelTitles } from '../../domain/recommender/model-card.js';
import {
  type PickModelName,
  pickModelNames,
} from '../../domain/recommender/pick-methods/pick-method.js';
import type { UserError } from '../../domain/user-error.js';
import { fitOutlooks } from '../../services/refresh-outlooks.js';
import {
  type TrainedVersion,
  type TrainingProgress,
  trainRecommender,
  unlearntError,
} from '../../services/train.js';
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
    .addOption(
      new Option(
        '--also <name...>',
        'beside it, for campaigns that name them; those that campaigns in force name are learnt anyway',
      ).choices(pickModelNames),
    )
    .option('--json', 'the model card for a machine')
    .addHelpText(
      'after',
      '\nExamples:\n  hawker train\n  hawker train --model item-knn\n  hawker train --also session rules',
    )
    .action(async ({ json, model, also = [] }: Options) => {
      const app = await context.app();
      app.giveWay();
      const steps = trainingSteps();
      const asOf = app.clock.now();
      const trained = await trainRecommender(app, {
        asOf,
        model,
        also: [...new Set([...also, ...(await namedModels(app))])],
        onProgress: steps.next,
      });
      steps.end();
      await freshProfiles(app, asOf);
      const outlook = await fitOutlooks(app, asOf);
      const { card, version, sizeBytes, unlearnt } = trained;
      if (json === true) {
        const others = trained.also.map((each) => ({ ...each, ...each.card, card: undefined }));
        const main = { version, sizeBytes, ...card };
        print(JSON.stringify({ ...main, also: others, unlearnt, outlook }, null, 2));
        return;
      }
      print(`\n${versionText(trained)}\n${modelCardText(card)}`);
      print(`\n${trained.also.map(alsoText).join('\n')}`);
      for (const name of unlearnt) print(unlearntText(unlearntError(name)));
      print(`\n${outlookFitText(outlook, app.shop.currency)}`);
      if (card.data.pairs === 0) print(nothingYet);
    });
}

interface Options {
  readonly json?: boolean;
  readonly model?: PickModelName;
  readonly also?: readonly PickModelName[];
}

/** Models that campaigns in force name. */
async function namedModels(app: App): Promise<PickModelName[]> {
  const campaigns = await app.campaigns.all();
  return campaigns
    .filter(({ state }) => state !== 'ended')
    .flatMap(({ version }) => version.campaign.picks?.model ?? []);
}

function versionText({ version, sizeBytes }: TrainedVersion): string {
  return `Version   ${version}, ${(sizeBytes / 1e6).toFixed(1)} MB`;
}

function alsoText({ version, sizeBytes, card }: TrainedVersion): string {
  const facts = `version ${version}, ${(sizeBytes / 1e6).toFixed(1)} MB, ${card.seconds.fit.toFixed(2)} s to learn`;
  return `Also      ${modelTitles[card.model]}: ${facts}; for campaigns with picks.model: ${card.model}`;
}

function unlearntText({ message, hint }: UserError): string {
  return `\nNot       ${message}\n  → ${hint}`;
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

import { join } from 'node:path';
import { Command } from 'commander';
import { type App, programRoot } from '../../app.js';
import { chatParts } from '../../demo.js';
import { OccurrenceCounter } from '../../domain/behaviour/occurrence-counter.js';
import { UserError } from '../../domain/user-error.js';
import { demoChat } from '../../services/demo-shop.js';
import { importOnlineRetail } from '../../services/import-online-retail.js';
import { planRun } from '../../services/plan-run.js';
import { hasDemoChat, movedToEndAt, nameDemoCustomers } from '../../services/prepare-demo.js';
import { refreshProfiles } from '../../services/refresh-profiles.js';
import { trainRecommender } from '../../services/train.js';
import type { CliContext } from '../context.js';
import { print, problemsError, progress } from '../output.js';
import { untilAskedToStop } from '../until-stopped.js';
import { applyFiles } from './apply.js';

const firstCampaign = 'welcome-back';
const webchat = 'webchat';

export function demoCommand(context: CliContext): Command {
  return new Command('demo')
    .description(
      'a shop with real history to try everything on: no account, no server, nothing to set up',
    )
    .addHelpText('after', '\nExample:\n  PORT=8421 hawker demo')
    .action(async () => {
      const app = await context.app();
      if (app.mode !== 'demo') {
        throw new UserError(`this is the shop "${app.shop.id}", not the demo`, {
          hint: 'run it from the program’s own folder, without --shop and DATABASE_URL; your shop runs with `hawker serve`',
        });
      }
      await prepare(app);
      const { startService } = await import('../../serve.js');
      const service = await startService(app);
      print(welcome(service.url));
      await untilAskedToStop();
      print('\nStopping: messages under way are finished first …');
      await service.stop();
      print('Stopped. `npm start` goes on where this ended; delete data/ for a new demo.');
    });
}

/** Every step is done once, also when the demo was stopped in the middle of one. */
async function prepare(app: App): Promise<void> {
  await step(app, 'import', 'Importing a year of a real shop', importSlice);
  await step(app, 'chats', 'Giving its customers names and chats', makeChats);
  await step(app, 'profiles', 'Getting to know them', async () => {
    const { customers } = await refreshProfiles(app, app.clock.now());
    return `${customers.toLocaleString('en')} profiles`;
  });
  await step(app, 'train', 'Training the recommender', async () => {
    const { card } = await trainRecommender(app, {
      asOf: app.clock.now(),
      // Quickly: to compare models takes a minute, and whoever tries the demo waits.
      model: 'item-knn',
    });
    return `${card.data.products.toLocaleString('en')} products, ${card.data.pairs.toLocaleString('en')} purchases`;
  });
  await always('Applying campaigns/', async () => {
    const { campaigns } = await applyFiles(app, [], 'demo');
    return campaigns.map(({ campaignId }) => campaignId).join(', ');
  });
  await step(app, 'run', `Planning the first run of ${firstCampaign}`, planFirstRun);
}

type Work = (app: App) => Promise<string>;

async function step(app: App, name: string, label: string, work: Work): Promise<void> {
  if (await app.demo.isDone(name)) return;
  await always(label, () => work(app));
  await app.demo.markDone(name);
}

async function always(label: string, work: () => Promise<string>): Promise<void> {
  const shown = progress(label);
  shown.update(0);
  shown.end(await work());
}

async function importSlice(app: App): Promise<string> {
  const file = await app.records.open(join(programRoot, 'demo', 'online-retail-slice.csv.gz'), {});
  const { registry } = app;
  const imported = await importOnlineRetail(
    { registry, ...movedToEndAt(app, app.clock.now()) },
    { file, source: 'online-retail', mapping: new Map(), occurrences: new OccurrenceCounter() },
    { customers: true, products: true, orders: true },
  );
  if (imported.kind === 'refused') throw problemsError(imported.problems);
  const { result } = imported;
  if (result.brokenOff !== null) throw result.brokenOff;
  return `${result.rowsTaken.toLocaleString('en')} lines`;
}

async function makeChats(app: App): Promise<string> {
  const customers = await nameDemoCustomers(app, webchat);
  const chatting = customers.filter(({ externalId }) => hasDemoChat(externalId));
  const parts = chatParts(app);
  for (const { id } of chatting) await demoChat(parts, id, webchat);
  return `${chatting.length} of ${customers.length} chat with the shop`;
}

async function planFirstRun(app: App): Promise<string> {
  const applied = await app.campaigns.current(firstCampaign);
  if (applied === null) throw new UserError(`campaigns/ has no ${firstCampaign}.yaml`);
  const at = app.clock.now();
  const { run } = await app.runs.create({
    campaignId: firstCampaign,
    versionId: applied.version.versionId,
    occurrenceKey: 'demo:first',
    state: 'planning',
    stateReason: null,
    scheduledFor: at,
    at,
  });
  await planRun(app, run);
  const counts = await app.deliveries.countByState(run.id);
  return `${counts.planned} messages`;
}

function welcome(url: string): string {
  return `
Hawker is running:  ${url}

  ${url}/                what just happened, and what to try
  ${url}/demo/customers  chat as one of the customers
  ${url}/admin           runs and reports, live

Try, in another terminal:
  npx hawker plan campaigns/welcome-back.yaml
  npx hawker report welcome-back
  npx hawker segments

Ctrl-C stops it; \`npm start\` goes on where it ended.`;
}

// The planner of bench/plan.mjs: plans one run with the product's own parts, says how long it took and how much memory.
import { keyringOf } from '../dist/src/runtime/keyring.js';
import { planningThread } from '../dist/src/runtime/planning-thread.js';
import { systemRandom } from '../dist/src/runtime/system-random.js';
import { pickProducts } from '../dist/src/services/pick-products.js';
import { planRun } from '../dist/src/services/plan-run.js';
import { campaignStore } from '../dist/src/store/campaign-store.js';
import { openDatabase } from '../dist/src/store/client.js';
import { eligibilityStore } from '../dist/src/store/eligibility-store.js';
import { modelStore } from '../dist/src/store/model-store.js';
import { outlookStore } from '../dist/src/store/outlook-store.js';
import { pickStore } from '../dist/src/store/pick-store.js';
import { planStore } from '../dist/src/store/plan-store.js';
import { profileStore } from '../dist/src/store/profile-store.js';
import { promotionStore } from '../dist/src/store/promotion-store.js';
import { runStore } from '../dist/src/store/run-store.js';
import { segmentStore } from '../dist/src/store/segment-store.js';
import { asOf, shop } from './plan-campaign.mjs';

const [url, runId] = process.argv.slice(2);
const nothing = () => undefined;
const log = { info: nothing, warn: console.error, error: console.error };
const clock = { now: () => asOf };
const keyring = keyringOf(Buffer.alloc(32, 7));
const database = openDatabase(url);
const parts = {
  campaigns: campaignStore(database),
  eligibility: eligibilityStore(database),
  models: modelStore(database),
  pickFacts: pickStore(database),
  outlooks: outlookStore(database),
  plans: planStore(database),
  profiles: profileStore(database),
  promotions: promotionStore(database),
  runs: runStore(database),
  segments: segmentStore(database, shop.timezone),
  keyring,
  random: systemRandom,
  clock,
  shop,
  log,
  openPlanPreparer: (preparation) => planningThread({ databaseUrl: url, preparation }),
};
const startedAt = performance.now();
const used = process.cpuUsage();
await planRun(
  { ...parts, pickProducts: (input) => pickProducts(parts, input) },
  { id: Number(runId) },
);
const { user, system } = process.cpuUsage(used);
const seconds = (performance.now() - startedAt) / 1_000;
await database.close();
const peakMb = process.resourceUsage().maxRSS / 1_024;
process.send({ seconds, cpuSeconds: (user + system) / 1e6, peakMb }, () => process.disconnect());

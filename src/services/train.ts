import type { ModelCard, TrainingParameters } from '../domain/recommender/model-card.js';
import { modelTitles } from '../domain/recommender/model-card.js';
import { pickMethod } from '../domain/recommender/pick-methods/methods.js';
import type { PickModelName } from '../domain/recommender/pick-methods/pick-method.js';
import { concat, type DailyPurchases, dayMs } from '../domain/recommender/purchases.js';
import type { ShopPast, Views } from '../domain/recommender/shop-past.js';
import { defaultParameters, type TrainingStage } from '../domain/recommender/train-model.js';
import { UserError } from '../domain/user-error.js';
import type { Clock } from '../ports/clock.js';
import type { ModelStore } from '../ports/model-store.js';
import type { Trainer } from '../ports/trainer.js';
import type { TrainingStore } from '../ports/training-store.js';
import { pickModelKind } from './pick-model-version.js';

export interface TrainDeps {
  readonly training: TrainingStore;
  readonly models: ModelStore;
  readonly trainer: Trainer;
  readonly clock: Clock;
}

export type TrainingProgress =
  | { readonly stage: 'read'; readonly done: number; readonly total: number }
  | { readonly stage: TrainingStage };

export interface TrainInput {
  /** What happened later is not looked at, and popularity is as of then. */
  readonly asOf: number;
  readonly parameters?: Partial<TrainingParameters>;
  /** Absent: the one that serves this shop best. */
  readonly model?: PickModelName | undefined;
  /** Others, for campaigns that name them. */
  readonly also?: readonly PickModelName[];
  readonly onProgress?: (progress: TrainingProgress) => void;
}

export interface TrainedVersion {
  readonly version: number;
  readonly card: ModelCard;
  readonly sizeBytes: number;
}

export interface Trained extends TrainedVersion {
  readonly also: readonly TrainedVersion[];
  /** Those of `also` for which the shop's past does not suffice. */
  readonly unlearnt: readonly PickModelName[];
}

/**
 * Chooses a model by the shop's own past, judges it on the last part of the time, learns it from everything, keeps it as
 * the newest version.
 *
 * @throws UserError if the model asked for cannot be learnt from what this shop knows
 */
export async function trainRecommender(deps: TrainDeps, input: TrainInput): Promise<Trained> {
  const { asOf, model = null, also = [] } = input;
  const { trained, unlearnt } = await deps.trainer.train(
    {
      past: await readPast(deps.training, input),
      asOfDay: Math.floor(asOf / dayMs),
      parameters: { ...defaultParameters, ...input.parameters },
      model,
      also,
    },
    (stage) => input.onProgress?.({ stage }),
  );
  if (model !== null && unlearnt.includes(model)) throw unlearntError(model);
  const versions: TrainedVersion[] = [];
  for (const [nth, { bytes, card }] of trained.entries()) {
    const kind = pickModelKind(nth === 0 ? undefined : card.model);
    const version = await deps.models.save({
      kind,
      metrics: card,
      bytes,
      trainedAt: deps.clock.now(),
    });
    versions.push({ version, card, sizeBytes: bytes.byteLength });
  }
  const [first, ...others] = versions;
  if (first === undefined) throw new Error('nothing was trained');
  return { ...first, also: others, unlearnt };
}

/** What a model needs of a shop's past, in the marketer's words. */
export function unlearntError(model: PickModelName): UserError {
  return new UserError(`${modelTitles[model]} cannot be learnt yet`, { hint: needs(model) });
}

function needs(model: PickModelName): string {
  switch (pickMethod(model).reads) {
    case 'looked':
      return 'it learns from what customers look at: send browse and click to /v1/interactions, or import them';
    case 'traits':
      return 'it learns from facts about customers that 20 or more share (tier, language, age, the shop’s own attributes): import them';
    default:
      return 'it learns from what is written about products: import names and descriptions';
  }
}

// For what follows what: taste changes, and a year of looks is a lot of memory.
const viewsForDays = 90;

async function readPast(
  training: TrainingStore,
  { asOf, model, also = [], onProgress = () => undefined }: TrainInput,
): Promise<ShopPast> {
  const named = model === undefined ? also : [model, ...also];
  const reads = new Set(named.map((name) => pickMethod(name).reads));
  const from = asOf - viewsForDays * dayMs;
  return {
    purchases: await readPurchases(training, asOf, onProgress),
    sales: await training.sales(asOf),
    texts: orNull(await training.texts(), ({ texts }) => texts.length),
    views: reads.has('looked')
      ? orNull(await readViews(training, { from, until: asOf }), ({ minutes }) => minutes.length)
      : null,
    traits: reads.has('traits')
      ? orNull(await training.traits(asOf), ({ traits }) => traits.length)
      : null,
  };
}

function orNull<T>(known: T, size: (known: T) => number): T | null {
  return size(known) === 0 ? null : known;
}

async function readViews(
  training: TrainingStore,
  time: { readonly from: number; readonly until: number },
): Promise<Views> {
  const pages: Views[] = [];
  for await (const page of training.views(time)) pages.push(page);
  return {
    customers: concat(pages.map((page) => page.customers)),
    products: concat(pages.map((page) => page.products)),
    minutes: concat(pages.map((page) => page.minutes)),
  };
}

/** All purchases until `asOf`, page by page. */
export async function readPurchases(
  training: TrainingStore,
  asOf: number,
  onProgress: (progress: TrainingProgress) => void,
): Promise<DailyPurchases> {
  const total = await training.customerCount();
  const pages: DailyPurchases[] = [];
  let done = 0;
  for await (const { customerCount, purchases } of training.purchases(asOf)) {
    pages.push(purchases);
    done += customerCount;
    onProgress({ stage: 'read', done, total });
  }
  return {
    customers: concat(pages.map((page) => page.customers)),
    products: concat(pages.map((page) => page.products)),
    days: concat(pages.map((page) => page.days)),
  };
}

import { join, resolve } from 'node:path';
import type { Environment } from './config/environment.js';
import type { Shop } from './domain/campaign/shop.js';
import type { Clock } from './ports/clock.js';
import type { Logger } from './ports/logger.js';
import type { Preparation } from './ports/plan-preparer.js';
import { openAccounts } from './runtime/adapter-loader.js';
import { chatNotifier } from './runtime/chat-notifier.js';
import { clusteringThread } from './runtime/clustering-thread.js';
import { giveWay } from './runtime/give-way.js';
import { instanceMarkFile } from './runtime/instance-mark-file.js';
import { instanceMarkRedis } from './runtime/instance-mark-redis.js';
import { loadSecret } from './runtime/key-file.js';
import { keyringOf } from './runtime/keyring.js';
import { liquidEngine } from './runtime/liquid.js';
import { jsonLog } from './runtime/log.js';
import { nodeDigest } from './runtime/node-digest.js';
import { planningThread } from './runtime/planning-thread.js';
import { qrCode } from './runtime/qr-code.js';
import { recordReader } from './runtime/record-reader.js';
import { systemClock } from './runtime/system-clock.js';
import { systemRandom } from './runtime/system-random.js';
import { type ThreadCrew, threadCrew } from './runtime/thread-crew.js';
import { trainingThread } from './runtime/training-thread.js';
import { workerName } from './runtime/worker-name.js';
import { actionUrlOf } from './services/action-links.js';
import { type PickInput, pickProducts } from './services/pick-products.js';
import { pointsOffer } from './services/points.js';
import { shopPages } from './services/shop-pages.js';
import { unsubscribeUrlOf } from './services/unsubscribe-links.js';
import { chatMessagesStore } from './store/chat-messages-store.js';
import { dialectOf, openDatabase } from './store/client.js';
import { claimInstance } from './store/instance.js';
import { migrateDatabase, prepareDatabase } from './store/prepare.js';
import { sharedTokens } from './store/shared-tokens.js';
import { storesOf } from './store/stores.js';

/** The program's own folder: `prisma/`, `public/`, `demo/` and `dist/` lie in it. */
export const programRoot = resolve(import.meta.dirname, '../..');

export interface AppOptions {
  readonly shop: Shop;
  /** The folder that holds `campaigns/`, `.env` and `data/`. */
  readonly shopDir: string;
  readonly environment: Environment;
  readonly clock?: Clock;
  readonly log?: Logger;
}

export type App = Awaited<ReturnType<typeof openApp>>;

/**
 * The parts list: configuration → store, runtime, adapters → services. Holds no logic.
 * Each store is a function of the database; each service is a function that takes what it needs of this object.
 *
 * @throws UserError if the database cannot be used, or belongs to another shop or key
 */
export async function openApp(options: AppOptions) {
  const { shop, shopDir, environment } = options;
  const clock = options.clock ?? systemClock;
  const log = options.log ?? jsonLog(environment.logLevel ?? quietLevel(shop));
  const databaseUrl = databaseUrlOf(environment, shopDir);
  await prepareDatabase(databaseUrl, programRoot);
  const keyFile = dialectOf(databaseUrl) === 'sqlite' ? join(shopDir, 'data', 'hawker.key') : null;
  const keyring = keyringOf(loadSecret(environment.key, keyFile));
  const database = openDatabase(databaseUrl);
  await claimInstance(database, {
    shop: shop.id,
    currency: shop.currency,
    keyFingerprint: keyring.fingerprint,
  });
  const stores = storesOf({ database, keyring, clock, timezone: shop.timezone });
  const mode = shop.id === 'demo' ? ('demo' as const) : ('shop' as const);
  const publicUrl = environment.publicUrl ?? `http://127.0.0.1:${environment.port}`;
  const notifier = chatNotifier();
  const chatMessages = chatMessagesStore(database, notifier);
  const parts = { ...stores, clock, log, digest: nodeDigest };
  const tokenParts = { keyring, clock, leases: stores.leases, holder: workerName() };
  const adapterDeps = {
    publicUrl,
    chatMessages,
    tokens: sharedTokens(database, tokenParts),
    unsubscribeUrl: unsubscribeUrlOf(keyring, environment.publicUrl ?? null),
    actionUrl: actionUrlOf(keyring, environment.publicUrl ?? null),
    fetch,
    now: clock.now,
    log,
  };
  return {
    /** The bundled shop with "chat as any customer"; a database is the demo's or a shop's for ever. */
    mode,
    shop,
    shopDir,
    environment,
    databaseUrl,
    clock,
    log,
    random: systemRandom,
    keyring,
    digest: nodeDigest,
    qrCode,
    records: recordReader,
    ...longWork(),
    ...stores,
    chatMessages,
    chatNotifier: notifier,
    /** Where customers reach us; this machine unless PUBLIC_URL is set. */
    publicUrl,
    pages: shopPages({ mode, publicUrl, url: shop.url }),
    templates: liquidEngine(),
    pickProducts: (input: PickInput) => pickProducts(parts, input),
    pointsOfferOf: (customerId: number) => pointsOffer({ ...parts, shop }, customerId),
    openPlanPreparer: (preparation: Preparation) => planningThread({ databaseUrl, preparation }),
    accounts: await openAccounts(shop, adapterDeps),
    /** Outside the database, so that an older copy of it is known for one. */
    openInstanceMarks: () => instanceMarks(options, keyring.fingerprint, log),
    isAnswering: () =>
      database.models.meta.findFirst().then(
        () => true,
        () => false,
      ),
    close: () => database.close(),
  };
}

function longWork() {
  return { trainer: trainingThread(), clusterer: clusteringThread(), giveWay };
}

function instanceMarks({ environment, shopDir }: AppOptions, scope: string, log: Logger) {
  const { redisUrl, stateDir = join(shopDir, 'data') } = environment;
  const file = instanceMarkFile(join(stateDir, 'hawker.instance'), log);
  return redisUrl === undefined ? [file] : [instanceMarkRedis(redisUrl, scope, log), file];
}

// A line for every request is for machines to read.
function quietLevel({ id }: Shop): 'warn' | 'info' {
  return id === 'demo' || process.stderr.isTTY === true ? 'warn' : 'info';
}

export function databaseUrlOf(environment: Environment, shopDir: string): string {
  return environment.databaseUrl ?? `file:${join(shopDir, 'data', 'hawker.db')}`;
}

/** @returns the names of the migrations it applied */
/** Threads for heavy figures, to be ended by who asked for them. */
export function openCrew(): ThreadCrew {
  return threadCrew();
}

export function migrateApp(databaseUrl: string): Promise<string[]> {
  return migrateDatabase(databaseUrl, programRoot);
}

/** What files are held against when there is no database: the channels' own rules, and Liquid. */
export async function checkParts(shop: Shop) {
  const none = () => Promise.reject(new Error('a check sends nothing'));
  const chatMessages = { append: none };
  const log = jsonLog('silent');
  const deps = {
    publicUrl: null,
    chatMessages,
    tokens: { get: none },
    unsubscribeUrl: () => null,
    actionUrl: () => null,
    fetch,
    now: systemClock.now,
    log,
  };
  return { templates: liquidEngine(), accounts: await openAccounts(shop, deps) };
}

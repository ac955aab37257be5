import type { Environment } from './config/environment.js';
import type { Shop } from './domain/campaign/shop.js';
import type { Clock } from './ports/clock.js';
import type { Keyring } from './ports/keyring.js';
import type { Logger } from './ports/logger.js';
import type { Random } from './ports/random.js';
import { openDatabase } from './store/client.js';

export interface AppOptions {
  /** demo: the bundled shop, with "chat as any customer"; a database is one or the other for ever. */
  readonly mode: 'demo' | 'shop';
  readonly shop: Shop;
  readonly environment: Environment;
  readonly databaseUrl: string;
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

export type App = ReturnType<typeof openApp>;

/**
 * The parts list: configuration → store, runtime, adapters → services. Holds no logic.
 * Each store is a function of the database; each service is a function that takes what it needs of this object.
 */
export function openApp(options: AppOptions) {
  const { databaseUrl } = options;
  const database = openDatabase(databaseUrl);
  return {
    ...options,
    close: () => database.close(),
  };
}

import type { App } from '../app.js';
import type { Environment } from '../config/environment.js';

/** What a command is given. Opening is left to the command, because `--help` and `check` need no database. */
export interface CliContext {
  /** The folder that holds `campaigns/`; from --shop, HAWKER_SHOP or the current one. */
  readonly shopDir: () => string;
  /** The process's variables and the shop's `.env`, parsed. */
  readonly environment: () => Environment;
  /** Opens the shop (files, database, keys); closed when the command ends. */
  readonly app: () => Promise<App>;
}

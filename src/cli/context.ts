import type { App } from '../app.js';

/** What a command is given. Opening is left to the command, because `--help` and `check` need no database. */
export interface CliContext {
  /** The folder that holds `campaigns/`; from --shop, HAWKER_SHOP or the current one. */
  readonly shopDir: () => string;
  /** Opens the shop (files, database, keys); closed when the command ends. */
  readonly app: () => Promise<App>;
}

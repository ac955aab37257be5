import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type App, openApp } from '../app.js';
import {
  type Environment,
  loadEnvFile,
  parseEnvironment,
  processVariables,
} from '../config/environment.js';
import { loadShop } from '../config/shop-file.js';
import type { Parsed } from '../domain/problem.js';
import { UserError } from '../domain/user-error.js';
import type { CliContext } from './context.js';
import { problemsError } from './output.js';
import { shownFolder } from './shop-files.js';

export interface Session {
  readonly context: CliContext;
  close(): Promise<void>;
}

/** @param shopOption what --shop says, once the command line is parsed */
export function openShop(shopOption: () => string | undefined): Session {
  let opening: Promise<App> | undefined;
  const shopDir = () => resolve(shopOption() ?? processVariables()['HAWKER_SHOP'] ?? '.');
  const environment = () => readEnvironment(shopDir());
  const app = () => {
    opening ??= open(shopDir(), environment());
    return opening;
  };
  const close = async () => {
    const opened = await opening?.catch(() => undefined);
    await opened?.close();
  };
  return { context: { shopDir, environment, app }, close };
}

function open(shopDir: string, environment: Environment): Promise<App> {
  if (!existsSync(join(shopDir, 'campaigns', 'shop.yaml'))) {
    throw new UserError(`no shop here: ${join(shopDir, 'campaigns', 'shop.yaml')} does not exist`, {
      hint: 'make one with `hawker init my-shop`, or name its folder with --shop',
    });
  }
  const shop = orThrow(loadShop(shownFolder(shopDir), processVariables()));
  return openApp({ shop, shopDir, environment });
}

function readEnvironment(shopDir: string): Environment {
  const envFile = join(shopDir, '.env');
  if (existsSync(envFile)) loadEnvFile(envFile);
  return orThrow(parseEnvironment(processVariables()));
}

function orThrow<T>(parsed: Parsed<T>): T {
  if (parsed.ok) return parsed.value;
  throw problemsError(parsed.problems);
}

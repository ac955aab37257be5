import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { env } from 'node:process';
import { postgresqlServer, redisServer } from './servers.js';

/** Tests that start real processes and worker threads run what `dist/` holds, so it is built first. */
export function setup(): void {
  const build = resolve(import.meta.dirname, '../../scripts/build.mjs');
  if (env['HAWKER_SKIP_BUILD'] === undefined) {
    execFileSync(process.execPath, [build], { stdio: 'inherit' });
  }
  if (postgresqlServer() === null)
    process.stderr.write('No PostgreSQL at HAWKER_TEST_POSTGRESQL: its suites are skipped.\n');
  if (redisServer() === null)
    process.stderr.write('No Redis at HAWKER_TEST_REDIS: its suites are skipped.\n');
}

import { execFileSync } from 'node:child_process';
import { env } from 'node:process';

// With CI=true a missing server is a failure; on a laptop its suites are skipped, and global-setup.ts says so once.

export function postgresqlServer(): string | null {
  const url = env['HAWKER_TEST_POSTGRESQL'] ?? 'postgresql://postgres@127.0.0.1:5432/postgres';
  return answers(url, 5432) || env['CI'] === 'true' ? url : null;
}

export function redisServer(): string | null {
  const url = env['HAWKER_TEST_REDIS'] ?? 'redis://127.0.0.1:6379';
  return answers(url, 6379) || env['CI'] === 'true' ? url : null;
}

/** Runs of the crash test on each database: a few in `npm test`, 200 by `npm run prove`. */
export function crashRuns(): number {
  return Number(env['HAWKER_CRASH_RUNS'] ?? 6);
}

// Synchronous, because suites are declared before anything can be awaited.
function answers(url: string, defaultPort: number): boolean {
  const { hostname, port } = new URL(url);
  const script = `require('net').connect(${Number(port) || defaultPort}, '${hostname}').on('connect', () => process.exit(0)).on('error', () => process.exit(1))`;
  try {
    execFileSync(process.execPath, ['-e', script], { timeout: 3_000, stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { programRoot } from './databases.js';

export interface WorkerSettings {
  readonly databaseUrl: string;
  readonly redisUrl?: string;
  readonly scope: string;
  /** Of the Telegram account. */
  readonly settings: Readonly<Record<string, unknown>>;
}

export interface DispatchProcess {
  /** `kill -9`: no handler runs, nothing is flushed. */
  kill(): Promise<void>;
  /** Asks it to finish what it has begun. @returns its exit code */
  stop(): Promise<number | null>;
}

/** Starts a real worker process and waits until it dispatches. */
export async function startWorker(settings: WorkerSettings): Promise<DispatchProcess> {
  const entry = join(programRoot, 'test/support/dispatch-worker.mjs');
  const child = spawn(process.execPath, [entry], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exit = once(child, 'exit');
  child.stdin.end(JSON.stringify(settings));
  await Promise.race([readiness(child), exit.then(failed)]);
  return {
    async kill() {
      child.kill('SIGKILL');
      await exit;
    },
    async stop() {
      child.kill('SIGTERM');
      const [code] = (await exit) as [number | null];
      return code;
    },
  };
}

async function readiness(child: ChildProcess): Promise<void> {
  if (child.stdout === null) throw new Error('no stdout');
  let heard = '';
  for await (const chunk of child.stdout) {
    heard += String(chunk);
    if (heard.includes('ready')) break;
  }
  child.stdout.resume();
}

function failed(): never {
  throw new Error('the worker ended before it was ready');
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Quota } from '../../src/ports/channel.js';
import { programRoot } from './databases.js';

export interface WorkerSettings {
  readonly databaseUrl: string;
  readonly redisUrl?: string;
  readonly scope: string;
  /** Of the Telegram account. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Kills itself at this passing of this point (test/support/crash-points.mjs); null only counts them. */
  readonly crash?: CrashPlan | null;
  /** Of the account, so that an intent takes its share of them. */
  readonly quotas?: readonly Quota[];
  /** Its clock jumps at its so-manieth send, and back at a later one. */
  readonly clockJump?: {
    readonly jumpMs: number;
    readonly afterSends: number;
    readonly backAfterSends: number;
  };
}

export interface CrashPlan {
  readonly point: string;
  /** 1 for the first passing. */
  readonly nth: number;
}

export interface DispatchProcess {
  /** `kill -9`: no handler runs, nothing is flushed. */
  kill(): Promise<void>;
  /** Asks it to finish what it has begun. @returns its exit code */
  stop(): Promise<number | null>;
  readonly pid: number;
  /** Resolves when it is gone, by whatever cause. */
  readonly gone: Promise<void>;
  /** Of a worker with `crash` that was stopped: how often each point was passed. */
  points(): ReadonlyMap<string, number>;
}

/** Starts a real worker process and waits until it dispatches. */
export async function startWorker(settings: WorkerSettings): Promise<DispatchProcess> {
  const entry = join(programRoot, 'test/support/dispatch-worker.mjs');
  const child = spawn(process.execPath, [entry], { stdio: ['pipe', 'pipe', 'inherit'] });
  // `close` comes when its last words are read as well.
  const exit = once(child, 'close');
  child.stdin.end(JSON.stringify(settings));
  const heard = hear(child);
  // One that is made to crash may do so before it is ready.
  const over = settings.crash ? exit.then(() => undefined) : exit.then(failed);
  await Promise.race([heard.ready, over]);
  return {
    pid: child.pid ?? -1,
    gone: exit.then(() => undefined),
    points: () => heard.points,
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

function hear(child: ChildProcess) {
  let text = '';
  const points = new Map<string, number>();
  const ready = new Promise<void>((resolve) => {
    child.stdout?.on('data', (chunk) => {
      text += String(chunk);
      if (text.includes('ready')) resolve();
      const counted = /^points (.*)$/m.exec(text)?.[1];
      if (counted === undefined) return;
      for (const [point, count] of Object.entries(JSON.parse(counted))) {
        points.set(point, Number(count));
      }
    });
  });
  return { ready, points };
}

function failed(): never {
  throw new Error('the worker ended before it was ready');
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Membership } from '../../src/domain/membership/membership.js';

const script = resolve(import.meta.dirname, 'points-worker.mjs');

export interface PointsStep {
  readonly step: 'round' | 'join' | 'adjust';
  readonly at: number;
  readonly customerId?: number;
  readonly points?: number;
}

export interface PointsWorker {
  /** @returns `done`, or what went wrong */
  ask(step: PointsStep): Promise<string>;
  close(): Promise<void>;
}

/** Processes with database clients of their own. */
export function startPointsWorkers(
  url: string,
  count: number,
  membership: Membership,
): Promise<PointsWorker[]> {
  return Promise.all(Array.from({ length: count }, () => start(url, membership)));
}

async function start(url: string, membership: Membership): Promise<PointsWorker> {
  const child = spawn(process.execPath, [script, url, JSON.stringify(membership)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const waiting = new Map<number, (answer: string) => void>();
  await new Promise<void>((ready) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const { id, answer } = JSON.parse(line) as { id: number; answer: string };
      if (id === 0) ready();
      waiting.get(id)?.(answer);
    });
  });
  let last = 0;
  return {
    ask: (step) =>
      new Promise((answered) => {
        last += 1;
        waiting.set(last, answered);
        child.stdin.write(`${JSON.stringify({ id: last, ...step })}\n`);
      }),
    async close() {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
}

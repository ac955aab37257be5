import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { CheckoutAnswer } from '../../src/ports/checkout-store.js';

const script = resolve(import.meta.dirname, 'checkout-worker.mjs');

export interface WorkerStep {
  readonly step: 'reserve' | 'commit' | 'release' | 'redeem' | 'buy' | 'sweep' | 'endGroups';
  readonly at: number;
  readonly quoteId?: string;
  readonly customerId?: number;
  readonly quantity?: number;
  readonly orderRef?: string;
  readonly ttlMs?: number;
  readonly reservationId?: string;
  readonly idempotencyKey?: string;
}

/** A process with a database client of its own. */
export interface CheckoutWorker {
  ask(step: WorkerStep): Promise<CheckoutAnswer>;
  /** As a power cut would: no clean-up of any kind. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

export async function startWorkers(url: string, count: number): Promise<CheckoutWorker[]> {
  return Promise.all(Array.from({ length: count }, () => startWorker(url)));
}

async function startWorker(url: string): Promise<CheckoutWorker> {
  const child = spawn(process.execPath, [script, url], { stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting = new Map<number, (answer: CheckoutAnswer) => void>();
  const ready = new Promise<void>((done) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const { id, answer } = JSON.parse(line) as { id: number; answer: CheckoutAnswer };
      if (id === 0) done();
      waiting.get(id)?.(answer);
    });
  });
  await ready;
  let last = 0;
  return {
    ask: (step) =>
      new Promise((done) => {
        last += 1;
        waiting.set(last, done);
        child.stdin.write(`${JSON.stringify({ id: last, ...step })}\n`);
      }),
    kill: () => end(child, 'SIGKILL'),
    close: () => end(child, 'SIGTERM'),
  };
}

function end(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((done) => {
    child.on('exit', () => done());
    child.kill(signal);
  });
}

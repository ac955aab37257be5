import type { ChannelAccount } from '../../src/ports/channel.js';
import type { ClaimedDelivery } from '../../src/ports/outbox.js';
import { localLimiter } from '../../src/runtime/limiter.js';
import { nodeDigest } from '../../src/runtime/node-digest.js';
import { isDeadWorker, workerName } from '../../src/runtime/worker-name.js';
import { newBell } from '../../src/services/bell.js';
import { type DispatchDeps, type Dispatcher, startDispatch } from '../../src/services/dispatch.js';
import type { Database } from '../../src/store/database.js';
import { deliveryStore } from '../../src/store/delivery-store.js';
import { leaseStore } from '../../src/store/lease-store.js';
import { testKeyring } from './outbox.js';

export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly event: string;
  readonly fields: Record<string, unknown>;
}

export function listLog() {
  const lines: LogLine[] = [];
  const at =
    (level: LogLine['level']) =>
    (event: string, fields: Record<string, unknown> = {}) =>
      void lines.push({ level, event, fields });
  return { lines, info: at('info'), warn: at('warn'), error: at('error') };
}

/** What a dispatcher needs, with the simplest of everything: all is sent, as it stands in the row. */
export function dispatchDeps(
  database: Database,
  accounts: readonly ChannelAccount[],
  overrides: Partial<DispatchDeps> = {},
): DispatchDeps {
  const clock = { now: Date.now };
  const worker = workerName();
  return {
    accounts,
    deliveries: deliveryStore(database, testKeyring, clock),
    leases: leaseStore(database),
    recheck: async (held) => new Map(held.map(({ id }) => [id, { kind: 'send' }])),
    render: async (held) => new Map(held.map((each) => [each.id, worded(each)])),
    policies: async () => new Map(),
    digest: nodeDigest,
    clock,
    log: listLog(),
    worker,
    isDead: (other) => isDeadWorker(other, worker),
    scope: 'test',
    bell: newBell(),
    isShared: false,
    limiterFor: ({ name, rate }) =>
      localLimiter({ account: name, perSecond: rate.perSecond, now: Date.now }),
    ...overrides,
  };
}

function worded({ content }: ClaimedDelivery) {
  return content === null
    ? { ok: false as const, why: 'no content' }
    : { ok: true as const, message: content };
}

export async function withDispatch<T>(
  deps: DispatchDeps,
  work: (dispatcher: Dispatcher) => Promise<T>,
): Promise<T> {
  const dispatcher = startDispatch(deps);
  try {
    return await work(dispatcher);
  } finally {
    await dispatcher.stop();
  }
}

/** Looks until a condition holds; a test that waits for ever fails by its own timeout. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  timeoutMs = 10_000,
): Promise<void> {
  const endsAt = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > endsAt) throw new Error(`not within ${timeoutMs} ms: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

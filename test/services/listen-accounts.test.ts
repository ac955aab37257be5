import { beforeEach, describe, expect, it } from 'vitest';
import type { ChannelAccount, InboundEvent } from '../../src/ports/channel.js';
import {
  type ListenDeps,
  type Listening,
  startListening,
} from '../../src/services/listen-accounts.js';
import { leaseStore } from '../../src/store/lease-store.js';
import { scriptedChannel } from '../fakes/scripted-channel.js';
import { onEachDatabase } from '../support/databases.js';
import { listLog, until } from '../support/dispatch.js';
import { clearOutbox } from '../support/outbox.js';

type Listen = NonNullable<ChannelAccount['listen']>;

onEachDatabase('listening', (test) => {
  beforeEach(() => clearOutbox(test.database()));

  const withListening = async (
    worker: string,
    listen: Listen,
    work: (heard: string[], log: ReturnType<typeof listLog>) => Promise<void>,
  ) => {
    const heard: string[] = [];
    const log = listLog();
    const deps: ListenDeps = {
      accounts: [{ ...scriptedChannel(), listen }, scriptedChannel({ name: 'deaf' })],
      leases: leaseStore(test.database()),
      clock: { now: Date.now },
      worker,
      isDead: () => false,
      log,
      receive: async (account, events) =>
        void heard.push(...events.map(({ key }) => `${account} ${key}`)),
    };
    const listening: Listening = startListening(deps);
    try {
      await work(heard, log);
    } finally {
      await listening.stop();
    }
  };
  const hello: InboundEvent = { kind: 'message', key: 'k1', at: 1, from: 'ann', text: 'hi' };
  const untilAborted = (signal: AbortSignal) =>
    new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));

  it('hands over what an account hears, and ends when stopped', async () => {
    const listen: Listen = async (sink, signal) => {
      await sink([hello]);
      await untilAborted(signal);
    };
    await withListening('w1', listen, async (heard) => {
      await until(() => heard.length === 1);
      expect(heard).toEqual(['scripted k1']);
    });
  });

  it('lets one process hear an account, and another when that one stops', async () => {
    const running = new Set<string>();
    const listenAs =
      (worker: string): Listen =>
      async (_, signal) => {
        running.add(worker);
        await untilAborted(signal);
        running.delete(worker);
      };
    await withListening('w1', listenAs('w1'), async () => {
      await until(() => running.has('w1'));
      await withListening('w2', listenAs('w2'), async () => {
        await new Promise((resolve) => setTimeout(resolve, 300));
        expect([...running]).toEqual(['w1']);
      });
    });
    await withListening('w2', listenAs('w2'), () => until(() => running.has('w2')));
  });

  it('tries again after a failure, and says what it was', async () => {
    let tries = 0;
    const listen: Listen = async (sink) => {
      tries += 1;
      if (tries === 1) throw new Error('telegram bot: 409 Conflict');
      await sink([hello]);
    };
    await withListening('w1', listen, async (heard, log) => {
      await until(() => heard.length > 0);
      expect(log.lines).toContainEqual({
        level: 'warn',
        event: 'listen.failed',
        fields: { account: 'scripted', error: 'telegram bot: 409 Conflict' },
      });
    });
  });
});

describe('a shop without listening channels', () => {
  it('has nothing to stop', async () => {
    const leases = { acquire: fail, takeOver: fail, release: fail };
    const listening = startListening({
      accounts: [scriptedChannel()],
      leases,
      clock: { now: Date.now },
      worker: 'w',
      isDead: () => false,
      log: listLog(),
      receive: fail,
    });
    await listening.stop();
  });
});

function fail(): never {
  throw new Error('nobody asks');
}

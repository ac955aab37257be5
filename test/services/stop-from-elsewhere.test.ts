import { beforeEach, expect, it } from 'vitest';
import { cancelRun, pauseRun, resumeRun } from '../../src/services/control-run.js';
import { openDatabase } from '../../src/store/client.js';
import { runControl } from '../../src/store/run-control.js';
import { scriptedChannel } from '../fakes/scripted-channel.js';
import { onEachDatabase } from '../support/databases.js';
import { dispatchDeps, until, withDispatch } from '../support/dispatch.js';
import { clearOutbox, seedDeliveries, seedPeople, seedRun, statesOf } from '../support/outbox.js';

/** 400 a second are let out in grants of 10. */
const grantSize = 10;

onEachDatabase('a run stopped from another connection', (test) => {
  beforeEach(() => clearOutbox(test.database()));

  const seed = async () => {
    const addresses = Array.from({ length: 400 }, (_, i) => `p${i}`);
    const people = await seedPeople(test.database(), { account: 'scripted', addresses });
    const runId = await seedRun(test.database());
    const ids = await seedDeliveries(test.database(), { account: 'scripted', people, runId });
    return { runId, ids };
  };
  // As a command line beside the service does it: a connection of its own.
  const elsewhere = async <T>(
    work: (deps: Parameters<typeof pauseRun>[0]) => Promise<T>,
  ): Promise<T> => {
    const database = openDatabase(test.url());
    try {
      return await work({ runControl: runControl(database), clock: { now: Date.now } });
    } finally {
      await database.close();
    }
  };
  const claimed = () => test.database().models.delivery.count({ where: { state: 'claimed' } });

  it.each(['paused', 'cancelled'] as const)(
    '%s, hands over one grant more at most, although several are claimed',
    async (how) => {
      const channel = scriptedChannel({ rate: { perSecond: 400 } });
      const { runId, ids } = await seed();
      await withDispatch(dispatchDeps(test.database(), [channel]), async () => {
        await until(async () => channel.sent.length >= 50 && (await claimed()) > grantSize);
        const atStop = await elsewhere(async (deps) => {
          if (how === 'cancelled') await cancelRun(deps, runId, 'by test');
          else await pauseRun(deps, runId, 'by test');
          return channel.sent.length;
        });
        await until(async () => (await claimed()) === 0);
        await until(
          async () => !(await statesOf(test.database(), ids)).some((state) => state === 'sending'),
        );
        expect(channel.sent.length - atStop).toBeLessThanOrEqual(grantSize);
        const states = new Set(await statesOf(test.database(), ids));
        if (how === 'cancelled') {
          expect(states).toEqual(new Set(['sent', 'cancelled']));
          return;
        }
        expect(states).toEqual(new Set(['sent', 'planned']));
        await elsewhere((deps) => resumeRun(deps, runId));
        await until(async () => channel.sent.length === 400);
      });
      expect(new Set(channel.sent.map(({ to }) => to)).size).toBe(channel.sent.length);
    },
  );
});

import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChatLanes } from '../../src/ports/chat-lanes.js';
import { redisLanes } from '../../src/runtime/redis-lanes.js';
import { scriptedChannel } from '../fakes/scripted-channel.js';
import { onEachDatabase } from '../support/databases.js';
import { dispatchDeps, listLog, until, withDispatch } from '../support/dispatch.js';
import { clearOutbox, seedDeliveries, seedPeople, statesOf } from '../support/outbox.js';
import { redisServer } from '../support/servers.js';

const server = redisServer();

describe.skipIf(server === null)('lanes in Redis', () => {
  let scope = '';
  const opened: ChatLanes[] = [];
  const worker = () => {
    const options = { redisUrl: server ?? '', scope, account: 'a', askAgainMs: 40, log: listLog() };
    const lanes = redisLanes(options);
    opened.push(lanes);
    return lanes;
  };
  beforeEach(() => {
    scope = randomUUID();
  });
  afterEach(async () => {
    for (const lanes of opened.splice(0)) await lanes.close();
  });
  const chat = (name: string, holdMs = 60_000) => ({ chat: name, holdMs });

  it('let one worker at a time write to a chat, others ask again soon', async () => {
    const [one, two] = [worker(), worker()];
    expect(await one.take([chat('ann'), chat('bob')])).toEqual([0, 0]);
    expect(await two.take([chat('ann'), chat('eve')])).toEqual([40, 0]);
  });

  it('are shut for the time between two messages, counted from the answer', async () => {
    const [one, two] = [worker(), worker()];
    await one.take([chat('ann')]);
    await one.leave('ann', 5_000);
    const [waitMs = 0] = await two.take([chat('ann')]);
    expect(waitMs).toBeGreaterThan(4_000);
    expect(waitMs).toBeLessThanOrEqual(5_000);
    await one.leave('ann', 0);
    expect(await two.take([chat('ann')])).toEqual([0]);
  });

  it('are free again by themselves when their worker is gone', async () => {
    const [one, two] = [worker(), worker()];
    await one.take([chat('ann', 30)]);
    await until(async () => (await two.take([chat('ann')]))[0] === 0);
  });

  it('say that nobody answers rather than that a chat is free', async () => {
    const lanes = redisLanes({
      redisUrl: 'redis://127.0.0.1:1',
      scope,
      account: 'a',
      askAgainMs: 40,
      log: listLog(),
    });
    opened.push(lanes);
    await expect(lanes.take([chat('ann')])).rejects.toThrow();
  });

  onEachDatabase('two workers and their chats', (test) => {
    // Skipped there for good: lanes are shared between workers, and SQLite lets one process dispatch an account.
    if (test.name === 'sqlite') return it.skip('on SQLite one process dispatches', () => undefined);
    beforeEach(() => clearOutbox(test.database()));

    it('keep each chat’s order and its least time between two messages', async () => {
      const people = await seedPeople(test.database(), {
        account: 'scripted',
        addresses: ['ann', 'bob', 'eve'],
      });
      const ids: number[] = [];
      for (let nth = 0; nth < 6; nth++) {
        const text = () => `m${nth}`;
        const seed = { account: 'scripted', people, purpose: 'reply', text };
        ids.push(...(await seedDeliveries(test.database(), seed)));
      }
      const sent: { to: string; text: string; at: number }[] = [];
      const deps = () => {
        const channel = scriptedChannel({
          rate: { perChatMs: 120 },
          answer: ({ to, text, at }) => {
            sent.push({ to, text, at });
            return { kind: 'accepted', ref: '1', final: true };
          },
        });
        return dispatchDeps(test.database(), [channel], { isShared: true, lanesFor: worker });
      };
      await withDispatch(deps(), () =>
        withDispatch(deps(), () =>
          until(
            async () => (await statesOf(test.database(), ids)).every((each) => each === 'sent'),
            20_000,
          ),
        ),
      );
      for (const { address } of people) {
        const own = sent.filter(({ to }) => to === address);
        expect(own.map(({ text }) => text)).toEqual(['m0', 'm1', 'm2', 'm3', 'm4', 'm5']);
        const gaps = own.slice(1).map(({ at }, i) => at - (own[i]?.at ?? 0));
        expect(Math.min(...gaps)).toBeGreaterThanOrEqual(118);
      }
    }, 30_000);
  });
});

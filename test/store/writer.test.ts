import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  type GroupTransaction,
  type WritePriority,
  Writer,
  writePriority,
} from '../../src/store/writer.js';

/** A transaction that only writes down what becomes of it. */
function noted(log: string[], commit: () => void = () => undefined): GroupTransaction {
  let isOpen = false;
  const say = (word: string) => {
    isOpen = word === 'begin';
    log.push(word);
  };
  return {
    begin: async () => say('begin'),
    isOpen: async () => isOpen,
    async commit() {
      commit();
      say('commit');
    },
    abandon: async () => say('abandon'),
  };
}

it('lets waiting work in by priority, then by age, one at a time', async () => {
  const writer = new Writer(noted([]));
  const order: string[] = [];
  let inside = 0;
  const job = (name: string, priority: WritePriority) =>
    writer.run(priority, async () => {
      inside += 1;
      expect(inside).toBe(1);
      order.push(name);
      await Promise.resolve();
      inside -= 1;
    });
  await Promise.all([
    job('first', writePriority.bulk),
    job('bulk', writePriority.bulk),
    job('row a', writePriority.normal),
    job('row b', writePriority.normal),
    job('reply', writePriority.reply),
    job('intent', writePriority.intent),
  ]);
  expect(order).toEqual(['first', 'reply', 'intent', 'row a', 'row b', 'bulk']);
});

it('goes on after work that failed', async () => {
  const writer = new Writer(noted([]));
  const failed = writer.run(writePriority.normal, () => Promise.reject(new Error('no')));
  const next = writer.run(writePriority.normal, async () => 'done');
  await expect(failed).rejects.toThrow('no');
  expect(await next).toBe('done');
});

it('commits replies and intents that wait together at once, and leaves a bulk chunk alone', async () => {
  const log: string[] = [];
  const writer = new Writer(noted(log));
  const job = (name: string, priority: WritePriority) =>
    writer.run(priority, async () => {
      log.push(name);
    });
  await Promise.all([
    job('bulk 1', writePriority.bulk),
    job('intent', writePriority.intent),
    job('bulk 2', writePriority.bulk),
    job('row', writePriority.normal),
    job('reply', writePriority.reply),
  ]);
  expect(log).toEqual(['bulk 1', 'begin', 'reply', 'intent', 'commit', 'row', 'bulk 2']);
});

it('tells nobody of a group before it is committed', async () => {
  const log: string[] = [];
  const writer = new Writer(noted(log));
  const job = (name: string, work: () => Promise<void>) =>
    writer.run(writePriority.reply, work).then(
      () => log.push(`${name} told`),
      () => log.push(`${name} refused`),
    );
  await Promise.all([
    job('a', async () => undefined),
    job('b', () => Promise.reject(new Error('no'))),
    job('c', async () => undefined),
  ]);
  expect(log).toEqual(['begin', 'commit', 'a told', 'b refused', 'c told']);
});

it('gives everybody of a group the fault of its commit, and goes on', async () => {
  let full = true;
  const log: string[] = [];
  const writer = new Writer(
    noted(log, () => {
      if (full) throw new Error('disk full');
    }),
  );
  const lost = await Promise.allSettled([
    writer.run(writePriority.reply, async () => 'a'),
    writer.run(writePriority.intent, () => Promise.reject(new Error('already there'))),
  ]);
  // The second may have seen what the first had not kept.
  expect(lost.map((each) => String(each.status === 'rejected' && each.reason))).toEqual([
    'Error: disk full',
    'Error: disk full',
  ]);
  full = false;
  expect(await writer.run(writePriority.reply, async () => 'again')).toBe('again');
  expect(log).toEqual(['begin', 'abandon', 'begin', 'commit']);
});

it('ends a group after sixty-four, so that the first need not wait for the last', async () => {
  const log: string[] = [];
  const writer = new Writer(noted(log));
  const jobs = Array.from({ length: 70 }, () =>
    writer.run(writePriority.reply, async () => {
      log.push('.');
    }),
  );
  await Promise.all(jobs);
  expect(log.indexOf('commit')).toBeLessThanOrEqual(65);
  expect(log.filter((each) => each === '.')).toHaveLength(70);
});

it('runs each piece of work once, in order within its priority, and tells each caller its own end', async () => {
  const asked = fc.array(
    fc.record({
      priority: fc.constantFrom<WritePriority>(0, 1, 2, 3),
      fails: fc.boolean(),
      turns: fc.nat(3),
    }),
    { maxLength: 40 },
  );
  await fc.assert(
    fc.asyncProperty(asked, async (jobs) => {
      const writer = new Writer(noted([]));
      const ran: number[] = [];
      const ends = await Promise.allSettled(
        jobs.map(({ priority, fails, turns }, n) =>
          writer.run(priority, async () => {
            ran.push(n);
            for (let turn = 0; turn < turns; turn++) await Promise.resolve();
            if (fails) throw new Error(`job ${n}`);
            return n;
          }),
        ),
      );
      expect(ran.toSorted((a, b) => a - b)).toEqual(jobs.map((_, n) => n));
      for (const level of [0, 1, 2, 3]) {
        const ofLevel = ran.filter((n) => jobs[n]?.priority === level);
        expect(ofLevel).toEqual(ofLevel.toSorted((a, b) => a - b));
      }
      const told = ends.map((end) =>
        end.status === 'fulfilled' ? end.value : (end.reason as Error).message,
      );
      expect(told).toEqual(jobs.map(({ fails }, n) => (fails ? `job ${n}` : n)));
    }),
  );
});

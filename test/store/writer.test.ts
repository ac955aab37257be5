import { expect, it } from 'vitest';
import { Writer, writePriority } from '../../src/store/writer.js';

it('lets waiting work in by priority, then by age, one at a time', async () => {
  const writer = new Writer();
  const order: string[] = [];
  let inside = 0;
  const job = (name: string, priority: 0 | 1 | 2 | 3) =>
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
  const writer = new Writer();
  const failed = writer.run(writePriority.normal, () => Promise.reject(new Error('no')));
  const next = writer.run(writePriority.normal, async () => 'done');
  await expect(failed).rejects.toThrow('no');
  expect(await next).toBe('done');
});

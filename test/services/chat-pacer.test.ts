import { describe, expect, it } from 'vitest';
import { ChatPacer } from '../../src/services/chat-pacer.js';

describe('chat pacer', () => {
  it('asks a message to wait while its chat was just written to, and no other', async () => {
    let now = 1_000;
    const pacer = new ChatPacer(() => 500, { now: () => now });
    expect(pacer.waitMs('ann', 1)).toBe(0);
    await pacer.inLine('ann', () => pacer.call('ann', async () => undefined));
    expect(pacer.waitMs('ann', 1)).toBe(500);
    expect(pacer.waitMs('bob', 2)).toBe(0);
    now += 200;
    expect(pacer.waitMs('ann', 1)).toBe(300);
    now += 300;
    expect(pacer.waitMs('ann', 1)).toBe(0);
  });

  it('counts the time from the answer, not from the question', async () => {
    let now = 0;
    const pacer = new ChatPacer(() => 500, { now: () => now });
    await pacer.call('ann', async () => {
      now = 400;
    });
    expect(pacer.waitMs('ann', 1)).toBe(500);
  });

  it('runs one chat’s messages one after the other, in order, also after a fault', async () => {
    const pacer = new ChatPacer(() => 0, { now: () => 0 });
    const order: string[] = [];
    const work = (name: string, ms: number) => () =>
      new Promise<void>((resolve, reject) =>
        setTimeout(() => {
          order.push(name);
          if (name === 'bad') reject(new Error('bad'));
          else resolve();
        }, ms),
      );
    const bad = pacer.inLine('ann', work('bad', 20));
    const all = [pacer.inLine('ann', work('second', 1)), pacer.inLine('bob', work('other', 5))];
    await expect(bad).rejects.toThrow('bad');
    await Promise.all(all);
    expect(order).toEqual(['other', 'bad', 'second']);
  });

  it('tells a message behind others in the same chat to wait for all of them', async () => {
    const pacer = new ChatPacer(() => 500, { now: () => 0 });
    let finish: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const first = pacer.inLine('ann', () => held);
    const second = pacer.inLine('ann', async () => undefined);
    expect(pacer.waitMs('ann', 1)).toBe(1_000);
    finish();
    await Promise.all([first, second]);
    expect(pacer.waitMs('ann', 1)).toBe(0);
  });

  it('keeps the order of those that wait, however late an earlier one comes again', async () => {
    let now = 0;
    const pacer = new ChatPacer(() => 100, { now: () => now });
    await pacer.call('ann', async () => undefined);
    expect([pacer.waitMs('ann', 2), pacer.waitMs('ann', 3)]).toEqual([100, 200]);
    // The second is put off once more: its chat was written to again.
    now = 100;
    await pacer.call('ann', async () => undefined);
    expect(pacer.waitMs('ann', 2)).toBe(100);
    now = 200;
    expect(pacer.waitMs('ann', 3)).toBe(100);
    expect(pacer.waitMs('ann', 2)).toBe(0);
    // Gone at last, so nobody waits for it any more.
    now = 300;
    expect(pacer.waitMs('ann', 3)).toBe(0);
  });

  it('does not wait for ever for an earlier one that went another way', async () => {
    let now = 0;
    const pacer = new ChatPacer(() => 100, { now: () => now });
    await pacer.call('ann', async () => undefined);
    pacer.waitMs('ann', 2);
    now = 1_100;
    expect(pacer.waitMs('ann', 3)).toBe(0);
  });
});

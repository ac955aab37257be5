import { describe, expect, it } from 'vitest';
import type { InboxStore } from '../../src/ports/inbox-store.js';
import { newBell } from '../../src/services/bell.js';
import { ringingInbox, ringingOutbox } from '../../src/services/ringing-outbox.js';

const never = new AbortController().signal;

describe('bell', () => {
  it('wakes everybody who waits', async () => {
    const bell = newBell();
    const woken = Promise.all([bell.wait(0, 60_000, never), bell.wait(0, 60_000, never)]);
    bell.ring();
    await woken;
  });

  it('does not let a ring be missed that came while one looked for work', async () => {
    const bell = newBell();
    const heard = bell.rings();
    bell.ring();
    await bell.wait(heard, 60_000, never);
  });

  it('ends a wait by time and by abort', async () => {
    const bell = newBell();
    await bell.wait(0, 1, never);
    const abort = new AbortController();
    const waiting = bell.wait(0, 60_000, abort.signal);
    abort.abort();
    await waiting;
    await bell.wait(0, 60_000, abort.signal);
  });

  it.each([
    { added: 0, rings: 0 },
    { added: 2, rings: 1 },
  ])('rings $rings time(s) when the outbox took $added', async ({ added, rings }) => {
    const bell = newBell();
    const outbox = ringingOutbox({ enqueue: async () => added }, bell);
    expect(await outbox.enqueue([])).toBe(added);
    expect(bell.rings()).toBe(rings);
  });

  it.each([
    { added: 0, rings: 0 },
    { added: 1, rings: 1 },
  ])('rings $rings time(s) when an event was settled with $added answers', async (told) => {
    const bell = newBell();
    const settle = async () => told.added;
    const inbox = ringingInbox({ settle } as unknown as InboxStore, bell);
    expect(await inbox.settle(1, 0, { memory: null, replies: [], interactions: [] })).toBe(
      told.added,
    );
    expect(bell.rings()).toBe(told.rings);
  });
});

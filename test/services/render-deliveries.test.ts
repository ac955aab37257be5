import { expect, it } from 'vitest';
import { textMessage } from '../../src/domain/message/message.js';
import type { ClaimedDelivery } from '../../src/ports/outbox.js';
import { type RenderDeps, renderDeliveries } from '../../src/services/render-deliveries.js';

it('sends an answer as it is, and asks nothing about it', async () => {
  const reply: ClaimedDelivery = {
    id: 7,
    purpose: 'reply',
    runId: null,
    customerId: 1,
    identityId: 2,
    channelAccount: 'tg',
    address: 'x',
    variant: null,
    locale: 'en',
    picks: [],
    couponId: null,
    content: textMessage('en', 'Hello {{ not a template }}'),
    dueAt: 0,
    deadlineAt: 1,
  };
  const untouched = new Proxy({}, { get: () => expect.unreachable() }) as RenderDeps;
  const rendered = await renderDeliveries(untouched)([reply]);
  expect([...rendered]).toEqual([[7, { ok: true, message: reply.content }]]);
});

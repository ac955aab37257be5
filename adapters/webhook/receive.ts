import { z } from 'zod';
import type { SendOutcome } from '../../src/domain/message/send-outcome.js';
import type { InboundEvent, RawRequest } from '../../src/ports/channel.js';
import { jsonBody } from '../common/json-body.js';
import { type Received, refused } from '../common/received.js';
import { verifiedId } from './signature.js';

const mostBytes = 128_000;

const address = z.string().min(1).max(500);
const ref = z.string().min(1).max(200);
const common = {
  from: address,
  at: z.iso.datetime({ offset: true }).optional(),
  locale: z.string().max(35).optional(),
  name: z.string().max(200).optional(),
};

const failures = {
  unknown_recipient: {
    kind: 'undeliverable',
    recipient: 'suppress',
    why: 'unknown to the receiver',
  },
  blocked: { kind: 'undeliverable', recipient: 'suppress', why: 'blocked by the recipient' },
  rejected: { kind: 'rejected', why: 'the receiver refuses this content' },
} as const satisfies Record<string, SendOutcome>;

const eventSchema = z.discriminatedUnion('type', [
  z.strictObject({
    ...common,
    type: z.literal('message'),
    text: z.string().max(10_000),
    in_reply_to: ref.optional(),
  }),
  z.strictObject({
    ...common,
    type: z.literal('action'),
    action: z.string().min(1).max(1_000),
    ref: ref.optional(),
  }),
  z.strictObject({
    ...common,
    type: z.literal('start'),
    payload: z.string().max(200).nullable().default(null),
  }),
  z.strictObject({
    ...common,
    type: z.literal('opt_out'),
    reason: z.enum(['unsubscribe', 'blocked']).default('unsubscribe'),
  }),
  z.strictObject({ ...common, type: z.literal('reaction'), ref, emoji: z.string().min(1).max(32) }),
  z.strictObject({
    ...common,
    type: z.literal('delivery'),
    ref,
    state: z.enum(['delivered', 'read', 'failed', 'complained']),
    error: z.enum(['unknown_recipient', 'blocked', 'rejected']).optional(),
  }),
  z.strictObject({ ...common, type: z.literal('moved'), to: address }),
]);

type Told = z.output<typeof eventSchema>;

/** A call of the shop's own software. A repeat has the same webhook-id, and so the same event key. */
export function receive(request: RawRequest, secrets: readonly string[], now: number): Received {
  if (request.method !== 'POST') return refused(405, 'POST only');
  if (request.body.length > mostBytes) return refused(413, 'too large');
  const id = verifiedId(secrets, request.headers, request.body, now);
  if (id === null) return refused(401, 'wrong signature');
  const parsed = eventSchema.safeParse(jsonBody(request.body));
  if (!parsed.success) return refused(400, whyOf(parsed.error));
  return { reply: { status: 200, body: '' }, events: [eventOf(parsed.data, id, now)] };
}

// Names the field, never its value.
function whyOf({ issues }: z.ZodError): string {
  const [issue] = issues;
  return `not an event: ${issue?.path.join('.') || 'body'} ${issue?.code ?? ''}`.trim();
}

function eventOf(told: Told, id: string, now: number): InboundEvent {
  const base = {
    key: `webhook:${id}`,
    at: told.at === undefined ? now : Date.parse(told.at),
    from: told.from,
    ...(told.locale === undefined ? {} : { locale: told.locale }),
    ...(told.name === undefined ? {} : { name: told.name }),
  };
  switch (told.type) {
    case 'message':
      return {
        ...base,
        kind: 'message',
        text: told.text,
        ...(told.in_reply_to === undefined ? {} : { inReplyTo: told.in_reply_to }),
      };
    case 'action': {
      const under = told.ref === undefined ? {} : { ref: told.ref };
      return { ...base, kind: 'action', action: told.action, ...under };
    }
    case 'start':
      return { ...base, kind: 'start', payload: told.payload };
    case 'opt_out':
      return { ...base, kind: 'opt_out', via: told.reason };
    case 'reaction':
      return { ...base, kind: 'reaction', ref: told.ref, emoji: told.emoji };
    case 'delivery': {
      const outcome = told.error === undefined ? {} : { outcome: failures[told.error] };
      return { ...base, kind: 'delivery', ref: told.ref, state: told.state, ...outcome };
    }
    case 'moved':
      return { ...base, kind: 'moved', to: told.to };
  }
}

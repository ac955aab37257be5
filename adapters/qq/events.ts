import { z } from 'zod';
import type { Address, InboundEvent } from '../../src/ports/channel.js';
import { auditRef, eventRef, groupAddress, memberAddress, messageRef } from './address.js';

/** What stands around an event, already verified. */
export interface QqEvent {
  readonly id: string;
  readonly type: string;
  readonly d: unknown;
}

interface Around {
  readonly now: number;
  readonly locale: string;
}

const id = z.string().min(1).max(512);
const stamp = z.union([z.string(), z.number()]).optional();

const privateMessage = z.looseObject({
  id,
  content: z.string().default(''),
  timestamp: stamp,
  author: z.looseObject({ user_openid: id }),
});

const groupMessage = z.looseObject({
  id,
  content: z.string().default(''),
  timestamp: stamp,
  group_openid: id,
  author: z.looseObject({ member_openid: id }),
});

const friend = z.looseObject({
  openid: id,
  timestamp: stamp,
  /** What the link carried that led here: the token we gave it. */
  scene_param: z.string().optional(),
});

const groupChange = z.looseObject({ group_openid: id, timestamp: stamp });

const press = z.looseObject({
  id,
  timestamp: stamp,
  user_openid: id.optional(),
  group_openid: id.optional(),
  group_member_openid: id.optional(),
  data: z.looseObject({
    resolved: z
      .looseObject({ button_data: z.string().optional(), feature_id: z.string().optional() })
      .optional(),
  }),
});

const audit = z.looseObject({
  audit_id: id,
  message_id: z.string().optional(),
  audit_time: stamp,
  guild_id: z.string().optional(),
});

/** @returns null for a known event in an unknown form; an event that says nothing to us is an empty list */
export function eventsOf(event: QqEvent, around: Around): InboundEvent[] | null {
  switch (event.type) {
    case 'C2C_MESSAGE_CREATE':
      return read(privateMessage, event, (d) => ofPrivate(d, around));
    case 'GROUP_AT_MESSAGE_CREATE':
      return read(groupMessage, event, (d) => ofGroup(d, around));
    case 'FRIEND_ADD':
    case 'C2C_MSG_RECEIVE':
      return read(friend, event, (d) => ofComing(d, event, around));
    case 'FRIEND_DEL':
      return read(friend, event, (d) => ofLeaving(d, event, 'removed the bot', around));
    case 'C2C_MSG_REJECT':
      return read(friend, event, (d) => ofLeaving(d, event, 'switched pushes off', around));
    case 'GROUP_DEL_ROBOT':
      return read(groupChange, event, (d) => ofGroupLeft(d, event, around));
    case 'INTERACTION_CREATE':
      return read(press, event, (d) => ofPress(d, around));
    case 'MESSAGE_AUDIT_PASS':
      return read(audit, event, (d) => ofAudit(d, true, around));
    case 'MESSAGE_AUDIT_REJECT':
      return read(audit, event, (d) => ofAudit(d, false, around));
    default:
      return [];
  }
}

function read<T extends z.ZodType>(
  schema: T,
  event: QqEvent,
  make: (d: z.output<T>) => InboundEvent | null,
): InboundEvent[] | null {
  const parsed = schema.safeParse(event.d);
  if (!parsed.success) return null;
  const made = make(parsed.data);
  return made === null ? [] : [made];
}

function ofPrivate(d: z.output<typeof privateMessage>, around: Around): InboundEvent | null {
  const text = plain(d.content);
  // A picture or a voice without words: nothing to answer to.
  if (text === '') return null;
  const common = {
    // Not the event's own id: QQ warns that one message may be told twice.
    key: `message:${d.id}`,
    at: instantOf(d.timestamp, around.now),
    from: d.author.user_openid,
    locale: around.locale,
    replyRef: messageRef(d.id),
  };
  const start = /^\/start(?:\s+(\S+))?$/.exec(text);
  if (start !== null) return { ...common, kind: 'start', payload: start[1] ?? null };
  return { ...common, kind: 'message', text };
}

function ofGroup(d: z.output<typeof groupMessage>, around: Around): InboundEvent | null {
  const text = plain(d.content);
  if (text === '') return null;
  return {
    kind: 'message',
    key: `message:${d.id}`,
    at: instantOf(d.timestamp, around.now),
    from: memberAddress(d.author.member_openid),
    group: groupAddress(d.group_openid),
    locale: around.locale,
    replyRef: messageRef(d.id),
    text,
  };
}

function ofComing(
  d: z.output<typeof friend>,
  event: QqEvent,
  { now, locale }: Around,
): InboundEvent {
  const payload = d.scene_param === undefined || d.scene_param === '' ? null : d.scene_param;
  return {
    kind: 'start',
    ...known(d.openid, event, d.timestamp, now),
    locale,
    ...(event.id === '' ? {} : { replyRef: eventRef(event.id) }),
    payload,
  };
}

function ofLeaving(
  d: z.output<typeof friend>,
  event: QqEvent,
  via: string,
  { now }: Around,
): InboundEvent {
  return { kind: 'opt_out', ...known(d.openid, event, d.timestamp, now), via };
}

function ofGroupLeft(
  d: z.output<typeof groupChange>,
  event: QqEvent,
  { now }: Around,
): InboundEvent {
  const from = groupAddress(d.group_openid);
  return {
    kind: 'opt_out',
    ...known(from, event, d.timestamp, now),
    via: 'removed from the group',
  };
}

function ofPress(d: z.output<typeof press>, around: Around): InboundEvent | null {
  const action = d.data.resolved?.button_data ?? d.data.resolved?.feature_id;
  const who = whoPressed(d);
  if (action === undefined || action === '' || who === null) return null;
  return {
    kind: 'action',
    key: `interaction:${d.id}`,
    at: instantOf(d.timestamp, around.now),
    ...who,
    locale: around.locale,
    replyRef: eventRef(d.id),
    action,
    ack: d.id,
  };
}

function whoPressed(
  d: z.output<typeof press>,
): { readonly from: Address; readonly group?: Address } | null {
  if (d.user_openid !== undefined) return { from: d.user_openid };
  if (d.group_openid === undefined || d.group_member_openid === undefined) return null;
  return { from: memberAddress(d.group_member_openid), group: groupAddress(d.group_openid) };
}

function ofAudit(d: z.output<typeof audit>, isPassed: boolean, { now }: Around): InboundEvent {
  const common = {
    kind: 'delivery' as const,
    key: `audit:${d.audit_id}:${isPassed ? 'pass' : 'reject'}`,
    at: instantOf(d.audit_time, now),
    // The verdict names no person.
    from: auditRef(d.audit_id),
    ref: auditRef(d.audit_id),
  };
  if (isPassed) return { ...common, state: 'delivered' };
  const outcome = { kind: 'rejected', why: "QQ's 审核 refused the message" } as const;
  return { ...common, state: 'failed', outcome };
}

function known(from: Address, event: QqEvent, at: z.output<typeof stamp>, now: number) {
  // Without an id of the event, its time tells one coming or going from the next.
  const own = event.id === '' ? `${event.type}:${from}:${String(at)}` : event.id;
  return { key: `event:${own}`, at: instantOf(at, now), from };
}

/** RFC 3339, or whole seconds. */
function instantOf(value: z.output<typeof stamp>, now: number): number {
  if (value === undefined) return now;
  const seconds = Number(value);
  const at = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(String(value));
  return Number.isFinite(at) && at > 0 ? at : now;
}

// QQ escapes what its inline formats are made of. The ampersand last, or `&amp;lt;` would become `<`.
function plain(content: string): string {
  return content.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&').trim();
}

import { z } from 'zod';
import type { InboundEvent } from '../../src/ports/channel.js';

/** What we ask Telegram to tell. */
export const allowedUpdates = ['message', 'callback_query', 'my_chat_member', 'message_reaction'];

const id = z.number().int();
const person = z.looseObject({
  id,
  is_bot: z.boolean().optional(),
  first_name: z.string().optional(),
  last_name: z.string().optional(),
  language_code: z.string().optional(),
});
const chat = z.looseObject({ id, type: z.string() });

/** A message that another one answers; in a channel's discussion group, a copy of the post. */
const answered = z.looseObject({
  message_id: id,
  is_automatic_forward: z.boolean().optional(),
  forward_origin: z
    .looseObject({ type: z.string(), chat: chat.optional(), message_id: id.optional() })
    .optional()
    .catch(undefined),
});

const updateSchema = z.looseObject({
  update_id: id,
  message: z
    .looseObject({
      message_id: id,
      date: id,
      chat,
      from: person.optional(),
      text: z.string().optional(),
      caption: z.string().optional(),
      migrate_to_chat_id: id.optional(),
      /** A channel's or a group's own voice. */
      sender_chat: chat.optional(),
      reply_to_message: answered.optional().catch(undefined),
    })
    .optional(),
  callback_query: z
    .looseObject({
      id: z.string(),
      from: person,
      data: z.string().optional(),
      // An old message comes without its facts: the press counts all the same.
      message: z.looseObject({ message_id: id, chat }).optional().catch(undefined),
    })
    .optional(),
  my_chat_member: z
    .looseObject({
      chat,
      date: id,
      new_chat_member: z.looseObject({ status: z.string() }),
    })
    .optional(),
  message_reaction: z
    .looseObject({
      chat,
      date: id,
      message_id: id,
      user: person.optional(),
      new_reaction: z.array(z.looseObject({ type: z.string(), emoji: z.string().optional() })),
    })
    .optional(),
});

type Update = z.output<typeof updateSchema>;

/** The platform's id of a message of ours: unique over chats, unlike the number alone. */
export function refOf(chatId: number, messageId: number): string {
  return `${chatId}:${messageId}`;
}

export function updateIdOf(raw: unknown): number | null {
  const parsed = z.looseObject({ update_id: id }).safeParse(raw);
  return parsed.success ? parsed.data.update_id : null;
}

/** @returns null for what is no update at all; an update that says nothing to us has no events */
export function eventsOf(raw: unknown, now: number): InboundEvent[] | null {
  const parsed = updateSchema.safeParse(raw);
  if (!parsed.success) return null;
  const update = parsed.data;
  const found = ofMessage(update) ?? ofPress(update, now) ?? ofMember(update) ?? ofReaction(update);
  return found === null ? [] : [found];
}

function keyOf({ update_id }: Update): string {
  return `update:${update_id}`;
}

function whoIs(from: z.output<typeof person> | undefined): Pick<InboundEvent, 'locale' | 'name'> {
  const name = [from?.first_name, from?.last_name].filter((part) => part !== undefined).join(' ');
  const locale = from?.language_code;
  return { ...(name === '' ? {} : { name }), ...(locale === undefined ? {} : { locale }) };
}

type Message = NonNullable<Update['message']>;

function ofMessage(update: Update): InboundEvent | null {
  const { message } = update;
  if (message === undefined) return null;
  const from = String(message.chat.id);
  const common = { key: keyOf(update), at: message.date * 1_000, from, ...whoIs(message.from) };
  if (message.migrate_to_chat_id !== undefined) {
    return { ...common, kind: 'moved', to: String(message.migrate_to_chat_id) };
  }
  const text = message.text ?? message.caption;
  if (text === undefined) return null;
  if (message.chat.type !== 'private') return ofGroup(update, message, text);
  const start = /^\/start(?:@\w+)?(?:\s+(\S+))?\s*$/.exec(text);
  if (start !== null) return { ...common, kind: 'start', payload: start[1] ?? null };
  return { ...common, kind: 'message', text, ...answerTo(message) };
}

// Said by a person among many: the host tells the staff's chat from others. Under a channel's post it is a comment.
function ofGroup(update: Update, message: Message, text: string): InboundEvent | null {
  const { chat: place, from: speaker, sender_chat: voice } = message;
  if (speaker === undefined || speaker.is_bot === true || voice !== undefined) return null;
  const group = String(place.id);
  const common = {
    key: keyOf(update),
    at: message.date * 1_000,
    from: String(speaker.id),
    ...whoIs(speaker),
  };
  const post = postAnswered(message);
  if (post !== null)
    return { ...common, kind: 'engagement', what: 'comment', post, text, place: group };
  return { ...common, kind: 'message', text, group, ...answerTo(message) };
}

function postAnswered({ reply_to_message: copy }: Message): string | null {
  const origin = copy?.is_automatic_forward === true ? copy.forward_origin : undefined;
  if (origin?.chat === undefined || origin.message_id === undefined) return null;
  return refOf(origin.chat.id, origin.message_id);
}

function answerTo({ chat: place, reply_to_message: first }: Message): { inReplyTo?: string } {
  return first === undefined ? {} : { inReplyTo: refOf(place.id, first.message_id) };
}

function ofPress(update: Update, now: number): InboundEvent | null {
  const press = update.callback_query;
  if (press?.data === undefined) return null;
  const { message } = press;
  return {
    kind: 'action',
    key: keyOf(update),
    at: now,
    // A private chat has its person's number; a press under a post is answered in private too.
    from: String(press.from.id),
    ...whoIs(press.from),
    action: press.data,
    ack: press.id,
    ...(message === undefined ? {} : { ref: refOf(message.chat.id, message.message_id) }),
  };
}

function ofMember(update: Update): InboundEvent | null {
  const change = update.my_chat_member;
  if (change?.chat.type !== 'private' || change.new_chat_member.status !== 'kicked') return null;
  const at = change.date * 1_000;
  return { kind: 'opt_out', key: keyOf(update), at, from: String(change.chat.id), via: 'blocked' };
}

function ofReaction(update: Update): InboundEvent | null {
  const reaction = update.message_reaction;
  const emoji = reaction?.new_reaction.findLast((each) => each.emoji !== undefined)?.emoji;
  if (reaction === undefined || emoji === undefined) return null;
  const { chat: place, user } = reaction;
  const ref = refOf(place.id, reaction.message_id);
  const common = { key: keyOf(update), at: reaction.date * 1_000, ...whoIs(user) };
  if (place.type === 'private') {
    return { ...common, kind: 'reaction', from: String(place.id), ref, emoji };
  }
  // A channel only counts its reactions; in a group the person is named, unless they hide as the group.
  if (user === undefined) return null;
  const group = String(place.id);
  return {
    ...common,
    kind: 'engagement',
    what: 'like',
    from: String(user.id),
    post: ref,
    place: group,
  };
}

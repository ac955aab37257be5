import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { InboundEvent } from '../../src/ports/channel.js';
import { channelAddress, instantOf, refOf } from './address.js';
import { replyRefText } from './reply-ref.js';

const id = z.string().regex(/^\d{17,20}$/);
const user = z.looseObject({
  id,
  username: z.string().optional(),
  global_name: z.string().nullish(),
  bot: z.boolean().optional(),
});
type User = z.output<typeof user>;

const option = z.looseObject({ name: z.string(), value: z.unknown() });

const interactionSchema = z.looseObject({
  id,
  application_id: id,
  type: z.number().int(),
  token: z.string().min(1).max(500),
  channel_id: id.optional(),
  /** 0 a server, 1 a direct chat with the bot, 2 a direct chat of others. */
  context: z.number().int().nullish(),
  guild_id: id.nullish(),
  user: user.optional(),
  member: z.looseObject({ user }).optional(),
  locale: z.string().optional(),
  data: z
    .looseObject({
      name: z.string().optional(),
      custom_id: z.string().optional(),
      options: z.array(option).optional(),
    })
    .optional(),
  message: z.looseObject({ id, channel_id: id }).optional().catch(undefined),
});
type Interaction = z.output<typeof interactionSchema>;

export const interactionType = { ping: 1, command: 2, button: 3 } as const;

/** What Discord wants to hear at once, and what it tells. */
export interface Heard {
  readonly event: InboundEvent;
  readonly callback: { readonly type: 5; readonly data?: { readonly flags: number } };
  readonly interaction: { readonly id: string; readonly token: string };
}

const ephemeral = 64;

/**
 * A slash command or a press. It is answered by "a moment, please", and the dialogue's own answer fills that in:
 * seen by nobody else, and also by those who take no direct messages. So it is
 * private wherever it was given, and names no group.
 *
 * @returns null for what is no interaction; no event for one that says nothing to us
 */
export function interactionOf(raw: unknown): Heard | 'nothing' | null {
  const parsed = interactionSchema.safeParse(raw);
  if (!parsed.success) return null;
  const interaction = parsed.data;
  const who = interaction.member?.user ?? interaction.user;
  if (who === undefined) return null;
  const said = saidBy(interaction);
  if (said === null) return 'nothing';
  const isPrivate = interaction.context === 1 || isOldPrivate(interaction);
  const { id: interactionId, application_id: applicationId, token } = interaction;
  const event: InboundEvent = {
    key: `interaction:${interactionId}`,
    at: instantOf(interactionId),
    from: who.id,
    ...nameOf(who),
    ...(interaction.locale === undefined ? {} : { locale: interaction.locale }),
    replyRef: replyRefText({ kind: 'interaction', applicationId, interactionId, token }),
    ...said,
  };
  const callback = isPrivate
    ? ({ type: 5 } as const)
    : ({ type: 5, data: { flags: ephemeral } } as const);
  return { event, callback, interaction: { id: interactionId, token } };
}

function isOldPrivate({ context, guild_id }: Interaction): boolean {
  return (context === undefined || context === null) && (guild_id ?? null) === null;
}

type Said =
  | { readonly kind: 'start'; readonly payload: string | null }
  | { readonly kind: 'message'; readonly text: string }
  | { readonly kind: 'action'; readonly action: string; readonly ref?: string };

function saidBy({ type, data, message }: Interaction): Said | null {
  if (type === interactionType.button && data?.custom_id !== undefined) {
    const ref = message === undefined ? {} : { ref: refOf(message.channel_id, message.id) };
    return { kind: 'action', action: data.custom_id, ...ref };
  }
  if (type !== interactionType.command || data?.name === undefined) return null;
  const values = (data.options ?? []).map(({ value }) => String(value));
  if (data.name === 'start' || data.name === 'join') {
    return { kind: 'start', payload: values[0] ?? null };
  }
  // What is asked is said in the person's own words; any other command keeps its name.
  const text = data.name === 'ask' ? values.join(' ') : [`/${data.name}`, ...values].join(' ');
  return { kind: 'message', text };
}

function nameOf({ global_name: given, username }: User): Pick<InboundEvent, 'name'> {
  const name = given ?? username;
  return name === undefined ? {} : { name };
}

const deauthorised = z.looseObject({
  type: z.literal('APPLICATION_DEAUTHORIZED'),
  timestamp: z.string(),
  data: z.looseObject({ user }),
});

/** What Discord tells a webhook outside interactions: somebody took the app from their account. */
export function webhookEventOf(raw: unknown, body: Uint8Array, now: number): InboundEvent[] {
  const parsed = deauthorised.safeParse((raw as { event?: unknown }).event);
  if (!parsed.success) return [];
  const { timestamp, data } = parsed.data;
  const at = Date.parse(timestamp);
  return [
    {
      kind: 'opt_out',
      key: `event:${createHash('sha256').update(body).digest('hex').slice(0, 32)}`,
      at: Number.isNaN(at) ? now : at,
      from: data.user.id,
      via: 'app removed',
    },
  ];
}

const messageSchema = z.looseObject({
  id,
  channel_id: id,
  guild_id: id.optional(),
  author: user,
  content: z.string(),
  webhook_id: id.optional(),
  mentions: z.array(z.looseObject({ id })).default([]),
  message_reference: z.looseObject({ message_id: id.optional() }).optional(),
});

/**
 * Something written in a direct chat, or to us by name in a server: what people say to each other there is theirs.
 *
 * @param self the bot's own number
 */
export function messageOf(raw: unknown, self: string): InboundEvent | null {
  const parsed = messageSchema.safeParse(raw);
  if (!parsed.success) return null;
  const message = parsed.data;
  const { author, channel_id: channelId, id: messageId } = message;
  const isShared = message.guild_id !== undefined;
  const isOurs = !isShared || message.mentions.some((mentioned) => mentioned.id === self);
  const content = message.content.replaceAll(new RegExp(`<@!?${self}>`, 'g'), '').trim();
  if (!isOurs || message.webhook_id !== undefined) return null;
  if (author.bot === true || content === '') return null;
  const common = {
    key: `message:${messageId}`,
    at: instantOf(messageId),
    from: author.id,
    ...nameOf(author),
    replyRef: replyRefText({ kind: 'message', channelId, messageId }),
    ...(isShared ? { group: channelAddress(channelId) } : {}),
  };
  const start = /^\/(?:start|join)(?:\s+(\S+))?\s*$/.exec(content);
  if (start !== null) return { ...common, kind: 'start', payload: start[1] ?? null };
  const answered = message.message_reference?.message_id;
  const inReplyTo = answered === undefined ? {} : { inReplyTo: refOf(channelId, answered) };
  return { ...common, kind: 'message', text: content, ...inReplyTo };
}

const reactionSchema = z.looseObject({
  user_id: id,
  channel_id: id,
  message_id: id,
  guild_id: id.optional(),
  message_author_id: id.optional(),
  emoji: z.looseObject({ name: z.string().nullish() }),
});

/** @param self the bot's own number: a reaction counts under what we have said */
export function reactionOf(raw: unknown, self: string, now: number): InboundEvent | null {
  const parsed = reactionSchema.safeParse(raw);
  if (!parsed.success) return null;
  const reaction = parsed.data;
  const { user_id: from, channel_id: channelId, message_id: messageId } = reaction;
  const emoji = reaction.emoji.name ?? '';
  if (from === self || emoji === '' || (reaction.message_author_id ?? self) !== self) return null;
  const ref = refOf(channelId, messageId);
  const common = { key: `reaction:${messageId}:${from}:${emoji}`, at: now, from };
  return reaction.guild_id === undefined
    ? { ...common, kind: 'reaction', ref, emoji }
    : { ...common, kind: 'engagement', what: 'like', post: ref, place: channelAddress(channelId) };
}

import { z } from 'zod';
import type { ReconcileQuestion } from '../../src/ports/channel.js';
import { placeOf, snowflakeAt } from './address.js';
import { methods } from './render.js';
import type { DiscordRest } from './rest.js';
import { nonceOf, type Sender } from './send.js';

// Our clock and Discord's may differ by as much.
const slackMs = 60_000;
const pageSize = 100;

const messagesSchema = z.array(
  z.looseObject({
    id: z.string().regex(/^\d{17,20}$/),
    nonce: z.union([z.string(), z.number()]).nullish(),
    content: z.string(),
    author: z.looseObject({ id: z.string() }),
    embeds: z
      .array(z.looseObject({ image: z.looseObject({ url: z.string() }).optional() }))
      .default([]),
  }),
);
type Shown = z.output<typeof messagesSchema>[number];

export interface ReadBackDeps {
  readonly rest: DiscordRest;
  readonly sender: Sender;
  readonly now: () => number;
  readonly self: (signal: AbortSignal) => Promise<string>;
}

/**
 * Reads in the chat whether a message is there: by its nonce where Discord still shows it, else by our name and the
 * same words. "Not sent" only when all since the attempt could be read, and long enough after it.
 */
export async function readBack(
  { rest, sender, now, self }: ReadBackDeps,
  { to, key, part, startedAt }: ReconcileQuestion,
  signal: AbortSignal,
): Promise<'sent' | 'not_sent' | 'unknown'> {
  const place = placeOf(to);
  // An answer is filled into its interaction, whose token we no longer have; a webhook cannot read.
  if (place === null || place.kind === 'webhook' || part.method === methods.answer)
    return 'unknown';
  try {
    const chat = await sender.chatOf(place, signal);
    if (chat.kind !== 'open') return 'unknown';
    const path = `/channels/${chat.channelId}/messages` as const;
    const query = { limit: String(pageSize), after: snowflakeAt(startedAt - slackMs) };
    const { body } = await rest.call({ method: 'GET', path, query }, signal);
    const shown = messagesSchema.parse(body);
    const bot = await self(signal);
    const ours = shown.filter(({ author }) => author.id === bot);
    if (ours.some((message) => message.nonce === nonceOf(key))) return 'sent';
    if (ours.some((message) => isSame(message, part.payload))) return 'sent';
    const isComplete = shown.length < pageSize && now() - startedAt > slackMs;
    return isComplete ? 'not_sent' : 'unknown';
  } catch {
    return 'unknown';
  }
}

function isSame(message: Shown, payload: Readonly<Record<string, unknown>>): boolean {
  const pictures = (embeds: unknown) =>
    ((embeds ?? []) as { image?: { url: string } }[]).flatMap(({ image }) => image?.url ?? []);
  return (
    message.content === (payload['content'] ?? '') &&
    String(pictures(message.embeds)) === String(pictures(payload['embeds']))
  );
}

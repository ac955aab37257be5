import { z } from 'zod';
import type { Button, OutboundMessage } from '../../domain/message/message.js';
import type { InboundEvent } from '../../ports/channel.js';
import type { ChatDeps } from './deps.js';

/** Made by the page, once for each thing said: a repeat after a lost answer is the same thing. */
const id = z.string().regex(/^[\w-]{8,64}$/);

export const sayingFormat = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('message'),
    id,
    text: z
      .string()
      .trim()
      .min(1)
      .refine((text) => [...text].length <= 4_000),
  }),
  z.strictObject({
    kind: z.literal('action'),
    id,
    messageId: z.number().int().positive(),
    action: z.string().min(1).max(256),
  }),
  z.strictObject({ kind: z.literal('start'), id, payload: z.string().min(1).max(512).nullable() }),
]);

export type Saying = z.output<typeof sayingFormat>;

type SayDeps = Pick<ChatDeps, 'chatMessages' | 'clock' | 'receive'>;

interface Speaker {
  readonly accountName: string;
  readonly chatId: string;
  readonly locale: string;
}

/**
 * Puts what somebody said into the chat's history, then hands it to the shop. Said again after a failure in
 * between, both are as if said once.
 *
 * @returns the message's id (null for a start, which leaves no message), or that there is no such button
 */
export async function say(
  deps: SayDeps,
  { accountName, chatId, locale }: Speaker,
  saying: Saying,
): Promise<{ kind: 'said'; id: number | null } | { kind: 'no-button' }> {
  const at = deps.clock.now();
  const about = { key: keyOf(chatId, saying), at, from: chatId, locale };
  const hand = (event: InboundEvent) => deps.receive(accountName, [event]);
  const keep = (text: string) =>
    deps.chatMessages.append({
      chatId,
      direction: 'in',
      message: null,
      text,
      at,
      key: `in:${about.key}`,
    });
  if (saying.kind === 'start') {
    await hand({ ...about, kind: 'start', payload: saying.payload });
    return { kind: 'said', id: null };
  }
  if (saying.kind === 'message') {
    const { id: messageId } = await keep(saying.text);
    await hand({ ...about, kind: 'message', text: saying.text });
    return { kind: 'said', id: messageId };
  }
  const label = await labelOf(deps, chatId, saying);
  if (label === null) return { kind: 'no-button' };
  const { id: messageId } = await keep(label);
  const ref = String(saying.messageId);
  await hand({ ...about, kind: 'action', action: saying.action, ref });
  return { kind: 'said', id: messageId };
}

// Only the first opening of a chat is a start without a token, however many tabs open it.
function keyOf(chatId: string, saying: Saying): string {
  const isPlainStart = saying.kind === 'start' && saying.payload === null;
  return `${chatId}:${isPlainStart ? 'start' : saying.id}`;
}

/** The label of the button pressed, which must be one that we put there. */
async function labelOf(
  { chatMessages }: SayDeps,
  chatId: string,
  { messageId, action }: Extract<Saying, { kind: 'action' }>,
): Promise<string | null> {
  const [found] = await chatMessages.after(chatId, messageId - 1, 1);
  if (found?.id !== messageId || found.message === null) return null;
  const button = buttonsOf(found.message).find(
    (each) => each.kind === 'action' && each.action === action,
  );
  return button?.label ?? null;
}

function buttonsOf(message: OutboundMessage): Button[] {
  return message.blocks.flatMap((block) => (block.kind === 'buttons' ? block.rows.flat() : []));
}

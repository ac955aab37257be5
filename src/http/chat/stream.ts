import type { SSEStreamingApi } from 'hono/streaming';
import type { ChatMessage } from '../../ports/chat-messages.js';
import { newBell } from './bell.js';
import type { ChatDeps } from './deps.js';
import type { ChatNews } from './news.js';

/** Proxies cut a connection that is silent, and the page gives one up that is silent for much longer. */
const pingMs = 15_000;
/** Messages that a page shows at first, and fetches at once of those before. */
export const pageSize = 50;

interface Tail {
  readonly chatId: string;
  /** Continue behind this message; null begins with the newest ones. */
  readonly afterId: number | null;
  readonly ended: AbortSignal;
  readonly eventOf: (message: ChatMessage) => string;
}

interface TailDeps extends Pick<ChatDeps, 'chatMessages' | 'chatNotifier'> {
  readonly news: ChatNews;
}

/** Sends what a chat has, then what it gets, until the reader leaves or the server stops. */
export async function tailChat(
  { chatMessages, chatNotifier, news }: TailDeps,
  stream: SSEStreamingApi,
  { chatId, afterId, ended, eventOf }: Tail,
): Promise<void> {
  const bell = newBell();
  const leave = news.enter();
  const stopListening = chatNotifier.listen(chatId, bell.ring);
  ended.addEventListener('abort', bell.ring);
  stream.onAbort(bell.ring);
  const isOver = () => ended.aborted || stream.aborted;
  const next = (cursor: number | null) =>
    cursor === null
      ? chatMessages.before(chatId, null, pageSize)
      : chatMessages.after(chatId, cursor, pageSize);
  try {
    let cursor = afterId;
    await stream.write(': hello\n\n');
    while (!isOver()) {
      bell.reset();
      const messages = await next(cursor);
      for (const message of messages) {
        await stream.writeSSE({ event: 'message', id: String(message.id), data: eventOf(message) });
      }
      const isFirst = cursor === null;
      cursor = messages.at(-1)?.id ?? cursor ?? 0;
      // What streams in from here on is new.
      if (isFirst) await stream.write('event: caught-up\ndata: {}\n\n');
      if (messages.length === pageSize || isOver()) continue;
      await bell.heard(pingMs);
      if (messages.length === 0) await stream.write(': ping\n\n');
    }
  } finally {
    stopListening();
    leave();
    ended.removeEventListener('abort', bell.ring);
  }
}

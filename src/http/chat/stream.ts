import type { SSEStreamingApi } from 'hono/streaming';
import type { ChatMessage } from '../../ports/chat-messages.js';
import type { ChatDeps } from './deps.js';

/** Another process's message is seen after this long at the latest. */
const pollMs = 2_000;
/** Proxies cut a connection that is silent. */
const pingMs = 15_000;
export const historyCount = 100;

interface Tail {
  readonly chatId: string;
  /** Continue behind this message; null begins with the newest ones. */
  readonly afterId: number | null;
  readonly ended: AbortSignal;
  readonly eventOf: (message: ChatMessage) => string;
}

/** Sends what a chat has, then what it gets, until the reader leaves or the server stops. */
export async function tailChat(
  deps: Pick<ChatDeps, 'chatMessages' | 'chatNotifier' | 'clock'>,
  stream: SSEStreamingApi,
  { chatId, afterId, ended, eventOf }: Tail,
): Promise<void> {
  const bell = newBell();
  const stopListening = deps.chatNotifier.listen(chatId, bell.ring);
  ended.addEventListener('abort', bell.ring);
  stream.onAbort(bell.ring);
  const isOver = () => ended.aborted || stream.aborted;
  try {
    let cursor = afterId;
    let writtenAt = deps.clock.now();
    await stream.write(': hello\n\n');
    while (!isOver()) {
      bell.reset();
      const messages = await deps.chatMessages.after(chatId, cursor, historyCount);
      for (const message of messages) {
        await stream.writeSSE({ event: 'message', id: String(message.id), data: eventOf(message) });
      }
      cursor = messages.at(-1)?.id ?? cursor ?? 0;
      if (messages.length > 0) writtenAt = deps.clock.now();
      if (messages.length === historyCount || isOver()) continue;
      await bell.heard(pollMs);
      if (deps.clock.now() - writtenAt < pingMs) continue;
      writtenAt = deps.clock.now();
      await stream.write(': ping\n\n');
    }
  } finally {
    stopListening();
    ended.removeEventListener('abort', bell.ring);
  }
}

/** A ring between `reset` and `heard` is not lost: it was set before the read that it may have come too late for. */
function newBell() {
  let hasRung = false;
  let wake: (() => void) | null = null;
  const ring = () => {
    hasRung = true;
    wake?.();
  };
  const heard = (timeoutMs: number) =>
    new Promise<void>((resolve) => {
      if (hasRung) return resolve();
      const timer = setTimeout(resolve, timeoutMs);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  return {
    ring,
    heard,
    reset: () => {
      hasRung = false;
      wake = null;
    },
  };
}

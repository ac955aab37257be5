import type { ChatDeps } from './deps.js';

/** Another process's message is seen after this long at the latest. */
const lookMs = 1_000;

export interface ChatNews {
  /** While at least one page is open, somebody looks. @returns leaves */
  enter(): () => void;
}

/**
 * Tells open pages of what other processes have appended. One look serves all of them: two hundred pages that ask
 * for themselves would be two hundred queries a second about nothing.
 */
export function chatNews(deps: Pick<ChatDeps, 'chatMessages' | 'chatNotifier' | 'log'>): ChatNews {
  const { chatMessages, chatNotifier, log } = deps;
  let pages = 0;
  let known: ReadonlyMap<string, number> = new Map();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = async () => {
    const newest = await chatMessages.newestIds(chatNotifier.listened());
    // A chat seen for the first time is told too: its page may have read just before the message came.
    for (const [chatId, id] of newest) if (known.get(chatId) !== id) chatNotifier.notify(chatId);
    known = newest;
  };
  const lookAgain = () => {
    timer = setTimeout(() => {
      look()
        .catch((error: Error) => log.warn('chat.look.failed', { error: error.name }))
        .finally(() => pages > 0 && lookAgain());
    }, lookMs);
  };
  return {
    enter() {
      pages += 1;
      if (pages === 1) lookAgain();
      return () => {
        pages -= 1;
        if (pages === 0) clearTimeout(timer);
      };
    },
  };
}

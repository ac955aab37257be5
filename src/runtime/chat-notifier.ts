import type { ChatNotifier } from '../ports/chat-notifier.js';

export function chatNotifier(): ChatNotifier {
  const listeners = new Map<string, Set<() => void>>();
  return {
    notify(chatId) {
      for (const heard of listeners.get(chatId) ?? []) heard();
    },
    listened: () => [...listeners.keys()],
    listen(chatId, heard) {
      const others = listeners.get(chatId) ?? new Set();
      listeners.set(chatId, others.add(heard));
      return () => {
        others.delete(heard);
        if (others.size === 0 && listeners.get(chatId) === others) listeners.delete(chatId);
      };
    },
  };
}

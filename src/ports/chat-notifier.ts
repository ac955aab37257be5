/** Tells open pages of this process that a chat has something new. Another process's news is found by polling. */
export interface ChatNotifier {
  notify(chatId: string): void;
  /** @returns stops listening */
  listen(chatId: string, heard: () => void): () => void;
  /** The chats that somebody listens to. */
  listened(): readonly string[];
}

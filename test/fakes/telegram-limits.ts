/** Telegram's rate rules on the instants at which it took a message; windows slide. */
export interface LimitRules {
  /** Null: no limit of the whole bot. */
  readonly perSecond: number | null;
  /** Least time between two messages to one chat; null: none. */
  readonly perChatMs: number | null;
  readonly groupPerMinute: number | null;
  /** What a 429 asks for; while it lasts every message is refused. */
  readonly retryAfterSeconds: number;
}

export class SlidingLimits {
  readonly #rules: LimitRules;
  readonly #all: number[] = [];
  readonly #byChat = new Map<number, number[]>();
  #refusedUntil = 0;
  refusals = 0;

  constructor(rules: LimitRules) {
    this.#rules = rules;
  }

  refuseUntil(at: number): void {
    this.#refusedUntil = Math.max(this.#refusedUntil, at);
  }

  /** @returns seconds to wait, or 0 if the message was taken */
  take(chatId: number, now: number): number {
    if (now < this.#refusedUntil) {
      this.refusals += 1;
      return Math.ceil((this.#refusedUntil - now) / 1_000);
    }
    if (this.#isOver(chatId, now)) {
      this.refusals += 1;
      this.#refusedUntil = now + this.#rules.retryAfterSeconds * 1_000;
      return this.#rules.retryAfterSeconds;
    }
    this.#all.push(now);
    this.#byChat.set(chatId, [...this.#recent(chatId, now), now]);
    return 0;
  }

  #isOver(chatId: number, now: number): boolean {
    const { perSecond, perChatMs, groupPerMinute } = this.#rules;
    while ((this.#all[0] ?? now) <= now - 1_000) this.#all.shift();
    if (perSecond !== null && this.#all.length >= perSecond) return true;
    const chat = this.#recent(chatId, now);
    if (perChatMs !== null && (chat.at(-1) ?? Number.NEGATIVE_INFINITY) > now - perChatMs) {
      return true;
    }
    return groupPerMinute !== null && chatId < 0 && chat.length >= groupPerMinute;
  }

  #recent(chatId: number, now: number): number[] {
    return (this.#byChat.get(chatId) ?? []).filter((at) => at > now - 60_000);
  }
}

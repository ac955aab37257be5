export interface ChatBell {
  ring(): void;
  /** Forgets earlier rings; call it before the read that they were about. */
  reset(): void;
  /** Resolves at a ring since the last `reset`, or after `timeoutMs`. */
  heard(timeoutMs: number): Promise<void>;
}

/** A ring between `reset` and `heard` is not lost: it was set before the read that it may have come too late for. */
export function newBell(): ChatBell {
  let hasRung = false;
  let wake: (() => void) | null = null;
  return {
    ring: () => {
      hasRung = true;
      wake?.();
    },
    reset: () => {
      hasRung = false;
      wake = null;
    },
    heard: (timeoutMs) =>
      new Promise<void>((resolve) => {
        if (hasRung) return resolve();
        const timer = setTimeout(resolve, timeoutMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
  };
}

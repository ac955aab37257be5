/** Wakes whoever waits for work in this process; another process's work is found by looking now and then. */
export interface Bell {
  ring(): void;
  /** How often it rang: taken before looking for work, so that a ring during the look is not missed. */
  rings(): number;
  /** Resolves when it has rung more than `heard` times, after `ms`, or when aborted. */
  wait(heard: number, ms: number, signal: AbortSignal): Promise<void>;
}

export function newBell(): Bell {
  const waiting = new Set<() => void>();
  let count = 0;
  return {
    ring() {
      count += 1;
      for (const wake of [...waiting]) wake();
    },
    rings: () => count,
    wait(heard, ms, signal) {
      if (signal.aborted || count > heard) return Promise.resolve();
      return new Promise((resolve) => {
        const wake = () => {
          waiting.delete(wake);
          clearTimeout(timer);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        const timer = setTimeout(wake, ms);
        waiting.add(wake);
        signal.addEventListener('abort', wake, { once: true });
      });
    },
  };
}

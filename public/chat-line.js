// The line to the server: opened again whenever it breaks.

import { readEvents } from './event-stream.js';

/** The server says something every 30 seconds. */
const silentMs = 50_000;

/**
 * @param open asks for the stream, behind the last message seen
 * @param handlers for the stream's events, by name
 * @param onOnline told whether the line stands, and the status that an answer had
 * @returns tries at once, without waiting for its turn
 */
export function keepListening({ open, handlers, onOnline }) {
  let wake = () => undefined;
  void (async () => {
    for (let failures = 0; ; ) {
      const openedAt = Date.now();
      try {
        const response = await open();
        onOnline(response.ok, response.status);
        if (!response.ok) throw new Error(String(response.status));
        await readEvents(response, handlers, silentMs);
      } catch {
        // Shown to the reader; the next try begins behind the last message seen.
      }
      failures = Date.now() - openedAt > 5_000 ? 0 : failures + 1;
      onOnline(false);
      await new Promise((resolve) => {
        wake = resolve;
        setTimeout(resolve, pauseMs(failures));
      });
    }
  })();
  return () => wake();
}

// A server that comes back must not meet all pages in one moment.
function pauseMs(failures) {
  return Math.min(500 * 2 ** Math.min(failures, 4), 8_000) * (0.5 + Math.random() / 2);
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import { errorResponse } from '../error-response.js';
import type { OpenStreams } from '../open-streams.js';

const lookMs = 1_000;
const pingEvery = 15;

/**
 * Sends `look()` whenever it has changed, as JSON.
 *
 * @param look null ends the stream
 */
export function liveStream(
  context: Context,
  streams: OpenStreams,
  look: () => Promise<unknown>,
): Response {
  const place = streams.enter();
  if (place === null) return errorResponse(context, 'unavailable', 'too many open pages');
  context.header('X-Accel-Buffering', 'no');
  return streamSSE(context, async (stream) => {
    const left = new AbortController();
    stream.onAbort(() => left.abort());
    const over = AbortSignal.any([left.signal, place.ended]);
    let before = '';
    try {
      for (let turn = 0; !over.aborted; turn++) {
        const seen = await look().catch(() => undefined);
        if (seen === null) return;
        const data = JSON.stringify(seen) ?? before;
        if (data !== before) await stream.writeSSE({ event: 'status', data });
        else if (turn % pingEvery === 0) await stream.write(': ping\n\n');
        before = data;
        await sleep(lookMs, undefined, { signal: over }).catch(() => undefined);
      }
    } finally {
      place.leave();
    }
  });
}

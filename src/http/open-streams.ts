import { setMaxListeners } from 'node:events';

/** How many pages may listen at once in one process; more are told to come back later. */
const streamMax = 1_000;

export interface OpenStreams {
  /** @returns null when there are too many already */
  enter(): { readonly ended: AbortSignal; leave(): void } | null;
  /** Ends every stream, so that the server can stop; none may enter any more. */
  closeAll(): void;
}

export function openStreams(max = streamMax): OpenStreams {
  const closing = new AbortController();
  // Every stream listens to it, and each stops when it ends.
  setMaxListeners(0, closing.signal);
  let count = 0;
  return {
    enter() {
      if (count >= max || closing.signal.aborted) return null;
      count += 1;
      let isInside = true;
      const leave = () => {
        if (isInside) count -= 1;
        isInside = false;
      };
      return { ended: closing.signal, leave };
    },
    closeAll: () => closing.abort(),
  };
}

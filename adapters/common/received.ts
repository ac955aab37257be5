import type { InboundEvent, RawReply } from '../../src/ports/channel.js';

/** What a platform's call is answered, and what it told. */
export interface Received {
  readonly reply: RawReply;
  readonly events: readonly InboundEvent[];
}

export function refused(status: number, body: string): Received {
  return { reply: { status, body }, events: [] };
}

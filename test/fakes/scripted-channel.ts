import type { Address, SendOutcome } from '../../src/domain/message/send-outcome.js';
import type {
  Capabilities,
  ChannelAccount,
  NativePart,
  RatePolicy,
  SendContext,
  SendRight,
} from '../../src/ports/channel.js';

export interface ScriptedSend {
  readonly to: Address;
  readonly key: string;
  readonly text: string;
  readonly at: number;
  readonly right?: SendRight;
}

export interface ScriptedChannel extends ChannelAccount {
  /** Every call that reached the "platform". */
  readonly sent: ScriptedSend[];
}

export interface Script {
  readonly name?: string;
  readonly rate?: Partial<RatePolicy>;
  readonly capabilities?: Partial<Capabilities>;
  /** One part for each text block when true; else all in one. */
  readonly partPerBlock?: boolean;
  readonly answer?: (send: ScriptedSend, signal: AbortSignal) => Promise<SendOutcome> | SendOutcome;
}

const capabilities: Capabilities = {
  proactive: 'free',
  text: { max: 1_000, unit: 'utf16' },
  buttons: null,
  image: [],
  idempotency: null,
  posts: false,
  webhook: null,
};

/** A channel whose platform is a function. */
export function scriptedChannel(script: Script = {}): ScriptedChannel {
  const sent: ScriptedSend[] = [];
  const rate = { perSecond: 10_000, perChatMs: 0, concurrency: 20, timeoutMs: 1_000 };
  return {
    name: script.name ?? 'scripted',
    kind: 'scripted',
    capabilities: { ...capabilities, ...script.capabilities },
    rate: { ...rate, ...script.rate },
    sent,
    render: (message) => {
      const texts = message.blocks.map((block) => (block.kind === 'text' ? block.text : ''));
      const tooLong = texts.findIndex((text) => text.length > 1_000);
      if (tooLong >= 0) {
        return { ok: false, violations: [{ block: tooLong, message: 'the text is too long' }] };
      }
      const pieces = script.partPerBlock === true ? texts : [texts.join('\n')];
      const parts: NativePart[] = pieces.map((text) => ({ method: 'say', payload: { text } }));
      return { ok: true, parts };
    },
    send: async (part: NativePart, { to, key, signal, right }: SendContext) => {
      const send = {
        to,
        key,
        text: String(part.payload['text']),
        at: Date.now(),
        ...(right && { right }),
      };
      sent.push(send);
      const accepted: SendOutcome = { kind: 'accepted', ref: String(sent.length), final: true };
      return (await script.answer?.(send, signal)) ?? accepted;
    },
    probe: async () => ({ ok: true, name: 'scripted' }),
  };
}

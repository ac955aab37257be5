import type { InboundEvent } from '../../ports/channel.js';
import type { ChatMessages } from '../../ports/chat-messages.js';
import type { ChatNotifier } from '../../ports/chat-notifier.js';
import type { Clock } from '../../ports/clock.js';
import type { Keyring } from '../../ports/keyring.js';
import type { Logger } from '../../ports/logger.js';
import type { Random } from '../../ports/random.js';

/** One web chat account of shop.yaml. */
export interface ChatAccount {
  readonly name: string;
  /** Websites that may show the chat in a frame; empty for every one. */
  readonly embedOrigins: readonly string[];
}

export interface ChatDeps {
  /** The first is the one at `/chat`; the others are asked for by `?account=`. */
  readonly accounts: readonly [ChatAccount, ...ChatAccount[]];
  readonly shopName: string;
  readonly publicUrl: string | null;
  readonly chatMessages: ChatMessages;
  readonly chatNotifier: Pick<ChatNotifier, 'listen' | 'listened' | 'notify'>;
  readonly keyring: Keyring;
  readonly random: Random;
  readonly clock: Clock;
  readonly log: Logger;
  /** Resolves when the events are stored; they are handled afterwards. */
  readonly receive: (accountName: string, events: readonly InboundEvent[]) => Promise<void>;
  /** Whether a person of the staff has this chat: then nobody knows when an answer will come. */
  readonly isWithStaff: (accountName: string, chatId: string) => Promise<boolean>;
  /** Demo only: whose chat this is, for the bar above it. */
  readonly nameOf?: (chatId: string) => Promise<string | null>;
}

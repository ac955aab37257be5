import type { InboundEvent } from '../../ports/channel.js';
import type { ChatMessages } from '../../ports/chat-messages.js';
import type { ChatNotifier } from '../../ports/chat-notifier.js';
import type { Clock } from '../../ports/clock.js';
import type { Keyring } from '../../ports/keyring.js';
import type { Logger } from '../../ports/logger.js';
import type { Random } from '../../ports/random.js';

export interface ChatDeps {
  /** The web chat account's name in shop.yaml. */
  readonly accountName: string;
  readonly shopName: string;
  readonly publicUrl: string | null;
  /** Websites that may show the chat in a frame; empty for every one. */
  readonly embedOrigins: readonly string[];
  readonly chatMessages: ChatMessages;
  readonly chatNotifier: Pick<ChatNotifier, 'listen'>;
  readonly keyring: Keyring;
  readonly random: Random;
  readonly clock: Clock;
  readonly log: Logger;
  /** Resolves when the events are stored; they are handled afterwards. */
  readonly receive: (accountName: string, events: readonly InboundEvent[]) => Promise<void>;
  /** Demo only: whose chat this is, for the bar above it. */
  readonly nameOf?: (chatId: string) => Promise<string | null>;
}

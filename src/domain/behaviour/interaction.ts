import type { InteractionKind } from './interaction-kind.js';

/** One thing a customer did, as it is handed to the behaviour store. */
export interface InteractionDraft {
  readonly customerId: number;
  readonly kind: InteractionKind;
  readonly productId?: number;
  /** Whole units; 1 unless given. */
  readonly quantity?: number;
  readonly amountMinor?: number;
  readonly query?: string;
  /** 1 to 5. */
  readonly rating?: number;
  readonly durationMs?: number;
  readonly orderId?: number;
  readonly deliveryId?: number;
  readonly couponId?: number;
  /** Which feed it came by, such as `api` or `chat`. */
  readonly source: string;
  /** Any text that is the same when the same event is sent again; the store hashes it to 16 bytes. */
  readonly key: string;
  readonly context?: Readonly<Record<string, unknown>>;
  readonly occurredAt: number;
}

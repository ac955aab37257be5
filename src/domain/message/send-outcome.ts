/** A customer's address within one channel account, as the platform writes it. */
export type Address = string;

/** The platform's own id of a message. */
export type PlatformRef = string;

/** The nine outcomes; each leads to another next step. */
export type SendOutcome =
  | { readonly kind: 'accepted'; readonly ref: PlatformRef; readonly final: boolean }
  | { readonly kind: 'duplicate'; readonly ref?: PlatformRef }
  /** Certainly not sent. */
  | {
      readonly kind: 'throttled';
      readonly scope: 'account' | 'lane' | 'recipient';
      readonly retryAfterMs: number | null;
    }
  /** Certainly not sent. */
  | { readonly kind: 'deferred'; readonly minDelayMs: number; readonly why: string }
  /** Perhaps sent. */
  | { readonly kind: 'unknown'; readonly why: string; readonly resendSafe: boolean }
  | {
      readonly kind: 'undeliverable';
      readonly recipient: 'suppress' | 'needs_inbound' | 'needs_consent';
      /** Begins with `blocked` when the person shut us out, rather than left the platform. */
      readonly why: string;
    }
  | { readonly kind: 'moved'; readonly to: Address }
  /** This content, nobody's fault. */
  | { readonly kind: 'rejected'; readonly why: string }
  | {
      readonly kind: 'account_fault';
      readonly why: 'credentials' | 'permission' | 'quota' | 'suspended';
      readonly retryAtMs?: number;
    };

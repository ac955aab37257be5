export const deliveryStates = [
  'planned',
  'claimed',
  'sending',
  'sent',
  'failed',
  'unknown',
  'skipped',
  'expired',
  'cancelled',
] as const;

export type DeliveryState = (typeof deliveryStates)[number];

/**
 * Every step a delivery may take. What is not here never happens: a delivery that was `sending` when its worker
 * died is `unknown`, because the platform may have it.
 */
const deliverySteps: Readonly<Record<DeliveryState, readonly DeliveryState[]>> = {
  planned: ['claimed', 'expired', 'cancelled'],
  claimed: ['sending', 'planned', 'skipped', 'expired', 'failed', 'cancelled'],
  // Back to planned only for what is certainly not sent: throttled, deferred, moved, undeliverable there.
  sending: ['sent', 'planned', 'failed', 'unknown', 'expired'],
  // Its own worker may come back late with the answer; `on_unknown: resend` plans it again.
  unknown: ['sent', 'planned', 'failed'],
  sent: [],
  failed: [],
  skipped: [],
  expired: [],
  cancelled: [],
};

/** Still to be decided: a run is done when none of its deliveries is open. */
const openStates = ['planned', 'claimed', 'sending'] as const satisfies DeliveryState[];

/** The customer certainly got nothing, so a coupon in the message goes back. `unknown` keeps its coupon. */
export const unsentStates = [
  'failed',
  'skipped',
  'expired',
  'cancelled',
] as const satisfies DeliveryState[];

export function isOpen(state: DeliveryState): boolean {
  return (openStates as readonly DeliveryState[]).includes(state);
}

export function canBecome(from: DeliveryState, to: DeliveryState): boolean {
  return deliverySteps[from].includes(to);
}

/** Limits that only the ledger knows. */
export type LimitReason =
  | 'LIMIT_REACHED'
  | 'CUSTOMER_LIMIT_REACHED'
  | 'IDENTITY_REQUIRED'
  | 'SOLD_OUT';

/** Why a promotion gave nothing. */
export type RejectionReason =
  | LimitReason
  | 'CODE_REQUIRED'
  | 'NOT_STARTED'
  | 'EXPIRED'
  | 'OUTSIDE_HOURS'
  | 'SUBTOTAL_TOO_LOW'
  | 'QUANTITY_TOO_LOW'
  | 'GROUP_TOO_SMALL'
  | 'CUSTOMER_NOT_ELIGIBLE'
  | 'CHANNEL_NOT_ELIGIBLE'
  | 'NOTHING_TO_DISCOUNT'
  | 'BUDGET_EXCEEDED'
  | 'EXCLUDED_BY'
  | 'BETTER_EXISTS';

import type { CustomerDraft } from '../domain/behaviour/customer-draft.js';

/** Customers as the shop's own system names them. */
export interface CustomerRegistry {
  /** The display name is encrypted on its way in. */
  saveCustomers(
    drafts: readonly CustomerDraft[],
    options?: { readonly bulk?: boolean },
  ): Promise<{ readonly created: number; readonly updated: number }>;
  /** @returns the shop's id → ours (the surviving one of merged customers); those that do not exist are absent */
  customerIds(externalIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
}

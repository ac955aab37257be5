import type { DayWindow } from '../domain/campaign/shop.js';

/** What a customer asked for about being written to. */
export interface Preferences {
  /** The customer's own; null means the shop's. */
  readonly quietHours: DayWindow | null;
  /** Campaign messages in 7 days; null means no own limit. */
  readonly maxPerWeek: number | null;
  readonly mutedTopics: readonly string[];
}

export interface PreferenceStore {
  of(customerId: number): Promise<Preferences>;
  /** Changes what is given, keeps the rest. */
  save(customerId: number, change: Partial<Preferences>, at: number): Promise<void>;
}

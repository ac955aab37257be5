import type { Wishes } from '../domain/conversation/wish.js';

/** What a customer asked for about being written to. */
export interface Preferences extends Wishes {
  readonly mutedTopics: readonly string[];
}

export interface PreferenceStore {
  of(customerId: number): Promise<Preferences>;
  /** Changes what is given, keeps the rest. */
  save(customerId: number, change: Partial<Preferences>, at: number): Promise<void>;
}

import type { ConversationView } from '../../src/domain/conversation/view.js';
import { noWishes } from '../../src/domain/conversation/wish.js';

/** What the dialogue may know of somebody who has agreed to messages, and has nothing. */
export function viewWith(change: Partial<ConversationView> = {}): ConversationView {
  return {
    language: 'en',
    shopName: 'Corner',
    timezone: 'Europe/London',
    now: 0,
    customerName: null,
    consent: 'granted',
    wishes: noWishes,
    shopQuietHours: null,
    hasStaff: false,
    membership: 'none',
    club: null,
    talk: null,
    picks: [],
    coupons: [],
    groups: { open: [], offers: [] },
    group: null,
    codeAsked: null,
    share: null,
    similar: null,
    found: [],
    interests: { found: [], unknown: [] },
    categories: [],
    why: null,
    rating: null,
    linkCode: null,
    codeOutcome: null,
    otherChats: 0,
    ...change,
  };
}

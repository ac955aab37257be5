import { sqltag as sql } from '@prisma/client/runtime/client';
import type { CouponCard, PickCard } from '../../src/domain/conversation/view.js';
import type { OutboundMessage } from '../../src/domain/message/message.js';
import type { ChannelAccount, InboundEvent } from '../../src/ports/channel.js';
import type { Keyring } from '../../src/ports/keyring.js';
import { keyringOf } from '../../src/runtime/keyring.js';
import type { InboxDeps } from '../../src/services/inbox.js';
import { behaviourStore } from '../../src/store/behaviour-store.js';
import { campaignStore } from '../../src/store/campaign-store.js';
import { consentStore } from '../../src/store/consent-store.js';
import { customerStore } from '../../src/store/customer-store.js';
import type { Database } from '../../src/store/database.js';
import { deliveryStore } from '../../src/store/delivery-store.js';
import { engagementStore } from '../../src/store/engagement-store.js';
import { inboxStore } from '../../src/store/inbox-store.js';
import { linkCodeStore } from '../../src/store/link-code-store.js';
import { membershipStore } from '../../src/store/membership-store.js';
import { preferenceStore } from '../../src/store/preference-store.js';
import { ratingStore } from '../../src/store/rating-store.js';
import { renderStore } from '../../src/store/render-store.js';
import { sendRightStore } from '../../src/store/send-rights.js';
import { sentMessageStore } from '../../src/store/sent-message-store.js';
import { shareStore } from '../../src/store/share-store.js';
import { shelfStore } from '../../src/store/shelf-store.js';
import { supportStore } from '../../src/store/support-store.js';

export const keyring: Keyring = keyringOf(new Uint8Array(32).fill(7));
export const topic = 'marketing';

/** A channel account that sends nothing and remembers which presses it acknowledged. */
export function silentAccount(name: string, acknowledged: string[] = []): ChannelAccount {
  return {
    name,
    kind: 'silent',
    capabilities: {
      proactive: 'free',
      text: { max: 4_096, unit: 'utf16' },
      buttons: { kinds: ['action', 'link'], rows: 8, perRow: 4, labelMax: 40, actionBytes: 64 },
      image: ['url'],
      idempotency: null,
      posts: false,
      webhook: null,
    },
    rate: { perSecond: 30, perChatMs: 0, concurrency: 1, timeoutMs: 1_000 },
    render: () => ({ ok: true, parts: [] }),
    send: async () => ({ kind: 'accepted', ref: '1', final: true }),
    acknowledge: async (ack) => {
      acknowledged.push(ack);
    },
    deepLink: (token) => `https://chat.example/${name}?start=${token}`,
    probe: async () => ({ ok: true, name }),
  };
}

export interface ChatShop {
  readonly deps: InboxDeps;
  readonly acknowledged: string[];
  /** Every error and warning the service logged. */
  readonly logged: string[];
  readonly setTime: (at: number) => void;
}

/** The services around one database, with a clock that stands still and two accounts, `tg` and `web`. */
export function chatShop(database: Database, change: Partial<InboxDeps> = {}): ChatShop {
  let now = 1_800_000_000_000;
  const logged: string[] = [];
  const acknowledged: string[] = [];
  const clock = { now: () => now };
  const note = (name: string, fields?: Record<string, unknown>) => {
    logged.push(`${name} ${JSON.stringify(fields)}`);
  };
  const accounts = ['tg', 'web'].map((name) => [name, silentAccount(name, acknowledged)] as const);
  const deps: InboxDeps = {
    shop: {
      name: 'Corner',
      timezone: 'Europe/London',
      currency: 'GBP',
      quietHours: null,
      locales: ['en', 'zh-CN'],
      consent: { topic, noticeVersion: '2026-01' },
    },
    keyring,
    sendRights: sendRightStore(database),
    clock,
    log: { info: () => undefined, warn: note, error: note },
    accounts: new Map(accounts),
    customers: customerStore(database, keyring),
    consents: consentStore(database),
    preferences: preferenceStore(database),
    shares: shareStore(database),
    support: supportStore(database, keyring),
    ratings: ratingStore(database),
    linkCodes: linkCodeStore(database),
    sentMessages: sentMessageStore(database),
    campaigns: campaignStore(database),
    rendering: renderStore(database, keyring),
    shelves: shelfStore(database),
    worker: 'test:1:a',
    isDead: () => false,
    inboxEvents: inboxStore(database, keyring),
    outbox: deliveryStore(database, keyring, clock),
    behaviour: behaviourStore(database, clock),
    engagements: engagementStore(database, keyring),
    picksFor: async (customerId, count) => pickCards(customerId).slice(0, count),
    couponsOf: async (customerId) => [couponCard(customerId)],
    codes: {
      ask: async () => ({ kind: 'not-valid' }),
      explain: async () => ({ kind: 'not-valid' }),
    },
    groupCards: {
      list: async () => ({ open: [], offers: [] }),
      card: async () => null,
      open: async () => null,
    },
    similarTo: async () => null,
    search: async () => [],
    interestsNamed: async (words) => ({ found: [], unknown: [words] }),
    categories: async () => [],
    members: membershipStore(database),
    clubCard: async () => null,
    friendRewards: async () => null,
    ...change,
  };
  const setTime = (at: number) => {
    now = at;
  };
  return { deps, acknowledged, logged, setTime };
}

function pickCards(customerId: number): PickCard[] {
  return [1, 2, 3, 4].map((n) => ({
    sku: `lantern-${n}`,
    imageUrl: null,
    name: `Lantern ${n} of ${customerId}`,
    price: '£3.00',
    reason: 'popular right now',
    url: null,
  }));
}

function couponCard(customerId: number): CouponCard {
  return {
    code: `GIFT-${customerId}X`,
    name: null,
    minimum: null,
    balance: null,
    offer: '10 % off',
    validUntil: 1_900_000_000_000,
    useUrl: null,
  };
}

let keys = 0;

type Said =
  | { readonly kind: 'message'; readonly text: string }
  | {
      readonly kind: 'action';
      readonly action: string;
      readonly ref?: string;
      readonly ack?: string;
    }
  | { readonly kind: 'start'; readonly payload: string | null }
  | { readonly kind: 'opt_out'; readonly via: string }
  | { readonly kind: 'reaction'; readonly ref: string; readonly emoji: string }
  | { readonly kind: 'moved'; readonly to: string };

/** An event of one chat, with a key of its own. */
export function event(from: string, said: Said, at = 1_800_000_000_000): InboundEvent {
  keys += 1;
  return { key: `e${keys}`, at, from, ...said };
}

export async function newCustomer(
  database: Database,
  externalId: string | null,
  name: string | null = null,
): Promise<number> {
  const displayName = name === null ? null : keyring.encrypt(name);
  const row = await database.write(2, (tx) =>
    tx.models.customer.create({ data: { externalId, displayName, createdAt: 0n } }),
  );
  return row.id;
}

export interface Reply {
  readonly key: string;
  readonly customerId: number;
  readonly text: string;
  readonly actions: readonly string[];
}

/** Everything we answered, in order. */
export async function repliesIn(database: Database, channelAccount?: string): Promise<Reply[]> {
  const rows = await database.query<{
    key: string;
    customerId: number;
    content: string;
    account: string;
  }>(sql`
    SELECT dedupe_key AS key, customer_id AS "customerId", content, channel_account AS account
    FROM delivery WHERE purpose = 'reply' ORDER BY id`);
  return rows
    .filter(({ account }) => channelAccount === undefined || account === channelAccount)
    .map(({ key, customerId, content }) => {
      const { blocks } = JSON.parse(content) as OutboundMessage;
      const text = blocks.map((block) => (block.kind === 'text' ? block.text : '')).join('');
      const buttons = blocks.flatMap((block) =>
        block.kind === 'buttons' ? block.rows.flat() : [],
      );
      const actions = buttons.flatMap((button) =>
        button.kind === 'action' ? [button.action] : [],
      );
      return { key, customerId, text, actions };
    });
}

import { randomBytes, randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import type { RunCommand } from '../../../src/http/admin/deps.js';
import type { ChatDeps } from '../../../src/http/chat/deps.js';
import { createServer, type ServerDeps } from '../../../src/http/server.js';
import type { AppliedCampaign } from '../../../src/ports/campaign-store.js';
import type { InboundEvent } from '../../../src/ports/channel.js';
import type { ChatMessage, ChatMessages } from '../../../src/ports/chat-messages.js';
import type { ChatNotifier } from '../../../src/ports/chat-notifier.js';
import type { Logger } from '../../../src/ports/logger.js';
import type { RunStatus } from '../../../src/ports/run-status.js';
import { chatNotifier } from '../../../src/runtime/chat-notifier.js';
import { keyringOf } from '../../../src/runtime/keyring.js';
import type { AccountOverview } from '../../../src/services/account-overview.js';

// A whole server whose shop is a few arrays.

export const adminKey = 'hwk_admin';
export const keyring = keyringOf(new Uint8Array(32).fill(7));

export const quietLog: Logger = { info: () => null, warn: () => null, error: () => null };

export function memoryChat(notifier: ChatNotifier = chatNotifier()): ChatMessages & {
  readonly all: ChatMessage[];
} {
  const all: ChatMessage[] = [];
  const chatOf = (chatId: string) => all.filter((each) => each.chatId === chatId);
  return {
    all,
    async append(draft) {
      const known = all.find(({ key }) => key === draft.key);
      if (known) return { id: known.id, isNew: false };
      const id = all.length + 1;
      all.push({ ...draft, id });
      notifier.notify(draft.chatId);
      return { id, isNew: true };
    },
    after: async (chatId, afterId, limit) =>
      chatOf(chatId)
        .filter(({ id }) => id > afterId)
        .slice(0, limit),
    before: async (chatId, beforeId, limit) =>
      chatOf(chatId)
        .filter(({ id }) => beforeId === null || id < beforeId)
        .slice(-limit),
    newestIds: async (chatIds) =>
      new Map(
        chatIds.flatMap((chatId) => {
          const newest = chatOf(chatId).at(-1);
          return newest === undefined ? [] : [[chatId, newest.id] as const];
        }),
      ),
  };
}

const sampleAccount: AccountOverview = {
  name: 'newsletter',
  kind: 'email',
  writesTo: 'who opted in',
  limits: ['10 a second', '2,000 a day (Europe/London)'],
  health: { state: 'fails', detail: 'credentials: refused', at: Date.UTC(2026, 10, 21, 8, 30) },
  pausedUntil: Date.UTC(2126, 10, 21, 9),
  pauseReason: 'account fault: credentials',
  quotas: [
    {
      words: '2,000 a day (Europe/London)',
      used: 1_234,
      max: 2_000,
      resetsAt: Date.UTC(2026, 10, 22),
    },
  ],
  waiting: 418,
  sentToday: 702,
  failedToday: 4,
  unknownToday: 1,
};

export const sampleRun: RunStatus = {
  id: 41,
  campaignId: 'autumn-picks',
  occurrenceKey: '2026-11-21T09:00:00Z',
  state: 'running',
  stateReason: null,
  scheduledFor: Date.UTC(2026, 10, 21, 9),
  createdAt: Date.UTC(2026, 10, 21, 9),
  finishedAt: null,
  audienceCount: 1_287,
  deliveries: { planned: 418, sending: 3, sent: 702, failed: 4, unknown: 1, skipped: 6 },
  leftOut: [
    { reason: 'holdout', people: 129 },
    { reason: 'no-consent', people: 21 },
    { reason: 'excluded:recent-buyers', people: 3 },
  ],
};

export interface TestServer {
  readonly app: ReturnType<typeof createServer>['app'];
  readonly endStreams: () => void;
  readonly received: InboundEvent[];
  readonly chat: ReturnType<typeof memoryChat>;
  readonly notifier: ChatNotifier;
  readonly controlled: [RunCommand, number][];
}

export function testServer(change: (deps: ServerDeps) => ServerDeps = (deps) => deps): TestServer {
  const received: InboundEvent[] = [];
  const controlled: [RunCommand, number][] = [];
  const notifier = chatNotifier();
  const chat = memoryChat(notifier);
  const clock = { now: () => Date.now() };
  const random = { bytes: (count: number) => new Uint8Array(randomBytes(count)), uuid: randomUUID };
  const receive = async (_: string, events: readonly InboundEvent[]) => {
    received.push(...events);
  };
  const authenticate: ServerDeps['health']['authenticate'] = async (key) => {
    if (key === adminKey) return { scopes: ['admin'] };
    return key === 'hwk_reader' ? { scopes: ['reports:read'] } : null;
  };
  const runStatus: ServerDeps['runStatus'] = {
    runs: async () => [sampleRun],
    run: async (campaignId, occurrenceKey) =>
      campaignId === sampleRun.campaignId && occurrenceKey === sampleRun.occurrenceKey
        ? sampleRun
        : null,
    deliveryCounts: async () => [{ channelAccount: 'webchat', state: 'sent', deliveries: 702 }],
  };
  const control = (command: RunCommand) => async (runId: number) => {
    controlled.push([command, runId]);
    return { kind: 'done' } as const;
  };
  const chatDeps: ChatDeps = {
    accounts: [{ name: 'webchat', embedOrigins: [] }],
    shopName: 'Lanterns & Co',
    publicUrl: null,
    chatMessages: chat,
    chatNotifier: notifier,
    keyring,
    random,
    clock,
    log: quietLog,
    receive,
    isWithStaff: async () => false,
  };
  const deps: ServerDeps = {
    shopName: 'Lanterns & Co',
    publicDir: resolve(import.meta.dirname, '../../../public'),
    log: quietLog,
    runStatus,
    health: { readiness: async () => [{ name: 'database', isReady: true }], authenticate },
    webhooks: { accountOf: () => undefined, receive, log: quietLog },
    admin: {
      mode: 'shop',
      shopName: 'Lanterns & Co',
      timezone: 'Europe/London',
      publicUrl: null,
      keyring,
      clock,
      log: quietLog,
      campaigns: { all: async () => [sampleCampaign] },
      runStatus,
      hold: async () => null,
      channels: async () => [sampleAccount],
      authenticate,
      control: { pause: control('pause'), resume: control('resume'), cancel: control('cancel') },
      reportHtml: async (id) =>
        id === 'autumn-picks'
          ? '<!doctype html><html><body><main><h1>R</h1></main></body></html>'
          : null,
    },
    chat: chatDeps,
    demo: null,
    routes: [],
  };
  const { app, endStreams } = createServer(change(deps));
  return { app, endStreams, received, chat, notifier, controlled };
}

const sampleCampaign: AppliedCampaign = {
  campaignId: 'autumn-picks',
  state: 'active',
  inForceSince: Date.UTC(2026, 10, 20, 17),
  version: {
    versionId: 3,
    hash: 'ab',
    appliedAt: Date.UTC(2026, 10, 20, 17),
    appliedBy: 'mei',
    segments: {},
    promotion: null,
    shop: { name: 'L', currency: 'GBP', timezone: 'Europe/London', locales: ['en'] },
    campaign: {
      kind: 'message',
      id: 'autumn-picks',
      name: 'Autumn picks for regulars',
      schedule: { kind: 'manual' },
      sendWithinMs: 86_400_000,
      picks: { count: 3 },
      message: {},
      onUnknown: 'leave',
      audience: { segment: 'regulars', exclude: [], holdoutShare: 0.1 },
      channels: ['webchat'],
      goal: { kind: 'purchase', withinMs: 7 * 86_400_000 },
      coupon: null,
    },
  },
};

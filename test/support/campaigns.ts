import { createHmac } from 'node:crypto';
import type { MessageCampaign } from '../../src/domain/campaign/campaign.js';
import type { Shop } from '../../src/domain/campaign/shop.js';
import { definitionDefaults, noLimits } from '../../src/domain/promotion/offer.js';
import { promotionDefaults } from '../../src/domain/promotion/promotion.js';
import type { Pick } from '../../src/domain/recommender/pick.js';
import type { ResolvedCampaign } from '../../src/ports/campaign-store.js';
import type { PlanRunDeps } from '../../src/services/plan-run.js';
import { campaignStore } from '../../src/store/campaign-store.js';
import type { Database } from '../../src/store/database.js';
import { eligibilityStore } from '../../src/store/eligibility-store.js';
import { modelStore } from '../../src/store/model-store.js';
import { outlookStore } from '../../src/store/outlook-store.js';
import { pickStore } from '../../src/store/pick-store.js';
import { planStore } from '../../src/store/plan-store.js';
import { profileStore } from '../../src/store/profile-store.js';
import { runStore } from '../../src/store/run-store.js';

/** Saturday 21 November 2026, 10:00 in London. */
export const saturdayTen = Date.parse('2026-11-21T10:00:00Z');

export const testShop: Shop = {
  id: 'test',
  name: 'Test Shop',
  currency: 'GBP',
  timezone: 'Europe/London',
  locales: ['en', 'zh-CN'],
  quietHours: { fromMinute: 22 * 60, untilMinute: 8 * 60 },
  dailyCap: 1,
  consent: { topic: 'marketing', noticeVersion: '1' },
  channels: [{ name: 'webchat', kind: 'webchat', settings: {} }],
};

export const testCampaign: MessageCampaign = {
  kind: 'message',
  id: 'welcome',
  name: 'Welcome',
  schedule: { kind: 'manual' },
  sendWithinMs: 86_400_000,
  picks: null,
  message: {
    en: [{ kind: 'text', text: 'Hello' }],
    'zh-CN': [{ kind: 'text', text: '您好' }],
  },
  onUnknown: 'leave',
  audience: { segment: 'all', exclude: [], holdoutShare: 0 },
  channels: ['telegram', 'webchat'],
  goal: { kind: 'purchase', withinMs: 7 * 86_400_000 },
  coupon: null,
};

export function resolved(
  campaign: ResolvedCampaign['campaign'],
  promotion: ResolvedCampaign['promotion'] = null,
): ResolvedCampaign {
  const { name, currency, timezone, locales } = testShop;
  return { campaign, segments: {}, promotion, shop: { name, currency, timezone, locales } };
}

/** Deterministic chance, each call another one. */
export function countingRandom() {
  let calls = 0;
  return {
    bytes: (count: number) => {
      calls++;
      return createHmac('sha256', 'random').update(String(calls)).digest().subarray(0, count);
    },
    uuid: () => `uuid-${++calls}`,
  };
}

export interface Fakes {
  readonly members: Readonly<Record<string, readonly number[]>>;
  readonly picks?: (customerId: number) => readonly Pick[];
  readonly now?: () => number;
  readonly uses?: number | null;
}

/** Real stores; segments, picks and promotions as the test says. */
export function planDeps(database: Database, fakes: Fakes): PlanRunDeps {
  const stored = { versionId: 1, key: 'gift', state: 'active' as const };
  return {
    segments: {
      members: async (rule) =>
        Int32Array.from(rule.kind === 'segment' ? (fakes.members[rule.name] ?? []) : []),
    },
    pickFacts: pickStore(database),
    eligibility: eligibilityStore(database),
    pickProducts: async ({ customerIds }) =>
      new Map(customerIds.map((id) => [id, fakes.picks?.(id) ?? []])),
    promotions: {
      all: async () => [
        { ...stored, promotionId: 1, definition: giftDefinition(fakes.uses ?? null) },
      ],
    },
    keyring: { mac: (_, text) => createHmac('sha256', 'key').update(text).digest() },
    random: countingRandom(),
    campaigns: campaignStore(database),
    runs: runStore(database),
    plans: planStore(database),
    models: modelStore(database),
    outlooks: outlookStore(database),
    profiles: profileStore(database),
    shop: testShop,
    clock: { now: fakes.now ?? (() => saturdayTen) },
  };
}

/** 15 % off, at most `uses` times. */
export function giftDefinition(uses: number | null) {
  return {
    ...definitionDefaults,
    promotion: {
      ...promotionDefaults,
      conditions: [],
      id: 'gift',
      phase: 'order' as const,
      effect: {
        type: 'percent_off' as const,
        bps: 1_500,
        capMinor: null,
        rounding: 'line' as const,
        basis: 'remaining' as const,
      },
    },
    trigger: 'coupon' as const,
    codePrefix: 'SAVE',
    limits: { ...noLimits, uses },
    names: { en: 'Come back', 'zh-CN': '欢迎回来' },
  };
}

export interface TestPerson {
  readonly id: number;
  readonly channels?: readonly string[];
  readonly consent?: boolean;
  readonly state?: string;
  readonly timezone?: string;
  readonly locale?: string;
  readonly canonical?: number;
  readonly erased?: boolean;
  readonly maxPerWeek?: number;
}

/** Customers, their chats (identity id = customer id × 10 + place) and consents. */
export async function savePeople(database: Database, people: readonly TestPerson[]): Promise<void> {
  await database.write(2, async ({ models }) => {
    await models.customer.createMany({ data: people.map(customerRow) });
    const chats = people.flatMap(chatRows);
    await models.channelIdentity.createMany({ data: chats });
    const silent = new Set(people.filter((each) => each.consent === false).map(({ id }) => id));
    const granted = chats.filter((chat) => !silent.has(chat.customerId));
    await models.consentEvent.createMany({ data: granted.map(consentRow) });
    const data = people.flatMap(({ id, maxPerWeek }) =>
      maxPerWeek === undefined ? [] : [{ customerId: id, maxPerWeek, updatedAt: 1n }],
    );
    await models.preference.createMany({ data });
  });
}

function customerRow(person: TestPerson) {
  return {
    id: person.id,
    externalId: `c${person.id}`,
    timezone: person.timezone ?? null,
    locale: person.locale ?? null,
    canonicalCustomerId: person.canonical ?? null,
    erasedAt: person.erased ? 1n : null,
    createdAt: 1n,
  };
}

function chatRows(person: TestPerson) {
  return (person.channels ?? ['webchat']).map((channelAccount, place) => {
    const id = person.id * 10 + place;
    const state = person.state ?? 'active';
    const address = { address: `a${id}`, addressHash: `h${id}` };
    return { id, customerId: person.id, channelAccount, ...address, state, linkedAt: 1n };
  });
}

function consentRow({ id }: { id: number }) {
  const said = { kind: 'granted', source: 'test', at: 1n };
  return { identityId: id, sequence: 1, topic: 'marketing', ...said };
}

/** A campaign in force and a run of it, not yet planned. */
export async function saveRun(
  database: Database,
  version: ResolvedCampaign,
  key = `manual:${version.campaign.id}`,
) {
  const at = saturdayTen;
  const { versionId } = await campaignStore(database).apply({
    resolved: version,
    hash: `hash of ${JSON.stringify(version)}`,
    gitCommit: null,
    appliedBy: 'test',
    at,
  });
  const { run } = await runStore(database).create({
    campaignId: version.campaign.id,
    versionId,
    occurrenceKey: key,
    state: 'planning',
    stateReason: null,
    scheduledFor: at,
    at,
  });
  return run;
}

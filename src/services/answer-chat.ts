import type { Shop } from '../domain/campaign/shop.js';
import type { NamedInterests } from '../domain/catalogue/interest.js';
import { type ConversationInput, commandOf } from '../domain/conversation/command.js';
import { converse, needsOf } from '../domain/conversation/converse.js';
import { type Language, languageOf } from '../domain/conversation/language.js';
import type { ConversationState } from '../domain/conversation/state.js';
import type { Needs, Turn } from '../domain/conversation/topic.js';
import type {
  ClubCard,
  CodeExplanation,
  CodeOutcome,
  ConversationView,
  CouponCard,
  FriendRewards,
  PickCard,
  ProductCard,
} from '../domain/conversation/view.js';
import type { ChannelAccount } from '../ports/channel.js';
import type { ConsentStore } from '../ports/consent-store.js';
import type { ChatIdentity, CustomerStore } from '../ports/customer-store.js';
import type { InboxStore } from '../ports/inbox-store.js';
import type { Keyring } from '../ports/keyring.js';
import type { MembershipStore } from '../ports/membership-store.js';
import type { PreferenceStore } from '../ports/preference-store.js';
import type { RatingStore } from '../ports/rating-store.js';
import type { ShareStore } from '../ports/share-store.js';
import type { SupportStore } from '../ports/support-store.js';
import { shareToken } from './deep-links.js';
import type { AskedCode, CodeAsker } from './explain-code.js';
import { type ExplainDeps, explainMessage } from './explain-message.js';
import type { GroupCards } from './group-cards.js';
import { type LinkCodeDeps, newLinkCode } from './link-codes.js';

/** Coupons' codes that are typed into a chat. */
export interface ChatCodes {
  /** Counts a wrong one. */
  readonly ask: (code: string, chat: Pick<ChatIdentity, 'id' | 'customerId'>) => Promise<AskedCode>;
  readonly explain: (asked: AskedCode, asker: CodeAsker) => Promise<CodeExplanation>;
}

export interface AnswerDeps extends ExplainDeps, LinkCodeDeps {
  readonly shop: Pick<
    Shop,
    'name' | 'timezone' | 'locales' | 'currency' | 'consent' | 'quietHours' | 'staff' | 'membership'
  >;
  readonly keyring: Keyring;
  readonly customers: CustomerStore;
  readonly consents: ConsentStore;
  readonly preferences: PreferenceStore;
  readonly shares: ShareStore;
  readonly support: SupportStore;
  readonly ratings: RatingStore;
  readonly inboxEvents: InboxStore;
  /** Picked products, best first, at most `count`, worded for the locale. */
  readonly picksFor: (
    customerId: number,
    count: number,
    locale: string,
  ) => Promise<readonly PickCard[]>;
  /** Coupons of this customer that can be used now, worded for the locale. */
  readonly couponsOf: (customerId: number, locale: string) => Promise<readonly CouponCard[]>;
  readonly groupCards: GroupCards;
  readonly codes: ChatCodes;
  /** Null if there is no such product. */
  readonly similarTo: (
    asked: NonNullable<Needs['similarTo']>,
    locale: string,
  ) => Promise<ConversationView['similar']>;
  readonly search: (words: string, locale: string) => Promise<readonly ProductCard[]>;
  readonly interestsNamed: (words: string) => Promise<NamedInterests>;
  readonly categories: (count: number) => Promise<readonly string[]>;
  readonly members: MembershipStore;
  /** Null where the shop has no membership. */
  readonly clubCard: (customerId: number, locale: string) => Promise<ClubCard | null>;
  readonly friendRewards: (locale: string) => Promise<FriendRewards | null>;
}

/** One chat's turn to speak. */
export interface ChatTurn {
  readonly account: ChannelAccount;
  readonly chat: ChatIdentity;
  readonly memory: ConversationState;
  readonly input: ConversationInput;
  /** There is an open talk with the staff, not begun by this very event. */
  readonly talk: ConversationView['talk'];
  /** The campaign's message that a pressed button stood under, or the last one. */
  readonly aboutDelivery: number | null;
  readonly codeOutcome: CodeOutcome | null;
  /** The coupon's code that was asked about. */
  readonly askedCode: AskedCode | null;
  /** What the platform calls whoever speaks, if it says. */
  readonly name: string | null;
  /** ACCOUNT:KEY of the event; names it in ledgers and makes keys of what it leads to. */
  readonly eventKey: string;
  readonly at: number;
}

/** Finds what the dialogue may know, and lets it answer. Changes nothing that a repeat would change again. */
export async function answerChat(deps: AnswerDeps, spoken: ChatTurn): Promise<Turn> {
  return converse(spoken.memory, spoken.input, await viewOf(deps, spoken));
}

/** Whether what was said gives consent; an event that comes too late must not. */
export function grantsConsent({ memory, input }: Pick<ChatTurn, 'memory' | 'input'>): boolean {
  const command = commandOf(memory, input);
  return command.kind === 'consent' && command.granted;
}

async function viewOf(deps: AnswerDeps, spoken: ChatTurn): Promise<ConversationView> {
  const { chat, memory, input, talk } = spoken;
  const needs = needsOf(memory, input, talk !== null);
  const id = chat.customerId;
  const [customer, consent, wishes] = await Promise.all([
    deps.customers.customer(id),
    deps.consents.current(chat.id, deps.shop.consent.topic),
    deps.preferences.of(id),
  ]);
  const language = languageFor(deps, customer?.locale ?? null, chat.locale);
  return {
    language,
    shopName: deps.shop.name,
    timezone: customer?.timezone ?? deps.shop.timezone,
    now: spoken.at,
    customerName: customer?.displayName ?? spoken.name,
    consent: consent ?? 'none',
    wishes,
    shopQuietHours: deps.shop.quietHours,
    hasStaff: deps.shop.staff !== undefined,
    membership: membershipOf(deps, customer?.memberTier ?? null),
    club: needs.club ? await deps.clubCard(id, language) : null,
    talk,
    codeOutcome: spoken.codeOutcome,
    picks: needs.pickCount === 0 ? [] : await deps.picksFor(id, needs.pickCount, language),
    coupons: needs.coupons ? await deps.couponsOf(id, language) : [],
    codeAsked: await explained(deps, spoken, language),
    ...(await groupView(deps, spoken, needs, language)),
    ...(await catalogueView(deps, needs, language)),
    ...(await personalView(deps, spoken, needs, language)),
  };
}

function explained({ codes }: AnswerDeps, { askedCode, chat }: ChatTurn, locale: Language) {
  const { customerId } = chat;
  return askedCode === null ? null : codes.explain(askedCode, { customerId, locale });
}

const noGroups: ConversationView['groups'] = { open: [], offers: [] };

async function groupView(
  { groupCards }: AnswerDeps,
  { account, chat }: ChatTurn,
  needs: Needs,
  locale: Language,
) {
  const viewer = { customerId: chat.customerId, locale, account };
  const { groups, group, openGroup } = needs;
  const asked = group === null ? null : await groupCards.card(group, viewer);
  return {
    groups: groups ? await groupCards.list(viewer) : noGroups,
    group: openGroup === null ? asked : await groupCards.open(openGroup, viewer),
  };
}

async function catalogueView(deps: AnswerDeps, needs: Needs, language: Language) {
  const { interests: words, search, similarTo } = needs;
  const interests = words === null ? noInterests : await deps.interestsNamed(words);
  const isLost = words !== null && interests.found.length === 0;
  return {
    interests,
    categories: isLost ? await deps.categories(8) : [],
    similar: similarTo === null ? null : await deps.similarTo(similarTo, language),
    found: search === null ? [] : await deps.search(search, language),
  };
}

function membershipOf({ shop }: AnswerDeps, tier: string | null): ConversationView['membership'] {
  if (shop.membership === undefined) return 'none';
  return tier === null ? 'open' : 'joined';
}

const noInterests: NamedInterests = { found: [], unknown: [] };

async function personalView(deps: AnswerDeps, spoken: ChatTurn, needs: Needs, locale: Language) {
  const { chat, at, aboutDelivery, eventKey } = spoken;
  const isExplained = needs.why && aboutDelivery !== null;
  return {
    share: needs.share ? await shareOf(deps, spoken, locale) : null,
    why: isExplained
      ? await explainMessage(deps, aboutDelivery, { identityId: chat.id, locale })
      : null,
    rating: needs.rating === null ? null : await ratingOf(deps, spoken, needs.rating),
    linkCode: needs.linkCode ? await newLinkCode(deps, chat, { eventKey, at }) : null,
    otherChats: needs.otherChats ? await deps.linkCodes.otherChats(chat.id) : 0,
  };
}

/** The language somebody is spoken to in. @param chosen the person's own; `ofChat` is what the platform says */
export function languageFor(
  { shop }: { readonly shop: Pick<Shop, 'locales'> },
  chosen: string | null,
  ofChat: string | null,
): Language {
  return languageOf(chosen) ?? languageOf(ofChat) ?? languageOf(shop.locales[0]) ?? 'en';
}

async function shareOf(
  deps: AnswerDeps,
  { account, chat, at }: ChatTurn,
  locale: Language,
): Promise<ConversationView['share']> {
  const token = shareToken(deps.keyring, chat.customerId);
  const link = account.deepLink?.(token) ?? null;
  if (link === null) return { link, joinCount: 0, earnedPoints: 0, rewards: null };
  const figures = await deps.shares.open(token, chat.customerId, at);
  return { link, ...figures, rewards: await deps.friendRewards(locale) };
}

const askedWithinMs = 14 * 86_400_000;

async function ratingOf({ ratings }: AnswerDeps, { chat, at, eventKey }: ChatTurn, of: string) {
  const id = of === 'last' ? await ratings.lastAsked(chat.id, at - askedWithinMs) : of;
  if (id === null) return null;
  const found = await ratings.redemption(id, chat.customerId, eventKey);
  return found === null ? null : { id, rating: found.rating };
}

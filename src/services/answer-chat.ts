import type { Shop } from '../domain/campaign/shop.js';
import { type ConversationInput, commandOf } from '../domain/conversation/command.js';
import { converse, type Intent, needsOf, type Turn } from '../domain/conversation/converse.js';
import { type Language, languageOf } from '../domain/conversation/language.js';
import type { ConversationState } from '../domain/conversation/state.js';
import type { ConversationView, CouponCard, PickCard } from '../domain/conversation/view.js';
import type { ChannelAccount } from '../ports/channel.js';
import type { ConsentStore } from '../ports/consent-store.js';
import type { ChatIdentity, CustomerStore } from '../ports/customer-store.js';
import type { Keyring } from '../ports/keyring.js';
import type { PreferenceStore } from '../ports/preference-store.js';
import type { ShareStore } from '../ports/share-store.js';
import { shareToken } from './deep-links.js';

export interface AnswerDeps {
  readonly shop: Pick<Shop, 'name' | 'timezone' | 'locales' | 'consent'>;
  readonly keyring: Pick<Keyring, 'mac'>;
  readonly customers: CustomerStore;
  readonly consents: ConsentStore;
  readonly preferences: PreferenceStore;
  readonly shares: ShareStore;
  /** Picked products, best first, at most `count`, worded for the locale. */
  readonly picksFor: (
    customerId: number,
    count: number,
    locale: string,
  ) => Promise<readonly PickCard[]>;
  /** Coupons of this customer that can be used now, worded for the locale. */
  readonly couponsOf: (customerId: number, locale: string) => Promise<readonly CouponCard[]>;
}

/** One chat's turn to speak. */
export interface ChatTurn {
  readonly account: ChannelAccount;
  readonly chat: ChatIdentity;
  readonly memory: ConversationState;
  readonly input: ConversationInput;
  /** What the platform calls whoever speaks, if it says. */
  readonly name: string | null;
  /** Names the event in the consent ledger. */
  readonly proof: string;
  readonly at: number;
}

/** Finds what the dialogue may know, and lets it answer. Changes nothing. */
export async function answerChat(deps: AnswerDeps, spoken: ChatTurn): Promise<Turn> {
  return converse(spoken.memory, spoken.input, await viewOf(deps, spoken));
}

/** Whether what was said gives consent; an event that comes too late must not. */
export function grantsConsent({ memory, input }: Pick<ChatTurn, 'memory' | 'input'>): boolean {
  const command = commandOf(memory, input);
  return command.kind === 'consent' && command.granted;
}

async function viewOf(deps: AnswerDeps, spoken: ChatTurn): Promise<ConversationView> {
  const { chat, memory, input, account } = spoken;
  const needs = needsOf(memory, input);
  const customer = await deps.customers.customer(chat.customerId);
  const language = languageFor(deps, customer?.locale ?? null, chat.locale);
  const id = chat.customerId;
  return {
    language,
    shopName: deps.shop.name,
    timezone: customer?.timezone ?? deps.shop.timezone,
    customerName: customer?.displayName ?? spoken.name,
    consent: (await deps.consents.current(chat.id, deps.shop.consent.topic)) ?? 'none',
    maxPerWeek: (await deps.preferences.of(id)).maxPerWeek,
    picks: needs.pickCount === 0 ? [] : await deps.picksFor(id, needs.pickCount, language),
    coupons: needs.coupons ? await deps.couponsOf(id, language) : [],
    share: needs.share ? await shareOf(deps, account, id, spoken.at) : null,
  };
}

function languageFor({ shop }: AnswerDeps, chosen: string | null, ofChat: string | null): Language {
  return languageOf(chosen) ?? languageOf(ofChat) ?? languageOf(shop.locales[0]) ?? 'en';
}

async function shareOf(deps: AnswerDeps, account: ChannelAccount, sharerId: number, at: number) {
  const token = shareToken(deps.keyring, sharerId);
  const link = account.deepLink?.(token) ?? null;
  if (link === null) return { link, joinCount: 0 };
  const { joinCount } = await deps.shares.open(token, sharerId, at);
  return { link, joinCount };
}

/** Carries out what a turn decided about consent and wishes; doing it twice changes nothing more. */
export async function carryOut(
  deps: AnswerDeps,
  spoken: ChatTurn,
  intents: readonly Intent[],
): Promise<void> {
  const { chat, at } = spoken;
  for (const intent of intents) {
    if (intent.kind === 'consent') await recordConsent(deps, spoken, intent.answer);
    if (intent.kind === 'set-language') await deps.customers.setLanguage(chat.id, intent.language);
    if (intent.kind === 'max-per-week')
      await deps.preferences.save(chat.customerId, { maxPerWeek: intent.count }, at);
  }
}

async function recordConsent(
  { consents, shop }: AnswerDeps,
  { chat, input, proof, at }: ChatTurn,
  answer: 'granted' | 'declined' | 'stopped',
): Promise<void> {
  const { topic, noticeVersion } = shop.consent;
  const source = `chat:${input.kind === 'action' ? 'button' : 'words'}`;
  const draft = { identityId: chat.id, topic, source, proof, noticeVersion, at };
  if (answer === 'stopped') await consents.withdrawEverywhere(draft);
  else await consents.append({ ...draft, kind: answer === 'granted' ? 'granted' : 'withdrawn' });
}

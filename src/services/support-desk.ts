import type { Shop, StaffChat } from '../domain/campaign/shop.js';
import { talkRows } from '../domain/conversation/buttons.js';
import type { Language } from '../domain/conversation/language.js';
import { cardText } from '../domain/conversation/staff/card-text.js';
import { staffTextsIn } from '../domain/conversation/staff/staff-texts.js';
import { textsIn } from '../domain/conversation/texts/texts.js';
import { type OutboundMessage, textMessage } from '../domain/message/message.js';
import type { Clock } from '../ports/clock.js';
import type { Outbox } from '../ports/outbox.js';
import type { PreferenceStore } from '../ports/preference-store.js';
import type { SupportCase, SupportStore } from '../ports/support-store.js';
import { languageFor } from './answer-chat.js';

export interface DeskDeps {
  readonly shop: Pick<Shop, 'locales' | 'currency' | 'timezone' | 'consent' | 'staff'>;
  readonly support: SupportStore;
  readonly preferences: Pick<PreferenceStore, 'of'>;
  readonly outbox: Outbox;
  readonly clock: Clock;
}

// Somebody may be asleep; what was said is still worth reading in the morning.
const lifeMs = 86_400_000;

export interface SaidInTalk {
  readonly identityId: number;
  /** Null where only a button was pressed. */
  readonly words: string | null;
  readonly eventKey: string;
  readonly at: number;
}

/** Begins a talk: the staff get the customer's card and the first words. */
export async function openTalk(deps: DeskDeps, said: SaidInTalk): Promise<void> {
  const { identityId, words, eventKey, at } = said;
  const first = { direction: 'customer', eventKey, text: words ?? '', author: null, at } as const;
  const opened = await deps.support.open(identityId, first);
  const card = await cardOf(deps, opened);
  const texts = staffTextsIn(deps.shop.locales[0]);
  const text = [texts.opened(opened.id), card, words ?? texts.noWords, texts.howTo(opened.id)];
  await toStaff(deps, `case:${opened.id}:${eventKey}`, text.join('\n\n'));
}

/** Hands on what a customer says in an open talk; the same event again hands on nothing. */
export async function relayToStaff(
  deps: DeskDeps,
  caseId: number,
  said: SaidInTalk,
): Promise<void> {
  const { words, eventKey, at } = said;
  const text = words ?? '';
  const dedupeKey = `case:${caseId}:${eventKey}`;
  await deps.support.add(caseId, {
    direction: 'customer',
    eventKey,
    dedupeKey,
    text,
    author: null,
    at,
  });
  await toStaff(deps, dedupeKey, staffTextsIn(deps.shop.locales[0]).says(caseId, text));
}

/** The customer ended it. */
export async function closeByCustomer(deps: DeskDeps, caseId: number, at: number): Promise<void> {
  await toStaff(
    deps,
    `case:${caseId}:ended`,
    staffTextsIn(deps.shop.locales[0]).endedByCustomer(caseId),
  );
  await deps.support.close(caseId, 'customer', at);
}

export interface StaffWords {
  readonly text: string;
  /** Who of the staff said it, as the platform calls them. */
  readonly author: string | null;
  readonly eventKey: string;
  readonly at: number;
}

/** @returns false if the customer cannot be reached */
export async function relayToCustomer(
  deps: DeskDeps,
  supportCase: SupportCase,
  { text, author, eventKey, at }: StaffWords,
): Promise<boolean> {
  const dedupeKey = `talk:${eventKey}`;
  const draft = { direction: 'staff', eventKey, dedupeKey, text, author, at } as const;
  await deps.support.add(supportCase.id, draft);
  return toCustomer(deps, supportCase, dedupeKey, (language) => {
    const texts = textsIn[language];
    const said = texts.staffSays(author ?? texts.staffName, text);
    return textMessage(language, said, talkRows(texts));
  });
}

/** Somebody of the staff closed it, or nobody said anything for a day. */
export async function closeTalk(
  deps: DeskDeps,
  supportCase: SupportCase,
  { by, at, isAsleep }: { readonly by: string; readonly at: number; readonly isAsleep: boolean },
): Promise<void> {
  // The word first: a crash in between repeats it under the same key, and closes.
  await toCustomer(deps, supportCase, `talk:closed:${supportCase.id}`, (language) => {
    const texts = textsIn[language];
    return textMessage(language, isAsleep ? texts.talkFellAsleep : texts.talkClosed);
  });
  await deps.support.close(supportCase.id, by, at);
}

export async function cardOf(deps: DeskDeps, supportCase: SupportCase): Promise<string> {
  const { shop, support, clock } = deps;
  const card = await support.card(supportCase, shop.consent.topic, clock.now());
  const texts = staffTextsIn(shop.locales[0]);
  if (card === null) return texts.noCard;
  const wishes = await deps.preferences.of(supportCase.customerId);
  return cardText(texts, { card, wishes, currency: shop.currency, timezone: shop.timezone });
}

export async function toStaff(deps: DeskDeps, dedupeKey: string, text: string): Promise<void> {
  const { staff } = deps.shop;
  if (staff === undefined) return;
  const now = deps.clock.now();
  await deps.outbox.enqueue([
    {
      purpose: 'reply',
      dedupeKey,
      // Nobody's: or it would be taken to another chat of the customer where it cannot be delivered.
      customerId: null,
      identityId: null,
      channelAccount: staff.account,
      place: staff.address,
      content: textMessage(deps.shop.locales[0] ?? 'en', text),
      dueAt: now,
      deadlineAt: now + lifeMs,
    },
  ]);
}

async function toCustomer(
  deps: DeskDeps,
  supportCase: SupportCase,
  dedupeKey: string,
  messageIn: (language: Language) => OutboundMessage,
): Promise<boolean> {
  const route = await deps.support.routeOf(supportCase);
  if (route === null || !route.isReachable) return false;
  const now = deps.clock.now();
  const { customerId, identityId, channelAccount, locale } = route;
  await deps.outbox.enqueue([
    {
      purpose: 'reply',
      dedupeKey,
      customerId,
      identityId,
      channelAccount,
      content: messageIn(languageFor(deps, locale, null)),
      dueAt: now,
      deadlineAt: now + lifeMs,
    },
  ]);
  return true;
}

export function isStaffChat(
  staff: StaffChat | undefined,
  account: string,
  { from, group }: { readonly from: string; readonly group?: string },
): boolean {
  return staff !== undefined && staff.account === account && staff.address === (group ?? from);
}

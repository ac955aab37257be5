import { type OutboundMessage, textMessage } from '../message/message.js';
import { foldCode } from '../promotion/coupon-code.js';
import type { Command } from './action.js';
import {
  consentRows,
  couponRows,
  languageRows,
  lessRows,
  menuRows,
  pickRows,
  type Rows,
  startAgainRows,
  useRows,
} from './buttons.js';
import { type ConversationInput, commandOf } from './command.js';
import type { Language } from './language.js';
import { lastDayText } from './last-day-text.js';
import type { ConversationState } from './state.js';
import { linkLine, textsIn } from './texts/texts.js';
import type { ConversationView } from './view.js';

/** What is to happen besides answering. */
export type Intent =
  /** granted and declined are about this chat; stopped is about the person, wherever they are written to. */
  | { readonly kind: 'consent'; readonly answer: 'granted' | 'declined' | 'stopped' }
  | { readonly kind: 'set-language'; readonly language: Language }
  | { readonly kind: 'max-per-week'; readonly count: number | null }
  | { readonly kind: 'record'; readonly interaction: 'share' | 'unsubscribed' };

export interface Turn {
  readonly state: ConversationState;
  /** At most one, so that an event is answered once whatever crashes between. */
  readonly reply: OutboundMessage;
  readonly intents: readonly Intent[];
}

/** What the view must hold for an answer. */
export interface Needs {
  readonly pickCount: number;
  readonly coupons: boolean;
  readonly share: boolean;
}

const pageSize = 3;
const pageMax = 4;
const couponMax = 5;

export function needsOf(state: ConversationState, input: ConversationInput): Needs {
  const command = commandOf(state, input);
  const page = pageAfter(state, command);
  return {
    // One more than shown tells whether there are others.
    pickCount: command.kind === 'picks' ? page * pageSize + 1 : 0,
    coupons: command.kind === 'coupons' || command.kind === 'use-coupon',
    share: command.kind === 'share',
  };
}

/** The dialogue: what a chat remembers, what was said and what may be known → the answer. Never throws. */
export function converse(
  state: ConversationState,
  input: ConversationInput,
  view: ConversationView,
): Turn {
  const command = commandOf(state, input);
  const next = { ...state, picksPage: pageAfter(state, command) };
  switch (command.kind) {
    case 'start':
      return started(next, input, view);
    case 'consent':
      return answered(next, command.granted, view);
    case 'picks':
      return picked(next, view);
    case 'coupons':
      return turn(next, view, ...couponList(view));
    case 'use-coupon':
      return turn(next, view, ...couponUse(view, command.code));
    case 'share':
      return shared(next, view);
    case 'language':
      return turn(next, view, textsIn[view.language].chooseLanguage, languageRows());
    case 'set-language':
      return languageSet(next, command.language, view);
    case 'less':
      return command.undo ? lessUndone(next, view) : lessened(next, view);
    case 'stop':
      return stopped(next, view);
    case 'help':
      return helped(next, view, null);
    case 'unknown':
      return helped(next, view, textsIn[view.language].notUnderstood);
  }
}

function pageAfter(state: ConversationState, command: Command): number {
  if (command.kind !== 'picks') return state.picksPage;
  // "Others" before any were asked for: those that a campaign's message showed are the first page.
  return command.more ? Math.min(Math.max(state.picksPage, 1) + 1, pageMax) : 1;
}

function turn(state: ConversationState, view: ConversationView, text: string, rows: Rows): Turn {
  return { state, reply: textMessage(view.language, text, rows), intents: [] };
}

function started(state: ConversationState, input: ConversationInput, view: ConversationView): Turn {
  const texts = textsIn[view.language];
  const link = input.kind === 'start' ? input.link : null;
  const isAsked = view.consent !== 'granted';
  const text = paragraphs(
    texts.hello(view.shopName, view.customerName),
    linkLine(texts, link, view.shopName),
    isAsked ? texts.askConsent(view.shopName) : texts.menu,
  );
  const rows = isAsked ? consentRows(texts) : menuRows(texts, view.consent);
  return turn({ ...state, awaiting: isAsked ? 'consent' : null }, view, text, rows);
}

function answered(state: ConversationState, granted: boolean, view: ConversationView): Turn {
  const texts = textsIn[view.language];
  const text = granted ? texts.consentGiven : texts.consentRefused;
  const rows = menuRows(texts, granted ? 'granted' : 'withdrawn');
  const said = turn({ ...state, awaiting: null }, view, text, rows);
  return { ...said, intents: [{ kind: 'consent', answer: granted ? 'granted' : 'declined' }] };
}

function picked(state: ConversationState, view: ConversationView): Turn {
  const texts = textsIn[view.language];
  const from = (state.picksPage - 1) * pageSize;
  const cards = view.picks.slice(from, from + pageSize);
  if (cards.length === 0) {
    const text = state.picksPage > 1 ? texts.noMorePicks : texts.noPicks;
    return turn(state, view, text, menuRows(texts, view.consent));
  }
  const hasMore = view.picks.length > from + pageSize && state.picksPage < pageMax;
  const text = [texts.picks, ...cards.map(texts.pick)].join('\n');
  return turn(state, view, text, pickRows(texts, cards, hasMore));
}

function couponList(view: ConversationView): [string, Rows] {
  const texts = textsIn[view.language];
  const cards = view.coupons.slice(0, couponMax);
  if (cards.length === 0) return [texts.noCoupons, menuRows(texts, view.consent)];
  const lines = cards.map((card) => texts.coupon(card, lastDayText(card, view)));
  return [[texts.coupons, ...lines].join('\n'), couponRows(texts, cards)];
}

function couponUse(view: ConversationView, code: string): [string, Rows] {
  const texts = textsIn[view.language];
  const card = view.coupons.find((own) => foldCode(own.code) === code);
  if (card === undefined) return [texts.couponGone, menuRows(texts, view.consent)];
  return [texts.useCoupon(card, lastDayText(card, view)), useRows(texts, card)];
}

function shared(state: ConversationState, view: ConversationView): Turn {
  const texts = textsIn[view.language];
  const link = view.share?.link ?? null;
  const menu = menuRows(texts, view.consent);
  if (link === null) return turn(state, view, texts.noShare, menu);
  const text = paragraphs(
    texts.share(view.shopName, link),
    texts.joins(view.share?.joinCount ?? 0),
  );
  return {
    ...turn(state, view, text, menu),
    intents: [{ kind: 'record', interaction: 'share' }],
  };
}

function languageSet(state: ConversationState, language: Language, view: ConversationView): Turn {
  const texts = textsIn[language];
  const isAsked = state.awaiting === 'consent';
  const text = paragraphs(
    texts.languageSet,
    isAsked ? texts.askConsent(view.shopName) : texts.menu,
  );
  const rows = isAsked ? consentRows(texts) : menuRows(texts, view.consent);
  const reply = textMessage(language, text, rows);
  return { state, reply, intents: [{ kind: 'set-language', language }] };
}

// None set → 2 a week → 1 a week → say how to stop.
function lessened(state: ConversationState, view: ConversationView): Turn {
  const texts = textsIn[view.language];
  if (view.maxPerWeek !== null && view.maxPerWeek <= 1)
    return turn(state, view, texts.leastAlready, lessRows(texts));
  const count = view.maxPerWeek === null || view.maxPerWeek > 2 ? 2 : 1;
  return {
    ...turn(state, view, texts.less(count), lessRows(texts)),
    intents: [{ kind: 'max-per-week', count }],
  };
}

function lessUndone(state: ConversationState, view: ConversationView): Turn {
  const texts = textsIn[view.language];
  return {
    ...turn(state, view, texts.lessUndone, menuRows(texts, view.consent)),
    intents: [{ kind: 'max-per-week', count: null }],
  };
}

function stopped(state: ConversationState, view: ConversationView): Turn {
  const texts = textsIn[view.language];
  return {
    ...turn({ ...state, awaiting: null }, view, texts.stopped, startAgainRows(texts)),
    intents: [
      { kind: 'consent', answer: 'stopped' },
      { kind: 'record', interaction: 'unsubscribed' },
    ],
  };
}

function helped(state: ConversationState, view: ConversationView, first: string | null): Turn {
  const texts = textsIn[view.language];
  const text = paragraphs(first, texts.help(view.shopName));
  return turn(state, view, text, menuRows(texts, view.consent));
}

function paragraphs(...parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null).join('\n\n');
}

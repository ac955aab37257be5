import { type OutboundMessage, textMessage } from '../message/message.js';
import type { Command } from './action.js';
import type { Rows } from './buttons.js';
import type { ConversationInput } from './command.js';
import type { Language } from './language.js';
import type { ConversationState } from './state.js';
import type { Texts } from './texts/phrases.js';
import type { ConversationView } from './view.js';
import type { WishChange } from './wish.js';

/** What is to happen besides answering. */
export type Intent =
  /** granted and declined are about this chat; stopped is about the person, wherever they are written to. */
  | { readonly kind: 'consent'; readonly answer: 'granted' | 'declined' | 'stopped' }
  | { readonly kind: 'set-language'; readonly language: Language }
  | { readonly kind: 'change-wishes'; readonly change: WishChange }
  | { readonly kind: 'record'; readonly interaction: 'share' | 'unsubscribed' }
  | { readonly kind: 'judge'; readonly verdict: 'like' | 'dislike'; readonly sku: string }
  | { readonly kind: 'searched'; readonly words: string }
  | { readonly kind: 'rate'; readonly of: string; readonly rating: number }
  | { readonly kind: 'review'; readonly of: string; readonly words: string }
  /** `words` are the first thing said to the person; null if only a button was pressed. */
  | { readonly kind: 'open-talk'; readonly words: string | null }
  | { readonly kind: 'relay'; readonly words: string }
  | { readonly kind: 'close-talk' }
  | { readonly kind: 'join-membership' | 'leave-membership' }
  | { readonly kind: 'unlink' };

export interface Turn {
  readonly state: ConversationState;
  /** At most one, so that an event is answered once whatever crashes between. Null: a person will answer. */
  readonly reply: OutboundMessage | null;
  readonly intents: readonly Intent[];
}

/** What the view must hold for an answer. */
export interface Needs {
  readonly pickCount: number;
  readonly coupons: boolean;
  readonly groups: boolean;
  /** A group's id. */
  readonly group: string | null;
  /** The promotion to open a group of. */
  readonly openGroup: string | null;
  readonly share: boolean;
  readonly similarTo: { readonly sku: string; readonly except: readonly string[] } | null;
  readonly search: string | null;
  /** Words to be looked for among the catalogue's names. */
  readonly interests: string | null;
  readonly why: boolean;
  /** A subject's id, or the last one that was asked about. */
  readonly rating: string | 'last' | null;
  readonly linkCode: boolean;
  readonly otherChats: boolean;
  readonly club: boolean;
}

/** One turn's circumstances. */
export interface Said {
  readonly state: ConversationState;
  readonly input: ConversationInput;
  readonly view: ConversationView;
  readonly texts: Texts;
}

/** What the dialogue can do about one kind of command. */
export interface Topic<Kind extends Command['kind']> {
  needs?(command: Extract<Command, { kind: Kind }>, state: ConversationState): Partial<Needs>;
  answer(command: Extract<Command, { kind: Kind }>, said: Said): Turn;
}

export function turnOf(
  { state, view }: Pick<Said, 'state' | 'view'>,
  text: string,
  rows: Rows,
  intents: readonly Intent[] = [],
): Turn {
  return { state, reply: textMessage(view.language, text, rows), intents };
}

export function paragraphs(...parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null && part !== '').join('\n\n');
}

import type { LinkOutcome } from '../identity/link-outcome.js';
import {
  type Command,
  commandOfAction,
  couponAction,
  howToUse,
  howToUseAction,
  useCoupon,
} from './action.js';
import { answeredCode, codeQuestion } from './code-words.js';
import { type ConversationState, freshState } from './state.js';
import { wishIn } from './wish-words.js';
import { commandWords, isStop, noWords, yesWords } from './words.js';

/** One thing that happened in a chat. */
export type ConversationInput =
  | {
      readonly kind: 'start';
      readonly link: LinkOutcome | null;
      /** The chat was opened by the link of this group. */
      readonly groupBuyId?: string | null;
    }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'action'; readonly action: string };

/** What the customer wants. @param isTalking with a person of the staff: what is not plainly for us is for them */
export function commandOf(
  state: ConversationState,
  input: ConversationInput,
  isTalking = false,
): Command {
  switch (input.kind) {
    case 'start': {
      const id = input.groupBuyId ?? null;
      return id === null ? { kind: 'start' } : { kind: 'group', id };
    }
    case 'action':
      return commandOfAction(input.action) ?? { kind: 'unknown' };
    case 'text':
      return isTalking ? inTalk(input.text) : commandOfText(state, input.text);
  }
}

/** Whether typing a button's label does what pressing it does. Below a question, so a yes or no answers it. */
export function isSaidBy(label: string, action: string): boolean {
  const pressed = commandOfAction(action);
  const asked: ConversationState = { ...freshState, awaiting: 'consent' };
  const typed = commandOf(asked, { kind: 'text', text: label });
  return pressed !== null && JSON.stringify(typed) === JSON.stringify(pressed);
}

/** Words that do what pressing a button does; its action itself where we know none. */
export function sayingOf(action: string, isChinese: boolean): string {
  const known = sayings.find(({ prefix }) => action.startsWith(prefix));
  const rest = action.slice(known?.prefix.length);
  const candidates = known
    ? [`${isChinese ? known.chinese : known.english} ${rest}`]
    : commandWords.flatMap(([words]) => [...words].filter((word) => isHan(word) === isChinese));
  return candidates.find((words) => isSaidBy(words, action)) ?? action;
}

const sayings = [
  { prefix: couponAction(''), english: 'use', chinese: '使用' },
  { prefix: howToUseAction(''), english: 'how to use', chinese: '怎么用' },
] as const;

function isHan(word: string): boolean {
  return /\p{Script=Han}/u.test(word);
}

const endWords = new Set([
  'end the talk',
  'end talk',
  'bye',
  'goodbye',
  '结束对话',
  '结束',
  '再见',
]);

// A person reads along: only what must never be missed, and what begins with a slash, is ours.
function inTalk(text: string): Command {
  const said = plain(text);
  if (saysStop(text)) return { kind: 'stop' };
  if (endWords.has(said)) return { kind: 'end-talk' };
  const isCommand = text.trim().startsWith('/');
  const command = isCommand ? (wordCommand(said) ?? codeCommand(text, said)) : null;
  return command ?? { kind: 'relay', words: text };
}

function commandOfText(state: ConversationState, text: string): Command {
  const said = plain(text);
  if (saysStop(text)) return { kind: 'stop' };
  return (
    answerTo(state, text, said) ??
    wordCommand(said) ??
    numbered(state, said) ??
    // A channel without buttons shows the action, to be typed.
    commandOfAction(text.trim().replace(/^[“"]|[”"]$/g, '')) ??
    (state.awaiting === 'review' ? null : codeCommand(text, said)) ??
    wishCommand(said) ??
    freeText(state, text, said)
  );
}

// The first line by itself, too: an answer by mail goes on with thanks and a name.
function saysStop(text: string): boolean {
  const [first = ''] = text.trim().split(/\r?\n/);
  return isStop(plain(text)) || isStop(plain(first));
}

function answerTo(
  { awaiting, about }: ConversationState,
  text: string,
  said: string,
): Command | null {
  if (awaiting === 'consent' && yesWords.has(said)) return { kind: 'consent', granted: true };
  if (awaiting === 'consent' && noWords.has(said)) return { kind: 'consent', granted: false };
  const code = awaiting === 'code' && wordCommand(said) === null ? answeredCode(text) : null;
  if (code !== null) return { kind: 'why-code', code };
  return about === 'wishes' && /^(?:more|更多)$/.test(said) ? { kind: 'more-often' } : null;
}

function wordCommand(said: string): Command | null {
  return commandWords.find(([known]) => known.has(said))?.[1] ?? coded(said);
}

function coded(said: string): Command | null {
  const coupon = /^(?:use|使用)\s*([a-z0-9-]+)$/.exec(said)?.[1];
  if (coupon !== undefined) return useCoupon(coupon);
  const howTo = /^(?:how to use|怎么用)\s*([a-z0-9-]+)$/.exec(said)?.[1];
  if (howTo !== undefined) return howToUse(howTo);
  const code = /^(?:link|绑定|关联)\s*([a-z0-9]{4}[ -]?[a-z0-9]{4})$/.exec(said)?.[1];
  return code === undefined ? null : { kind: 'enter-code', code: code.replace(/[ -]/, '') };
}

const rated = /^([1-5])(?: ?(?:stars?|\/ ?5|out of 5|星|分))?$/;
const numberedWords = {
  similar: /^(?:more )?(?:like|similar(?: to)?|类似|像) ?#?(\d{1,2})$/,
  'not-this': /^(?:not|no|不要|不喜欢) ?#?(\d{1,2})$/,
} as const;

// Products shown bear numbers.
function numbered({ shown }: ConversationState, said: string): Command | null {
  const stars = rated.exec(said)?.[1];
  if (stars !== undefined) return { kind: 'rate', of: null, rating: Number(stars) };
  for (const kind of ['similar', 'not-this'] as const) {
    const sku = shown[Number(numberedWords[kind].exec(said)?.[1] ?? 0) - 1];
    if (sku !== undefined) return { kind, sku };
  }
  return null;
}

function codeCommand(text: string, said: string): Command | null {
  const asked = codeQuestion(text.replace(/^(\s*\/\w+)@\w+/, '$1'), said);
  return asked === null ? null : { kind: 'why-code', code: asked.code };
}

function wishCommand(said: string): Command | null {
  const wish = wishIn(said);
  return wish === null ? null : { kind: 'wish', wish };
}

function freeText({ awaiting }: ConversationState, text: string, said: string): Command {
  if (awaiting === 'review') return { kind: 'review', words: text };
  // A yes to nothing is not the name of a product.
  const isNothing = said === '' || yesWords.has(said) || noWords.has(said);
  return isNothing ? { kind: 'unknown' } : { kind: 'search', words: text };
}

/** Width, case, spaces, a leading slash, a bot's name and final punctuation make no difference. */
function plain(text: string): string {
  return text
    .slice(0, 200)
    .normalize('NFKC')
    .toLowerCase()
    .trim()
    .replaceAll('’', "'")
    .replace(/^\/(\w+)(@\w+)?/, '$1')
    .replace(/^["'「“]+/, '')
    .replace(/(\S)\?+$/, '$1')
    .replace(/["'」”\s.!。~,;、]+$/, '')
    .replace(/\s+/g, ' ');
}

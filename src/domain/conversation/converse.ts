import type { Command } from './action.js';
import { type ConversationInput, commandOf } from './command.js';
import type { ConversationState } from './state.js';
import { textsIn } from './texts/texts.js';
import type { Needs, Topic, Turn } from './topic.js';
import { whyCode } from './topics/codes.js';
import { couponHowTo, couponList, couponUse } from './topics/coupons.js';
import { group, groups, joinGroup, openGroup, shareGroup } from './topics/groups.js';
import { help, unknown } from './topics/help.js';
import { consent, start, stop } from './topics/joining.js';
import { language, setLanguage } from './topics/language.js';
import { enterCode, link, unlink } from './topics/linking.js';
import { joinMembership, leaveMembership, points } from './topics/membership.js';
import { endTalk, person, relay } from './topics/person.js';
import { notThis, picks, similar } from './topics/picks.js';
import { rate, review } from './topics/rating.js';
import { search } from './topics/search.js';
import { share } from './topics/sharing.js';
import { why } from './topics/why.js';
import { less, moreOften, undoWish, wish, wishes } from './topics/wishes.js';
import type { ConversationView } from './view.js';

const topics: { readonly [Kind in Command['kind']]: Topic<Kind> } = {
  start,
  consent,
  stop,
  picks,
  similar,
  'not-this': notThis,
  coupons: couponList,
  'use-coupon': couponUse,
  groups,
  group,
  'open-group': openGroup,
  'join-group': joinGroup,
  'share-group': shareGroup,
  'how-to-use': couponHowTo,
  'why-code': whyCode,
  share,
  language,
  'set-language': setLanguage,
  less,
  'more-often': moreOften,
  wishes,
  wish,
  'undo-wish': undoWish,
  why,
  rate,
  review,
  person,
  'end-talk': endTalk,
  relay,
  'join-membership': joinMembership,
  'leave-membership': leaveMembership,
  points,
  link,
  'enter-code': enterCode,
  unlink,
  help,
  search,
  unknown,
};

const nothing: Needs = {
  pickCount: 0,
  coupons: false,
  groups: false,
  group: null,
  openGroup: null,
  share: false,
  similarTo: null,
  search: null,
  interests: null,
  why: false,
  rating: null,
  linkCode: false,
  otherChats: false,
  club: false,
};

/** What the dialogue must be told before it can answer. @param isTalking with a person of the staff */
export function needsOf(
  state: ConversationState,
  input: ConversationInput,
  isTalking = false,
): Needs {
  const command = commandOf(state, input, isTalking);
  return { ...nothing, ...topicOf(command).needs?.(command, state) };
}

/** The dialogue: what a chat remembers, what was said and what may be known → the answer. Never throws. */
export function converse(
  state: ConversationState,
  input: ConversationInput,
  view: ConversationView,
): Turn {
  const command = commandOf(state, input, view.talk !== null);
  const remembered = { ...state, ...forgotten(command, state) };
  const said = { state: remembered, input, view, texts: textsIn[view.language] };
  return topicOf(command).answer(command, said);
}

// What only the very next thing said may refer to.
function forgotten({ kind }: Command, { awaiting }: ConversationState): Partial<ConversationState> {
  const isOver = awaiting === 'review' && kind !== 'review';
  return {
    about: null,
    ...(isOver ? { awaiting: null, rated: null } : {}),
    ...(awaiting === 'code' ? { awaiting: null } : {}),
    ...(kind === 'search' ? {} : { misses: 0 }),
    ...(kind === 'undo-wish' ? {} : { undo: null }),
  };
}

// The table has each kind's own topic; that it is the command's is beyond the type checker.
function topicOf(command: Command): Topic<Command['kind']> {
  return topics[command.kind] as Topic<Command['kind']>;
}

import type { Button } from '../message/message.js';
import {
  couponAction,
  groupAction,
  howToUseAction,
  languageAction,
  openGroupAction,
  rateAction,
} from './action.js';
import type { Texts } from './texts/phrases.js';
import type {
  ConversationView,
  CouponCard,
  GroupCard,
  GroupOfferCard,
  ProductCard,
} from './view.js';

export type Rows = readonly (readonly Button[])[];

/** Longer labels, made of names, are cut off here; a channel that takes less cuts again. */
const labelMax = 32;
/** The narrowest channel we know takes so many bytes. */
const actionMaxBytes = 64;

export function menuRows(
  { buttons }: Texts,
  view: Pick<ConversationView, 'consent' | 'hasStaff' | 'membership'>,
): Rows {
  const person = view.hasStaff ? action(buttons.person, 'person') : action(buttons.help, 'help');
  const last =
    view.consent === 'granted'
      ? [
          [action(buttons.preferences, 'preferences'), person],
          [action(buttons.less, 'less'), action(buttons.stop, 'stop')],
        ]
      : [[action(view.consent === 'none' ? buttons.begin : buttons.startAgain, 'start'), person]];
  return [
    [action(buttons.picks, 'picks'), action(buttons.coupons, 'coupons')],
    [action(buttons.share, 'share'), action(buttons.language, 'language')],
    ...clubRows(buttons, view.membership),
    ...last,
  ];
}

function clubRows(buttons: Texts['buttons'], membership: ConversationView['membership']): Rows {
  if (membership === 'none') return [];
  return membership === 'open'
    ? [[action(buttons.join, 'membership:join')]]
    : [[action(buttons.points, 'points')]];
}

export function joinRows({ buttons }: Texts): Rows {
  return [[action(buttons.join, 'membership:join')]];
}

export function consentRows({ buttons }: Texts): Rows {
  return [
    [action(buttons.yes, 'consent:yes'), action(buttons.no, 'consent:no')],
    [action(buttons.language, 'language')],
  ];
}

/** A row for each product, by its number, then one for what comes next. @param first the first one's number */
function cardRows(texts: Texts, cards: readonly ProductCard[], first = 1): Rows {
  const { buttons } = texts;
  return cards.map(({ sku, url }, at) => {
    const number = first + at;
    const open = url === null ? [] : [link(`${buttons.open} ${number}`, url)];
    const about = [
      action(`${buttons.similar} ${number}`, `similar:${sku}`),
      action(`${buttons.notThis} ${number}`, `not:${sku}`),
    ];
    return [...open, ...about.filter(isShort)];
  });
}

export function pickRows(
  texts: Texts,
  cards: readonly ProductCard[],
  hasMore: boolean,
  first = 1,
): Rows {
  const more = hasMore ? [action(texts.buttons.morePicks, 'picks:more')] : [];
  return [...cardRows(texts, cards, first), [...more, action(texts.buttons.coupons, 'coupons')]];
}

export function foundRows(texts: Texts, cards: readonly ProductCard[], hasStaff: boolean): Rows {
  const { buttons } = texts;
  const person = hasStaff ? [action(buttons.person, 'person')] : [];
  return [...cardRows(texts, cards), [action(buttons.picks, 'picks'), ...person]];
}

export function couponRows(texts: Texts, cards: readonly CouponCard[]): Rows {
  const uses = cards.map(({ code, offer }) => [
    action(`${texts.buttons.use}: ${offer}`, couponAction(code)),
  ]);
  return [...uses, [action(texts.buttons.picks, 'picks')]];
}

/** Below a coupon's card: use it, learn how, bring friends. */
export function useRows(texts: Texts, card: CouponCard): Rows {
  const { buttons } = texts;
  return [
    ...checkoutRow(texts, card.useUrl),
    [action(buttons.howToUse, howToUseAction(card.code)), action(buttons.share, 'share')],
    [action(buttons.coupons, 'coupons'), action(buttons.picks, 'picks')],
  ];
}

export function howToRows(texts: Texts, card: CouponCard): Rows {
  const { buttons } = texts;
  return [
    ...checkoutRow(texts, card.useUrl),
    [action(buttons.coupons, 'coupons'), action(buttons.whyCode, 'coupons:why')],
  ];
}

/** Below what became of a code: try it again, or take another coupon. */
export function codeRows(
  texts: Texts,
  next: { readonly useUrl: string | null; readonly others: readonly CouponCard[] },
): Rows {
  return [...checkoutRow(texts, next.useUrl), ...couponRows(texts, next.others)];
}

function checkoutRow({ buttons }: Texts, useUrl: string | null): Rows {
  return useUrl === null ? [] : [[link(buttons.toCheckout, useUrl)]];
}

/** Join and share while there is something to join; where it can be joined on the web, there. */
export function groupRows({ buttons }: Texts, card: GroupCard): Rows {
  const others = [action(buttons.groups, 'groups'), action(buttons.picks, 'picks')];
  if (card.state !== 'open') return [others];
  const join =
    card.joinUrl === null
      ? action(buttons.joinGroup, groupAction(card.id, 'join'))
      : link(buttons.joinGroup, card.joinUrl);
  const canJoin = card.seat !== 'paid' && (card.seatsLeft > 0 || card.seat === 'holding');
  const share = action(buttons.shareGroup, groupAction(card.id, 'share'));
  return [canJoin ? [join, share] : [share], others];
}

export function groupEndRows({ buttons }: Texts, groupBuyId: string): Rows {
  return [[action(buttons.seeGroup, groupAction(groupBuyId)), action(buttons.groups, 'groups')]];
}

export function groupListRows(
  { buttons }: Texts,
  cards: readonly GroupCard[],
  offers: readonly GroupOfferCard[],
): Rows {
  const shown = cards.map(({ id, name }) => [
    action(`${buttons.seeGroup}: ${name}`, groupAction(id)),
  ]);
  const opened = offers.map(({ promotion, name }) =>
    [action(`${buttons.openGroup}: ${name}`, openGroupAction(promotion))].filter(isShort),
  );
  return [...shown, ...opened, [action(buttons.picks, 'picks')]].filter(({ length }) => length > 0);
}

export function languageRows(): Rows {
  return [[action('中文', languageAction('zh-CN')), action('English', languageAction('en'))]];
}

export function lessRows({ buttons }: Texts): Rows {
  return [[action(buttons.lessUndo, 'less:undo'), action(buttons.stop, 'stop')]];
}

export function undoRows({ buttons }: Texts): Rows {
  return [
    [action(buttons.undo, 'preferences:undo'), action(buttons.preferences, 'preferences')],
    [action(buttons.picks, 'picks')],
  ];
}

export function wishRows({ buttons }: Texts, hasInterests: boolean): Rows {
  return [
    [action(buttons.less, 'less'), action(buttons.moreOften, 'more-often')],
    [action(buttons.mornings, 'hours:mornings'), action(buttons.evenings, 'hours:evenings')],
    [
      action(buttons.anyTime, 'hours:any-time'),
      ...(hasInterests ? [action(buttons.everything, 'interests:all')] : []),
    ],
    [action(buttons.language, 'language'), action(buttons.stop, 'stop')],
  ];
}

export function whyRows({ buttons }: Texts): Rows {
  return [
    [action(buttons.preferences, 'preferences'), action(buttons.less, 'less')],
    [action(buttons.stop, 'stop')],
  ];
}

export function rateRows(subjectId: string): Rows {
  return [[1, 2, 3, 4, 5].map((rating) => action(`${rating}`, rateAction(subjectId, rating)))];
}

export function personRows({ buttons }: Texts): Rows {
  return [[action(buttons.person, 'person')]];
}

export function talkRows({ buttons }: Texts): Rows {
  return [[action(buttons.endTalk, 'person:end')]];
}

export function startAgainRows({ buttons }: Texts): Rows {
  return [[action(buttons.startAgain, 'start')]];
}

function action(label: string, of: string): Button {
  return { kind: 'action', label: clipped(label), action: of };
}

function link(label: string, url: string): Button {
  return { kind: 'link', label: clipped(label), url };
}

// An article number may be of any length; the product can still be named by its number.
function isShort(button: Button): boolean {
  return button.kind === 'link' || new TextEncoder().encode(button.action).length <= actionMaxBytes;
}

function clipped(label: string): string {
  const characters = [...label];
  return characters.length <= labelMax ? label : `${characters.slice(0, labelMax - 1).join('')}…`;
}

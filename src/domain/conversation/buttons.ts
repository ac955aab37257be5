import type { Button } from '../message/message.js';
import { couponAction, languageAction } from './action.js';
import type { Texts } from './texts/phrases.js';
import type { ConversationView, CouponCard, PickCard } from './view.js';

export type Rows = readonly (readonly Button[])[];

/** The narrowest channel we know cuts longer labels off. */
const labelMax = 32;

export function menuRows(texts: Texts, consent: ConversationView['consent']): Rows {
  const { buttons } = texts;
  const last =
    consent === 'granted'
      ? [action(buttons.less, 'less'), action(buttons.stop, 'stop')]
      : [action(buttons.startAgain, 'start'), action(buttons.help, 'help')];
  return [
    [action(buttons.picks, 'picks'), action(buttons.coupons, 'coupons')],
    [action(buttons.share, 'share'), action(buttons.language, 'language')],
    last,
  ];
}

export function consentRows({ buttons }: Texts): Rows {
  return [
    [action(buttons.yes, 'consent:yes'), action(buttons.no, 'consent:no')],
    [action(buttons.language, 'language')],
  ];
}

export function pickRows(texts: Texts, cards: readonly PickCard[], hasMore: boolean): Rows {
  const links = cards.flatMap(({ name, url }) => (url === null ? [] : [[link(name, url)]]));
  const more = hasMore ? [action(texts.buttons.morePicks, 'picks:more')] : [];
  return [...links, [...more, action(texts.buttons.coupons, 'coupons')]];
}

export function couponRows(texts: Texts, cards: readonly CouponCard[]): Rows {
  const uses = cards.map(({ code, offer }) => [
    action(`${texts.buttons.use}: ${offer}`, couponAction(code)),
  ]);
  return [...uses, [action(texts.buttons.picks, 'picks')]];
}

export function useRows({ buttons }: Texts, card: CouponCard): Rows {
  const checkout = card.useUrl === null ? [] : [[link(buttons.toCheckout, card.useUrl)]];
  return [...checkout, [action(buttons.coupons, 'coupons'), action(buttons.picks, 'picks')]];
}

export function languageRows(): Rows {
  return [[action('中文', languageAction('zh-CN')), action('English', languageAction('en'))]];
}

export function lessRows({ buttons }: Texts): Rows {
  return [[action(buttons.lessUndo, 'less:undo'), action(buttons.stop, 'stop')]];
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

function clipped(label: string): string {
  const characters = [...label];
  return characters.length <= labelMax ? label : `${characters.slice(0, labelMax - 1).join('')}…`;
}

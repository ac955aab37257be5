import { foldCode } from '../../promotion/coupon-code.js';
import { couponRows, howToRows, menuRows, useRows } from '../buttons.js';
import { lastDayText, timeLeft } from '../last-day-text.js';
import { type Said, type Topic, type Turn, turnOf } from '../topic.js';
import type { CouponCard } from '../view.js';
import { explained } from './codes.js';

const couponMax = 4;

export const couponList: Topic<'coupons'> = {
  needs: () => ({ coupons: true }),
  answer(_, said) {
    const { view, texts } = said;
    const cards = view.coupons.slice(0, couponMax);
    if (cards.length === 0) return turnOf(said, texts.noCoupons, menuRows(texts, view));
    const lines = cards.map((card) => texts.coupon(card, untilText(card, said)));
    return turnOf(said, [texts.coupons, ...lines].join('\n'), couponRows(texts, cards));
  },
};

export const couponUse: Topic<'use-coupon'> = {
  needs: () => ({ coupons: true }),
  answer({ code }, said) {
    return withOwn(code, said, (card) =>
      turnOf(said, said.texts.couponCard(card, untilText(card, said)), useRows(said.texts, card)),
    );
  },
};

export const couponHowTo: Topic<'how-to-use'> = {
  needs: () => ({ coupons: true }),
  answer({ code }, said) {
    return withOwn(code, said, (card) =>
      turnOf(said, said.texts.howToUse(card, untilText(card, said)), howToRows(said.texts, card)),
    );
  },
};

// A button of an old message may name a coupon that is no longer good: its holder is told why.
function withOwn(code: string, said: Said, show: (card: CouponCard) => Turn): Turn {
  const { view, texts } = said;
  const card = view.coupons.find((own) => foldCode(own.code) === code);
  if (card !== undefined) return show(card);
  if (view.codeAsked !== null) return explained(view.codeAsked, said);
  return turnOf(said, texts.couponGone, menuRows(texts, view));
}

const soonMs = 31 * 86_400_000;

/** `30 November 2026 (3 days left)`; how long only where it is soon. */
function untilText(card: CouponCard, { view, texts }: Said): string {
  const day = lastDayText(card, view);
  const leftMs = card.validUntil - view.now;
  if (leftMs <= 0 || leftMs > soonMs) return day;
  return texts.untilSoon(day, timeLeft(card.validUntil, view.now));
}

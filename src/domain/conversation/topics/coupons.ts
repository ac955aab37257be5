import { foldCode } from '../../promotion/coupon-code.js';
import { couponRows, menuRows, useRows } from '../buttons.js';
import { lastDayText } from '../last-day-text.js';
import { type Topic, turnOf } from '../topic.js';

const couponMax = 4;

export const couponList: Topic<'coupons'> = {
  needs: () => ({ coupons: true }),
  answer(_, said) {
    const { view, texts } = said;
    const cards = view.coupons.slice(0, couponMax);
    if (cards.length === 0) return turnOf(said, texts.noCoupons, menuRows(texts, view));
    const lines = cards.map((card) => texts.coupon(card, lastDayText(card, view)));
    return turnOf(said, [texts.coupons, ...lines].join('\n'), couponRows(texts, cards));
  },
};

export const couponUse: Topic<'use-coupon'> = {
  needs: () => ({ coupons: true }),
  answer({ code }, said) {
    const { view, texts } = said;
    const card = view.coupons.find((own) => foldCode(own.code) === code);
    if (card === undefined) return turnOf(said, texts.couponGone, menuRows(texts, view));
    return turnOf(said, texts.useCoupon(card, lastDayText(card, view)), useRows(texts, card));
  },
};

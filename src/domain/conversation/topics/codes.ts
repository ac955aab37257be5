import { codeRows, couponRows, menuRows } from '../buttons.js';
import { clockText, dayText, timeLeft } from '../last-day-text.js';
import type { TroubleWords } from '../texts/phrases.js';
import { paragraphs, type Said, type Topic, type Turn, turnOf } from '../topic.js';
import type { CodeExplanation, CodeTrouble } from '../view.js';

const otherMax = 3;

/** "Why doesn't my code work?" The reason goes to its holder; who holds it not hears what everybody hears. */
export const whyCode: Topic<'why-code'> = {
  needs: () => ({ coupons: true }),
  answer({ code }, said) {
    const { view, texts } = said;
    if (view.codeAsked !== null) return explained(view.codeAsked, said);
    if (code !== null) return turnOf(said, texts.couponGone, menuRows(texts, view));
    const waiting = { ...said, state: { ...said.state, awaiting: 'code' as const } };
    return turnOf(waiting, texts.whichCode, couponRows(texts, view.coupons.slice(0, otherMax)));
  },
};

export function explained(asked: CodeExplanation, said: Said): Turn {
  const { view, texts } = said;
  const others = view.coupons.slice(0, otherMax);
  switch (asked.kind) {
    case 'not-valid':
      return turnOf(said, texts.couponGone, codeRows(texts, { useUrl: null, others }));
    case 'mistyped':
      return turnOf(said, texts.codeMistyped, codeRows(texts, { useUrl: null, others }));
    case 'locked': {
      // Rounded up: whoever tries again then is not told of another minute.
      const wait = timeLeft(asked.until + 59_999, view.now);
      const text = paragraphs(texts.codesLocked(wait), texts.ownCouponsStay);
      return turnOf(said, text, couponRows(texts, others));
    }
    case 'known':
      return knownCode(asked, said, others);
    default:
      return asked satisfies never;
  }
}

function knownCode(
  asked: Extract<CodeExplanation, { kind: 'known' }>,
  said: Said,
  others: Said['view']['coupons'],
): Turn {
  const { view, texts } = said;
  const { trouble, useUrl, code } = asked;
  const head = `${code}: ${asked.offer}`;
  const until = asked.validUntil === null ? null : dayText(asked.validUntil - 1, view);
  const why = trouble === null ? texts.codeFine(until) : texts.codeTrouble(wordsOf(trouble, said));
  const next = trouble === null ? texts.codeFineNext(asked.minimum) : nextStep(trouble, said);
  const isUsable = trouble === null || isAboutCart(trouble);
  const rest = others.filter((each) => each.code !== code);
  const rows = codeRows(texts, { useUrl: isUsable ? useUrl : null, others: isUsable ? [] : rest });
  return turnOf(said, paragraphs(head, why, next), rows);
}

function wordsOf(trouble: CodeTrouble, { view }: Said): TroubleWords {
  switch (trouble.kind) {
    case 'expired':
      return { kind: trouble.kind, day: dayText(trouble.at - 1, view) };
    case 'not-started':
      return { kind: trouble.kind, day: dayText(trouble.at, view) };
    case 'used': {
      const { at, order } = trouble;
      return { kind: trouble.kind, order, day: at === null ? null : dayText(at, view) };
    }
    case 'outside-hours': {
      const { days, fromMinute, untilMinute } = trouble.hours;
      const hours = `${minuteText(fromMinute)}–${minuteText(untilMinute)}`;
      return { kind: trouble.kind, days, hours };
    }
    case 'being-paid': {
      const { at } = trouble;
      return { kind: trouble.kind, clock: at === null ? null : clockText(at, view) };
    }
    case 'cart-too-small':
    case 'too-few':
    case 'not-for-cart':
    case 'not-for-you':
    case 'better-exists':
      return { ...trouble, clock: clockText(trouble.at, view) };
    default:
      return trouble;
  }
}

function nextStep({ kind }: CodeTrouble, { view, texts }: Said): string | null {
  const { codeNext } = texts;
  switch (kind) {
    case 'expired':
    case 'used':
    case 'revoked':
    case 'used-up':
    case 'used-by-you':
    case 'spent':
      return view.coupons.length === 0 ? codeNext.noOther : codeNext.others;
    case 'not-started':
    case 'outside-hours':
      return codeNext.wait;
    case 'being-paid':
      return codeNext.finishCheckout;
    default:
      return codeNext.changeCart;
  }
}

function isAboutCart({ kind }: CodeTrouble): boolean {
  return ['cart-too-small', 'too-few', 'not-for-cart', 'better-exists'].includes(kind);
}

function minuteText(minute: number): string {
  const two = (part: number) => String(part).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

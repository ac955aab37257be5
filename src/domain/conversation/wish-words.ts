import type { Wish } from './wish.js';

/** A wish in plain words, as `plain` leaves them; null if they are none. */
export function wishIn(said: string): Wish | null {
  return partOfDay(said) ?? daysIn(said) ?? hoursIn(said) ?? interestIn(said);
}

/** What `hours:…` on a button and "only evenings" mean. */
export const partsOfDay = {
  mornings: { kind: 'between', fromMinute: 8 * 60, untilMinute: 12 * 60 },
  afternoons: { kind: 'between', fromMinute: 12 * 60, untilMinute: 18 * 60 },
  evenings: { kind: 'between', fromMinute: 18 * 60, untilMinute: 22 * 60 },
  'any-time': { kind: 'any-time' },
} as const satisfies Record<string, Wish>;

const partNames: readonly (readonly [RegExp, keyof typeof partsOfDay])[] = [
  [
    /^(?:only|just)(?: in the| at)? (?:mornings?)$|^只?(?:在|要)?(?:早上|上午)(?:发|发我)?$/,
    'mornings',
  ],
  [/^(?:only|just)(?: in the| at)? (?:afternoons?)$|^只?(?:在|要)?下午(?:发|发我)?$/, 'afternoons'],
  [
    /^(?:only|just)(?: in the| at)? (?:evenings?|nights?)$|^只?(?:在|要)?(?:晚上|傍晚)(?:发|发我)?$/,
    'evenings',
  ],
  [
    /^(?:any ?time|at any time|whenever|24\/7)$|^(?:随时|什么时候都可以|任何时间|随时都可以|随时都行)$/,
    'any-time',
  ],
];

function partOfDay(said: string): Wish | null {
  const found = partNames.find(([pattern]) => pattern.test(said));
  return found === undefined ? null : partsOfDay[found[1]];
}

const days =
  /^(?:only |just |not )?(?:on |at )?(?:weekends?|weekdays?|(?:mon|tues|wednes|thurs|fri|satur|sun)days?)(?: only)?$|^只?(?:在|要)?(?:周末|工作日|周[一二三四五六日天]|星期[一二三四五六日天])(?:发|发我)?$/;

function daysIn(said: string): Wish | null {
  return days.test(said) ? { kind: 'days' } : null;
}

const clock = String.raw`(\d{1,2})(?:[:.](\d{2}))? ?(am|pm|a\.m|p\.m|o'?clock|h)?`;
const hanClock = String.raw`(早上|上午|中午|下午|晚上)?(\d{1,2}|[一二三四五六七八九十]{1,3})(?:点|时|:|：)(半|\d{2})?(?:分)?`;
const patterns = {
  notBefore: new RegExp(
    `^(?:please )?(?:not|nothing|no messages|only)? ?(?:before|after|from|until) ${clock}$`,
  ),
  between: new RegExp(
    `^(?:only |just )?(?:between |from )?${clock} ?(?:and|to|until|till|-|–) ?${clock}$`,
  ),
  hanOneSide: new RegExp(
    `^(?:请)?(?:不要在)?(?:在)?${hanClock}(以后|之后|后|以前|之前|前)(?:再)?(不要|别|不)?(?:再)?(?:发|打扰|联系)?(?:我|消息)?$`,
  ),
  hanBetween: new RegExp(`^(?:只)?(?:在)?${hanClock}(?:到|至|-|~)${hanClock}(?:之间|发|发我)?$`),
};

function hoursIn(said: string): Wish | null {
  return oneSide(said) ?? bothSides(said) ?? hanSide(said) ?? hanSides(said);
}

function oneSide(said: string): Wish | null {
  const found = patterns.notBefore.exec(said);
  if (found === null) return null;
  const minute = minuteOf(found[1], found[2], found[3]);
  if (minute === null) return null;
  const isRefusal = /^(?:please )?(?:not|nothing|no messages)\b/.test(said);
  const isBefore = /\b(?:before|until)\b/.test(said);
  if (!isRefusal && !/^(?:please )?(?:only )?(?:after|before|from|until)\b/.test(said)) return null;
  // "Not before 9" and "only after 9" say the same.
  return { kind: isRefusal === isBefore ? 'not-before' : 'not-after', minute };
}

function bothSides(said: string): Wish | null {
  const found = patterns.between.exec(said);
  // A bare "2-3" or "5 to 10" is more likely a size than a time of day.
  if (found === null || !/^(?:only|just|between|from)\b|[:.]\d\d|[ap]m/.test(said)) return null;
  const until = minuteOf(found[4], found[5], found[6]);
  const from = minuteOf(found[1], found[2], found[3]);
  // "From 6 to 9 pm" is an evening, "from 9 to 5 pm" is a day.
  const shared = found[3] === undefined ? minuteOf(found[1], found[2], found[6]) : from;
  const isEvening = shared !== null && until !== null && shared < until;
  return between(isEvening ? shared : from, until);
}

function hanSide(said: string): Wish | null {
  const found = patterns.hanOneSide.exec(said);
  if (found === null) return null;
  const minute = hanMinute(found[1], found[2], found[3]);
  if (minute === null) return null;
  const isAfter = /后$/.test(found[4] ?? '');
  const isRefusal = found[5] !== undefined || /^(?:请)?不要/.test(said);
  return { kind: isAfter === isRefusal ? 'not-after' : 'not-before', minute };
}

function hanSides(said: string): Wish | null {
  const found = patterns.hanBetween.exec(said);
  if (found === null) return null;
  return between(hanMinute(found[1], found[2], found[3]), hanMinute(found[4], found[5], found[6]));
}

function between(fromMinute: number | null, untilMinute: number | null): Wish | null {
  if (fromMinute === null || untilMinute === null) return null;
  return { kind: 'between', fromMinute, untilMinute };
}

function minuteOf(hours = '', minutes = '0', half = ''): number | null {
  const hour = Number(hours);
  const minute = Number(minutes);
  const isTwelve = /^[ap]/.test(half);
  if (hour > (isTwelve ? 12 : 24) || minute > 59) return null;
  const shifted = isTwelve ? (hour % 12) + (half.startsWith('p') ? 12 : 0) : hour;
  return (shifted * 60 + minute) % 1_440;
}

const hanDigits = '零一二三四五六七八九';

function hanMinute(part = '', hours = '', minutes = '0'): number | null {
  const hour = /^\d/.test(hours) ? Number(hours) : hanNumber(hours);
  const minute = minutes === '半' ? 30 : Number(minutes);
  if (hour > 24 || minute > 59) return null;
  const isLater = (part === '下午' || part === '晚上') && hour < 12;
  return ((isLater ? hour + 12 : hour) * 60 + minute) % 1_440;
}

function hanNumber(text: string): number {
  const [tens = '', ones = ''] = text.includes('十') ? text.split('十') : ['零', text];
  return (
    (tens === '' ? 1 : hanDigits.indexOf(tens)) * 10 + (ones === '' ? 0 : hanDigits.indexOf(ones))
  );
}

const anything =
  /^(?:everything|anything|all (?:products|categories|things)|show me everything|everything again)$|^(?:什么都可以|都可以|全部|所有商品|全部商品|什么都行|恢复全部)$/;
const only = [
  /^(?:i )?(?:only|just)(?: want| like| show| send)?(?: me)? (.+)$/,
  /^(.+) only$/,
  /^(?:我)?(?:只要|只想要|只看|只想看|只推荐|只发|只喜欢)(.+)$/,
];
const without = [
  /^(?:please )?(?:no more|no|without|never|not? any|don't (?:show|send|want)(?: me)?(?: any)?|stop showing(?: me)?|hide) (.+)$/,
  /^(?:我)?(?:不要再?(?:推荐|发)?|别再?(?:推荐|发)|不喜欢|不想要|不想看|不看|屏蔽)(.+)$/,
];

// Said every day, and never about a product.
const phrases =
  /^(?:no|not) (?:thanks?|thank you|problem|worries|idea|way|need|one|yet|now|sure|really|good|at all)\b|^no more$/;

function interestIn(said: string): Wish | null {
  if (anything.test(said)) return { kind: 'anything' };
  if (phrases.test(said)) return null;
  return namedBy('only', only, said) ?? namedBy('without', without, said);
}

function namedBy(
  kind: 'only' | 'without',
  patterns_: readonly RegExp[],
  said: string,
): Wish | null {
  for (const pattern of patterns_) {
    const words = pattern.exec(said)?.[1]?.trim();
    if (words !== undefined && words !== '' && words.length <= 60) return { kind, words };
  }
  return null;
}

import { foldCode, readsAsCode } from '../promotion/coupon-code.js';

// What of a message is a coupon's code, and whether somebody complains of one. No key is needed to see that a text has
// the shape of our codes; whether we made it is asked later, and counted.

/** `SAVE-7K3M-9XQ2-ABCD-EFGH5`, with other separators; what stands before may be a prefix or a word. */
const grouped =
  /(?<![a-z0-9])(?:([a-z0-9]{1,8})([-–—_ ]))?((?:[a-z0-9]{4}[-–—_ ]){3}[a-z0-9]{5})(?![a-z0-9])/iu;
const word = /[a-z0-9]+(?:[-–—_][a-z0-9]+)*/giu;
const separators = /[\s\p{Pd}_]/gu;

/** The code that a message is, folded; null where it is something else. */
function codeAlone(text: string): string | null {
  const said = text
    .normalize('NFKC')
    .trim()
    .replace(/[.。!]+$/, '');
  const found = codeIn(said);
  if (found !== null && foldCode(found) === foldCode(said)) return foldCode(found);
  return isLoneCode(said) ? foldCode(said) : null;
}

// Chance gives some codes few digits or none; a whole message of one long word that is no sentence is one all the same.
function isLoneCode(said: string): boolean {
  const isLoud = /[A-Z]/.test(said) && said === said.toUpperCase();
  return !/\s/.test(said) && (isLoud || isMixed(said)) && readsAsCode(said, true);
}

/** The first code of ours, by its shape, that stands in a message. */
function codeIn(said: string): string | null {
  return (
    codeInGroups(said) ?? [...said.matchAll(word)].map(([each]) => each).find(isCodeWord) ?? null
  );
}

function codeInGroups(said: string): string | null {
  const [whole, prefix, between = '', core = ''] = grouped.exec(said) ?? [];
  if (whole === undefined || !isMixed(core)) return null;
  if (readsAsCode(whole)) return whole;
  if (readsAsCode(core)) return core;
  // A slip is in it: a dash ties a prefix to it, a space a word of the sentence.
  const meant = prefix !== undefined && between !== ' ' ? whole : core;
  return readsAsCode(meant, true) ? meant : null;
}

// A word of so many letters and digits is hardly anything else, even if its check character disagrees.
function isCodeWord(text: string): boolean {
  return isMixed(text) && readsAsCode(text, isMixed(text, 3));
}

function isMixed(text: string, least = 1): boolean {
  const bare = text.replace(separators, '');
  const digits = bare.replace(/\D/g, '').length;
  return digits >= least && bare.length - digits >= least;
}

const complaint =
  /\b(?:doesn't|does not|didn't|did not|don't|isn't|is not|won't|can't|cannot|not (?:work|valid|accept)|invalid|reject|refus|declin|fail|wrong with|no longer)|不能用|用不了|用不上|不可用|无法使?用|没法用|无效|失效|失败|没用|不管用|不好使|不行|为什么|怎么回事/u;
const aboutCode = /\b(?:codes?|coupons?|vouchers?)\b|券|优惠码|兑换码|折扣码/u;
const named =
  /^(?:\/code|(?:my )?code|优惠码|兑换码|折扣码|券码|代码)\s*[:：]?\s*["“「]?([a-z0-9][a-z0-9\s_–—-]{2,40})["”」]?[.。!]?$/iu;
const asksForCode = /^(?:code|check (?:my |a )?code|优惠码|兑换码|查券码)$/;

export type CodeQuestion = { readonly code: string | null } | null;

/**
 * "Why doesn't my code work", `code SAVE…`, or a code and nothing else.
 *
 * @param text as it was written, without a bot's name @param said as the dialogue compares it: lower case, width folded
 * @returns null if it is about something else; `code` is null where none is named
 */
export function codeQuestion(text: string, said: string): CodeQuestion {
  const alone = codeAlone(text);
  if (alone !== null) return { code: alone };
  if (asksForCode.test(said)) return { code: null };
  const written = text.normalize('NFKC').trim();
  const after = namedCode(written);
  if (after !== null) return { code: after };
  if (!complaint.test(said)) return null;
  const ours = codeIn(written);
  if (ours !== null) return { code: foldCode(ours) };
  if (!aboutCode.test(said)) return null;
  const loud = loudWord(written);
  return { code: loud === null ? null : foldCode(loud) };
}

// `code AUTUMN10`, but not "code please"; behind a slash whatever it is.
function namedCode(written: string): string | null {
  const rest = named.exec(written)?.[1]?.trim() ?? null;
  if (rest === null) return null;
  if (/\s/.test(rest)) return codeAlone(rest);
  const isLoud = /\d/.test(rest) || rest === rest.toUpperCase();
  return isLoud || written.startsWith('/') ? foldCode(rest) : null;
}

// A shared code, such as AUTUMN10: nothing but capitals and digits, in a message that is not all capitals.
function loudWord(written: string): string | null {
  if (!/\p{Ll}|\p{Script=Han}/u.test(written)) return null;
  const loud = [...written.matchAll(word)]
    .map(([each]) => each)
    .filter((each) => /^[A-Z0-9-]{4,40}$/.test(each) && /[A-Z]/.test(each));
  return loud.at(0) ?? null;
}

/** What may be a code where one was asked for: a single word. */
export function answeredCode(text: string): string | null {
  const said = text.normalize('NFKC').trim();
  return /^[\p{L}\p{N}_–—-]{3,40}$/u.test(said) ? foldCode(said) : codeAlone(text);
}

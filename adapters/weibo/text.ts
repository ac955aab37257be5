/** Weibo's measure: a wide character is one, a narrow one (ASCII) a half. */
export function weiboLength(text: string): number {
  return [...text].reduce((sum, letter) => sum + ((letter.codePointAt(0) ?? 0) < 128 ? 0.5 : 1), 0);
}

const urlPattern = /https?:\/\/[^\s<>"'\u3000-\u303f\uff00-\uffef]+/gi;

export function linksIn(text: string): string[] {
  return text.match(urlPattern) ?? [];
}

export function withoutLinks(text: string): string {
  return text.replace(urlPattern, ' ');
}

/**
 * A text without what Weibo changes of it: links become its own short ones, spaces are folded, and what could be HTML
 * is escaped. Two posts are the same text when this is the same.
 */
export function comparable(text: string): string {
  const unescaped = text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
  return withoutLinks(unescaped)
    .replace(/[\s\u200b]+/g, ' ')
    .trim();
}

/** `Tue May 31 17:46:55 +0800 2011`, as Weibo writes instants; null if it is none. */
export function instantOf(text: string): number | null {
  const [, month, day, time, zone, year] =
    /^\w{3} (\w{3}) (\d{1,2}) (\d\d:\d\d:\d\d) ([+-]\d{4}) (\d{4})$/.exec(text) ?? [];
  if (year === undefined) return null;
  const at = Date.parse(`${day} ${month} ${year} ${time} ${zone}`);
  return Number.isNaN(at) ? null : at;
}

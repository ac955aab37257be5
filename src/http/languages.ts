import type { Context } from 'hono';

const languages = ['en', 'zh-CN'] as const;

export type Language = (typeof languages)[number];

/** What `?lang=` asks for, else the first of the browser's languages that we speak, else English. */
export function languageOf(context: Context): Language {
  const wished = [
    context.req.query('lang') ?? '',
    ...accepted(context.req.header('accept-language')),
  ];
  for (const tag of wished) {
    const found = spoken(tag);
    if (found !== null) return found;
  }
  return 'en';
}

function spoken(tag: string): Language | null {
  const [primary] = tag.trim().toLowerCase().split('-');
  if (primary === 'zh') return 'zh-CN';
  return primary === 'en' ? 'en' : null;
}

/** Best first; equals stay in their order. */
function accepted(header = ''): string[] {
  return header
    .split(',')
    .slice(0, 20)
    .map((part) => {
      const [tag = '', ...parameters] = part.split(';');
      const quality = parameters.map((each) => /^\s*q=([\d.]+)/.exec(each)?.[1]).find(Boolean);
      return { tag, quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality)
    .map(({ tag }) => tag);
}

import { expect, it } from 'vitest';
import { reasonText } from '../../../src/domain/recommender/reason-text.js';

const bought = { kind: 'bought', productId: 4, productName: 'RED LANTERN' } as const;

it.each([
  { reason: bought, locale: 'en', text: 'because you bought RED LANTERN' },
  { reason: bought, locale: 'zh-CN', text: '因为您买过「RED LANTERN」' },
  {
    reason: { ...bought, kind: 'together' } as const,
    locale: 'en',
    text: 'often bought together with RED LANTERN',
  },
  {
    reason: { ...bought, kind: 'similar' } as const,
    locale: 'zh-CN',
    text: '与「RED LANTERN」相似',
  },
  {
    reason: { ...bought, kind: 'looked' } as const,
    locale: 'zh-CN',
    text: '因为您看过「RED LANTERN」',
  },
  { reason: { kind: 'again' } as const, locale: 'en', text: 'you bought this before' },
  { reason: { kind: 'taste' } as const, locale: 'en', text: 'others with your taste like it' },
  { reason: { kind: 'peers' } as const, locale: 'zh-CN', text: '受像您这样的顾客欢迎' },
  { reason: { kind: 'popular' } as const, locale: 'en-GB', text: 'popular right now' },
  { reason: { kind: 'popular' } as const, locale: 'zh', text: '近期热销' },
  {
    reason: { kind: 'category', category: 'Candles' } as const,
    locale: 'fr',
    text: 'because you like Candles',
  },
  {
    reason: { kind: 'category', category: '蜡烛' } as const,
    locale: 'zh-CN',
    text: '因为您喜欢「蜡烛」',
  },
])('says $reason.kind in $locale', ({ reason, locale, text }) => {
  expect(reasonText(reason, locale)).toBe(text);
});

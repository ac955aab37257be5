import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { htmlPart } from '../../adapters/email/html-part.js';
import { type MailContent, render } from '../../adapters/email/render.js';
import { wordsIn } from '../../adapters/email/words.js';
import type { OutboundMessage } from '../../src/domain/message/message.js';
import { hasNoBrowser, launch } from '../http/support/browser.js';

const picture = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="500"><rect width="1200" height="500" fill="#d8a"/></svg>',
)}`;

const messages: Record<string, OutboundMessage> = {
  en: {
    locale: 'en',
    blocks: [
      {
        kind: 'text',
        text: 'Hello Ann, lanterns for the dark months\n\nThree that you may like:\n1. Paper lantern, £3.00\n2. A lantern with a name that goes on and on, £12.00',
      },
      { kind: 'image', url: 'https://shop.example/lantern.png', alt: 'A paper lantern' },
      { kind: 'text', text: `See https://shop.example/${'a-very-long-path/'.repeat(8)}` },
      {
        kind: 'buttons',
        rows: [
          [
            { kind: 'link', label: 'Look at them', url: 'https://shop.example/l/abc' },
            { kind: 'action', label: 'More like this', action: 'picks:more' },
          ],
          [{ kind: 'action', label: 'My coupons', action: 'coupons' }],
        ],
      },
    ],
  },
  zh: {
    locale: 'zh-CN',
    blocks: [
      {
        kind: 'text',
        text: '安，冬天的灯笼到了\n\n您可能喜欢的三款：\n一、纸灯笼，¥30\n二、名字很长很长的灯笼，¥120',
      },
      {
        kind: 'buttons',
        rows: [[{ kind: 'link', label: '去看看', url: 'https://shop.example/l/x' }]],
      },
    ],
  },
};

function page(name: string): string {
  const rendering = render(messages[name] ?? { locale: 'en', blocks: [] });
  if (!rendering.ok) throw new Error('does not fit');
  const content = rendering.parts[0]?.payload as unknown as MailContent;
  const footer = {
    words: wordsIn(content.locale),
    sender: 'The Shop',
    postalAddress: 'The Shop Ltd, 1 High Street, London W1',
    leaveUrl: 'https://shop.example/unsubscribe/x',
  };
  const press = () => 'https://shop.example/press/x';
  return htmlPart(content, press, footer).replace('https://shop.example/lantern.png', picture);
}

interface Measured {
  readonly overflowPx: number;
  readonly leastContrast: number;
  readonly buttonHeights: number[];
  readonly textPx: number;
  readonly withoutAlt: number;
}

/** What the reader meets, measured by the browser; the contrast is WCAG's. Text, because only the browser runs it. */
const measure = `(() => {
  const luminance = (color) => {
    const [r, g, b] = color.match(/[\\d.]+/g).map((part) => {
      const share = Number(part) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    const { backgroundColor } = getComputedStyle(element);
    return /, 0\\)$/.test(backgroundColor) ? behind(element.parentElement) : backgroundColor;
  };
  const contrast = (element) => {
    const pair = [getComputedStyle(element).color, behind(element)].map(luminance);
    return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
  };
  return {
    overflowPx: document.documentElement.scrollWidth - innerWidth,
    leastContrast: Math.min(...[...document.querySelectorAll('h1, p, a, .foot')].map(contrast)),
    buttonHeights: [...document.querySelectorAll('.button')].map((each) => each.getBoundingClientRect().height),
    textPx: Number.parseFloat(getComputedStyle(document.querySelector('p')).fontSize),
    withoutAlt: [...document.images].filter(({ alt }) => alt === '').length,
  };
})()`;

describe.skipIf(hasNoBrowser)('a mail in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());

  const looks = Object.keys(messages).flatMap((name) =>
    [390, 800].flatMap((width) =>
      (['light', 'dark'] as const).map((colorScheme) => ({ name, width, colorScheme })),
    ),
  );

  it.each(looks)('$name fits $width px and can be read when it is $colorScheme', async (look) => {
    const { name, width, colorScheme } = look;
    const viewport = { width, height: 900 };
    const tab = await browser.newPage({ viewport, colorScheme });
    await tab.setContent(page(name));
    const found = (await tab.evaluate(measure)) as Measured;
    await tab.close();
    expect(found.overflowPx).toBeLessThanOrEqual(0);
    // WCAG 2.2: 4.5 for text (AA); 44 px for what is pressed (AAA).
    expect(found.leastContrast).toBeGreaterThanOrEqual(4.5);
    expect(Math.min(...found.buttonHeights)).toBeGreaterThanOrEqual(44);
    expect(found.textPx).toBeGreaterThanOrEqual(16);
    expect(found.withoutAlt).toBe(0);
  });
});

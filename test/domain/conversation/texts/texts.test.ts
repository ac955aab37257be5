import { expect, it } from 'vitest';
import { en } from '../../../../src/domain/conversation/texts/en.js';
import { linkLine, textsIn } from '../../../../src/domain/conversation/texts/texts.js';
import { zhCn } from '../../../../src/domain/conversation/texts/zh-cn.js';

it('has each language under its own name', () => {
  expect(Object.keys(textsIn).sort()).toEqual(['en', 'zh-CN']);
  expect(textsIn.en).toBe(en);
  expect(textsIn['zh-CN']).toBe(zhCn);
});

it('says nothing of a link where none was opened', () => {
  expect(linkLine(en, null, 'Bags & Co')).toBeNull();
});

it('says what a link came to, with the shop’s name where it helps', () => {
  expect(linkLine(en, 'expired', 'Bags & Co')).toBe(
    'This link is too old. Please ask the shop for a new one.',
  );
  expect(linkLine(zhCn, 'expired', '包店')).toBe('这个链接已过期，请向店家索取新的链接。');
  expect(linkLine(en, 'other-person', 'Bags & Co')).toContain('another customer of Bags & Co');
  expect(linkLine(zhCn, 'other-person', '包店')).toContain('包店的另一位顾客');
});

it('tells somebody with another’s link nothing about that other', () => {
  for (const texts of [en, zhCn])
    for (const outcome of ['other-chat', 'other-person'] as const)
      expect(linkLine(texts, outcome, 'S')).not.toMatch(/@|\d/);
});

it('has no fixed label that the narrowest channel would cut off', () => {
  const narrowest = 20;
  for (const texts of Object.values(textsIn))
    for (const [name, label] of Object.entries(texts.buttons))
      expect(label.length, `${name}: ${label}`).toBeLessThanOrEqual(narrowest);
});

it('puts what it counts in the singular and the plural', () => {
  expect(en.less(1)).toContain('one message a week');
  expect(en.less(2)).toContain('2 messages a week');
  expect(en.wishOften(1)).toContain('once a week');
  expect(en.wishOften(3)).toContain('3 times a week');
  expect(en.joins(1)).toContain('1 friend has');
  expect(en.found(1)).toBe('I found this:');
  expect(en.wishInterests(['Bags', 'Hats', 'Mugs'], ['Lamps'])).toBe(
    '• Picks: only Bags, Hats and Mugs, but not Lamps',
  );
});

it('says nothing that is longer than the shortest message a channel takes', () => {
  const name = 'N'.repeat(80);
  for (const texts of Object.values(textsIn)) {
    const fixed = Object.values(texts).filter((value) => typeof value === 'string');
    const longest = [
      ...fixed,
      texts.help(name),
      texts.askConsent(name),
      texts.linkCode('ABCD2345'),
      texts.noStaff(name),
      texts.askRating(name),
      ...Object.values(texts.codes),
    ];
    // WeChat's 2,048 bytes are the fewest of the chats; Chinese takes three for each character.
    for (const said of longest) expect(Buffer.byteLength(said), said).toBeLessThanOrEqual(2_048);
  }
});

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

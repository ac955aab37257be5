import { expect, it } from 'vitest';
import { en } from '../../../src/domain/conversation/texts/en.js';
import { zhCn } from '../../../src/domain/conversation/texts/zh-cn.js';

function keysOf(texts: object, path = ''): string[] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null
      ? keysOf(value, `${path}${key}.`)
      : [`${path}${key}`],
  );
}

it('says everything in each language', () => {
  expect(keysOf(zhCn).sort()).toEqual(keysOf(en).sort());
  expect(keysOf(en).length).toBeGreaterThan(40);
});

it('leaves no text empty, and none of one language in the other', () => {
  const fixed = (texts: object): string[] =>
    Object.values(texts).flatMap((value) => {
      if (typeof value === 'string') return [value];
      return typeof value === 'object' && value !== null ? fixed(value) : [];
    });
  for (const said of [...fixed(en), ...fixed(zhCn)]) expect(said.trim()).not.toBe('');
  for (const said of fixed(zhCn)) expect(said).toMatch(/[\u4e00-\u9fff]/);
  expect(fixed(en).filter((said) => /[\u4e00-\u9fff]/.test(said))).toEqual(['中文 / English']);
});

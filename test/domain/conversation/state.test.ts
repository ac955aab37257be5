import { expect, it } from 'vitest';
import { languageOf } from '../../../src/domain/conversation/language.js';
import { freshState, stateOf } from '../../../src/domain/conversation/state.js';

it.each([null, 7, 'x', [], {}, { awaiting: 'money', picksPage: 'two' }, { picksPage: 1.5 }])(
  'begins afresh from a state it cannot understand: %j',
  (stored) => {
    expect(stateOf(stored)).toEqual(freshState);
  },
);

it('reads back what it wrote', () => {
  const state = { awaiting: 'consent', picksPage: 3 } as const;
  expect(stateOf(JSON.parse(JSON.stringify(state)))).toEqual(state);
});

it.each([
  ['zh-Hans-SG', 'zh-CN'],
  ['zh', 'zh-CN'],
  ['zh_TW', 'zh-CN'],
  ['EN-gb', 'en'],
  ['fr', null],
  ['enm', null],
  ['', null],
  [null, null],
])('speaks to %j in %j', (locale, language) => {
  expect(languageOf(locale)).toBe(language);
});

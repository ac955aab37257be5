import { expect, it } from 'vitest';
import { languageOf } from '../../../src/domain/conversation/language.js';
import {
  type ConversationState,
  freshState,
  stateOf,
} from '../../../src/domain/conversation/state.js';

it.each([null, 7, 'x', [], {}, { awaiting: 'money', picksPage: 'two' }, { picksPage: 1.5 }])(
  'begins afresh from a state it cannot understand: %j',
  (stored) => {
    expect(stateOf(stored)).toEqual(freshState);
  },
);

it('reads back what it wrote', () => {
  const state: ConversationState = {
    awaiting: 'consent',
    picksPage: 3,
    shown: ['A1', 'B 2'],
    undo: { maxPerWeek: null, quietHours: { fromMinute: 0, untilMinute: 540 } },
    about: 'wishes',
    misses: 1,
    rated: 'r-1',
  };
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

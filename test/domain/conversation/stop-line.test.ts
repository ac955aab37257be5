import { expect, it } from 'vitest';
import { commandOf } from '../../../src/domain/conversation/command.js';
import { freshState } from '../../../src/domain/conversation/state.js';

const kindOf = (text: string) => commandOf(freshState, { kind: 'text', text }).kind;

it.each(['STOP\n\nThanks, Ann', 'Unsubscribe.\nKind regards', '\n退订\n谢谢', 'stop\r\nAnn'])(
  'takes a first line that says stop for a stop: %j',
  (text) => {
    expect(kindOf(text)).toBe('stop');
  },
);

it.each(['Please tell me\nstop', 'Where is the bus stop\nnear you?'])(
  'does not take a later line, or a word in a line, for one: %j',
  (text) => {
    expect(kindOf(text)).not.toBe('stop');
  },
);

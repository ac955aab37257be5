import { expect, it } from 'vitest';
import { staffCommandOf } from '../../../../src/domain/conversation/staff/staff-command.js';

it.each([
  ['/reply 12 We are on it', false, { kind: 'reply', caseId: 12, text: 'We are on it' }],
  ['/reply #12 first\nsecond', false, { kind: 'reply', caseId: 12, text: 'first\nsecond' }],
  ['/REPLY@corner_bot 12 hi', false, { kind: 'reply', caseId: 12, text: 'hi' }],
  ['/take 7', false, { kind: 'take', caseId: 7 }],
  ['/close', true, { kind: 'close', caseId: null }],
  ['/card 7', false, { kind: 'card', caseId: 7 }],
  ['/assign 7 @anna', false, { kind: 'assign', caseId: 7, to: 'anna' }],
  ['/assign @anna', true, { kind: 'assign', caseId: null, to: 'anna' }],
  ['/assign 7', false, { kind: 'help' }],
  ['/cases', false, { kind: 'cases' }],
  ['/help', false, { kind: 'help' }],
  ['/reply 12', false, { kind: 'help' }],
  // A number that begins the answer's words is no case.
  ['/reply 12th floor', true, { kind: 'reply', caseId: null, text: '12th floor' }],
  ['On its way!', true, { kind: 'reply', caseId: null, text: 'On its way!' }],
  ['On its way!', false, { kind: 'chatter' }],
  ['stop', false, { kind: 'chatter' }],
  ['   ', true, { kind: 'chatter' }],
])('%j (an answer: %s) is %j', (text, isAnswer, wanted) => {
  expect(staffCommandOf(text, isAnswer)).toEqual(wanted);
});

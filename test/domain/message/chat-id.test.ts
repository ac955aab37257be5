import { expect, it } from 'vitest';
import { chatIdOf, isChatId } from '../../../src/domain/message/chat-id.js';

it('writes all 128 bits, leading zeros too', () => {
  const bytes = Uint8Array.from([0, 1, 255, 16, ...Array<number>(12).fill(0)]);
  expect(chatIdOf(bytes)).toBe('0001ff10000000000000000000000000');
});

it('refuses fewer bits than it promises', () => {
  expect(() => chatIdOf(new Uint8Array(15))).toThrow(RangeError);
});

it.each([
  '',
  '0001ff1000000000000000000000000',
  '0001FF10000000000000000000000000',
  `${'0'.repeat(32)}\n`,
])('does not take %j for a chat id', (text) => expect(isChatId(text)).toBe(false));

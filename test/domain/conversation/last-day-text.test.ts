import { expect, it } from 'vitest';
import { lastDayText } from '../../../src/domain/conversation/last-day-text.js';

const london = { language: 'en', timezone: 'Europe/London' } as const;
const at = (text: string) => ({ validUntil: Date.parse(text) });

it('is the day before the midnight at which a coupon ends', () => {
  expect(lastDayText(at('2026-12-01T00:00:00Z'), london)).toBe('30 November 2026');
  expect(lastDayText(at('2026-12-01T00:00:00.001Z'), london)).toBe('1 December 2026');
});

it('is written for the language', () => {
  const chinese = { ...london, language: 'zh-CN' } as const;
  expect(lastDayText(at('2026-12-01T00:00:00Z'), chinese)).toBe('2026年11月30日');
});

it('is the shop’s day, not UTC’s', () => {
  // Midnight of 1 July in London's summer is 23:00 of 30 June in UTC.
  expect(lastDayText(at('2026-06-30T23:00:00Z'), london)).toBe('30 June 2026');
  const shanghai = { ...london, timezone: 'Asia/Shanghai' };
  expect(lastDayText(at('2026-11-30T16:00:00Z'), shanghai)).toBe('30 November 2026');
  expect(lastDayText(at('2026-11-30T16:00:01Z'), shanghai)).toBe('1 December 2026');
});

import { describe, expect, it } from 'vitest';
import { periodAt } from '../../../src/domain/campaign/quota-period.js';

const at = (text: string) => Date.parse(text);

describe('a quota’s period', () => {
  it.each([
    {
      rule: 'a day in Shanghai begins at 16:00 UTC',
      at: '2026-03-01T15:59:59Z',
      per: 'day' as const,
      zone: 'Asia/Shanghai',
      start: '2026-02-28T16:00:00Z',
      end: '2026-03-01T16:00:00Z',
    },
    {
      rule: 'the day on which New York puts clocks forward has 23 hours',
      at: '2026-03-08T12:00:00Z',
      per: 'day' as const,
      zone: 'America/New_York',
      start: '2026-03-08T05:00:00Z',
      end: '2026-03-09T04:00:00Z',
    },
    {
      rule: 'the day on which London puts clocks back has 25 hours',
      at: '2026-10-25T23:30:00Z',
      per: 'day' as const,
      zone: 'Europe/London',
      start: '2026-10-24T23:00:00Z',
      end: '2026-10-26T00:00:00Z',
    },
    {
      rule: 'February ends on the 29th in a leap year',
      at: '2028-02-29T15:59:59Z',
      per: 'month' as const,
      zone: 'Asia/Shanghai',
      start: '2028-01-31T16:00:00Z',
      end: '2028-02-29T16:00:00Z',
    },
    {
      rule: 'December is followed by January of the next year',
      at: '2026-12-31T23:59:59Z',
      per: 'month' as const,
      zone: 'UTC',
      start: '2026-12-01T00:00:00Z',
      end: '2027-01-01T00:00:00Z',
    },
    {
      rule: 'an hour in Kolkata begins at half past UTC’s',
      at: '2026-05-01T10:29:59Z',
      per: 'hour' as const,
      zone: 'Asia/Kolkata',
      start: '2026-05-01T09:30:00Z',
      end: '2026-05-01T10:30:00Z',
    },
    {
      rule: 'the last instant of a minute is in it, the next is not',
      at: '2026-05-01T10:29:59.999Z',
      per: 'minute' as const,
      zone: 'UTC',
      start: '2026-05-01T10:29:00Z',
      end: '2026-05-01T10:30:00Z',
    },
  ])('$rule', ({ at: now, per, zone, start, end }) => {
    expect(periodAt(at(now), per, zone)).toEqual({ start: at(start), end: at(end) });
  });
});

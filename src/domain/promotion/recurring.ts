import { addDays, localTime } from '../time-zone.js';

/** Hours of certain days, by local clocks. */
export interface Recurring {
  /** IANA zone. */
  readonly zone: string;
  /** ISO weekdays on which the hours begin: 1 is Monday, 7 Sunday. */
  readonly days: readonly number[];
  /** Minutes after local midnight, 0 to 1439. */
  readonly fromMinute: number;
  /** Exclusive, 1 to 1440; not after `fromMinute`: of the next day. */
  readonly untilMinute: number;
}

/** Whether local clocks are inside the hours; hours over midnight belong to the day on which they began. */
export function isWithinHours(at: number, hours: Recurring): boolean {
  const { date, minute } = localTime(at, hours.zone);
  const { days, fromMinute, untilMinute } = hours;
  const isOn = (day: string) => days.includes(isoWeekday(day));
  if (fromMinute < untilMinute) return isOn(date) && minute >= fromMinute && minute < untilMinute;
  if (minute >= fromMinute) return isOn(date);
  return minute < untilMinute && isOn(addDays(date, -1));
}

/** @param date `YYYY-MM-DD` */
function isoWeekday(date: string): number {
  return ((new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7) + 1;
}

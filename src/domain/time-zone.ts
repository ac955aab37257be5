/** `2026-11-30`, in some zone. */
export type LocalDate = string;

export interface LocalTime {
  readonly date: LocalDate;
  /** Minutes after local midnight. */
  readonly minute: number;
}

const minuteMs = 60_000;
const dayMs = 86_400_000;
// Since 1973 every zone changes its offset on a quarter of an hour.
const quarterMs = 15 * minuteMs;

const formatters = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, number>();

/** What a zone adds to UTC at an instant, in milliseconds. */
export function offsetMs(at: number, zone: string): number {
  const quarter = Math.floor(at / quarterMs);
  const key = `${zone} ${quarter}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  // Planning asks for the same few quarters a million times; a year of schedules may ask for many once.
  if (offsets.size > 10_000) offsets.clear();
  const found = computedOffsetMs(quarter * quarterMs, zone);
  offsets.set(key, found);
  return found;
}

function computedOffsetMs(at: number, zone: string): number {
  const parts = Object.fromEntries(
    formatterOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  ) as Record<string, number>;
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - at;
}

function formatterOf(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-u-ca-iso8601-nu-latn', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formatters.set(zone, made);
  return made;
}

export function localTime(at: number, zone: string): LocalTime {
  const local = at + offsetMs(at, zone);
  const minute = Math.floor((((local % dayMs) + dayMs) % dayMs) / minuteMs);
  return { date: dateText(local), minute };
}

/**
 * The instants at which clocks in a zone show a local time: usually one, two when clocks were put back. A time that
 * clocks skip gives the instant of the jump.
 *
 * @param minute minutes after midnight, below 1440
 */
export function instantsOf(date: LocalDate, minute: number, zone: string): number[] {
  const local = Date.parse(`${date}T00:00:00Z`) + minute * minuteMs;
  const candidates = [local - dayMs, local + dayMs].map((near) => local - offsetMs(near, zone));
  const shown = candidates.filter((at) => at + offsetMs(at, zone) === local);
  if (shown.length === 0) return [jumpAfter(local - dayMs, local + dayMs, zone)];
  return [...new Set(shown)].sort((a, b) => a - b);
}

/** The first instant at which clocks in a zone show a local time, or the end of the gap that skips it. */
export function instantOf(date: LocalDate, minute: number, zone: string): number {
  return instantsOf(date, minute, zone)[0] ?? Number.NaN;
}

export function startOfLocalDay(at: number, zone: string): number {
  return instantOf(localTime(at, zone).date, 0, zone);
}

export function addDays(date: LocalDate, days: number): LocalDate {
  return dateText(Date.parse(`${date}T00:00:00Z`) + days * dayMs);
}

/** Whether a text is a day of the calendar: `2026-02-30` is not. */
export function isLocalDate(text: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(at) && dateText(at) === text;
}

function dateText(utc: number): LocalDate {
  return new Date(utc).toISOString().slice(0, 10);
}

// The offset differs between the two ends; halve until one minute is left.
function jumpAfter(from: number, until: number, zone: string): number {
  const before = offsetMs(from, zone);
  let low = from;
  let high = until;
  while (high - low > minuteMs) {
    const middle = low + Math.ceil((high - low) / 2 / minuteMs) * minuteMs;
    if (offsetMs(middle, zone) === before) low = middle;
    else high = middle;
  }
  return high;
}

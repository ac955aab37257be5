export interface InstantReading {
  /** IANA zone of texts that name none. */
  readonly zone: string;
  /** How `12/1/2010` is meant; without it such a date is refused, because it may be either. */
  readonly slashes?: 'month-first' | 'day-first';
}

const iso =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d?):(\d\d)(?::(\d\d)(?:\.(\d{1,3})\d*)?)?)?\s*(Z|[+-]\d\d:?\d\d)?$/;
const slashed = /^(\d\d?)\/(\d\d?)\/(\d{4})(?: (\d\d?):(\d\d)(?::(\d\d))?)?$/;

/**
 * Reads ISO 8601 (with an offset, or local in `zone`), and epoch seconds or milliseconds.
 * A local time that the clocks skip is read an hour later; one that comes twice is its first.
 *
 * @returns a function from text to epoch milliseconds, or null if it is no instant; it remembers the zone's
 *   offset hour by hour, because asking for it costs more than reading the whole row
 */
export function instantReader({ zone, slashes }: InstantReading): (text: string) => number | null {
  const toUtc = localToUtc(zone);
  return (text) => {
    if (/^\d{13}$/.test(text)) return Number(text);
    if (/^\d{10}$/.test(text)) return Number(text) * 1_000;
    const parts = isoParts(text) ?? (slashes ? slashedParts(text, slashes) : null);
    if (parts === null) return null;
    const local = utcOf(parts);
    if (local === null) return null;
    return parts.offset === undefined ? toUtc(local) : local - offsetMs(parts.offset);
  };
}

interface Parts {
  readonly day: readonly [string | undefined, string | undefined, string | undefined];
  readonly time: readonly (string | undefined)[];
  readonly offset?: string | undefined;
}

function isoParts(text: string): Parts | null {
  const match = iso.exec(text);
  if (match === null) return null;
  return {
    day: [match[1], match[2], match[3]],
    time: [match[4], match[5], match[6], match[7]?.padEnd(3, '0')],
    offset: match[8],
  };
}

function slashedParts(text: string, slashes: 'month-first' | 'day-first'): Parts | null {
  const match = slashed.exec(text);
  if (match === null) return null;
  const [, first, second, year] = match;
  const day =
    slashes === 'month-first' ? ([year, first, second] as const) : ([year, second, first] as const);
  return { day, time: [match[4], match[5], match[6]] };
}

/** The fields as if they were UTC, or null if there is no such day or time (30 February, 25:00). */
function utcOf({ day, time }: Parts): number | null {
  const [year = 0, month = 0, date = 0] = day.map(Number);
  const [hour = 0, minute = 0, second = 0, ms = 0] = time.map((part) => Number(part ?? 0));
  if (hour > 23 || minute > 59 || second > 59) return null;
  const at = Date.UTC(year, month - 1, date, hour, minute, second, ms);
  const back = new Date(at);
  return back.getUTCMonth() === month - 1 && back.getUTCDate() === date ? at : null;
}

function offsetMs(text: string): number {
  if (text === 'Z') return 0;
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(-2));
  return (text.startsWith('-') ? -minutes : minutes) * 60_000;
}

const hourMs = 3_600_000;

function localToUtc(zone: string): (local: number) => number {
  const offsetAt = zoneOffset(zone);
  const offsets = new Map<number, number>();
  return (local) => {
    // Zones change their offset at quarter hours at the finest.
    const quarter = Math.floor(local / (hourMs / 4));
    let offset = offsets.get(quarter);
    if (offset === undefined) {
      offset = offsetOfLocal(local, offsetAt);
      offsets.set(quarter, offset);
    }
    return local - offset;
  };
}

// Of the offsets a day before and a day after, the one under which the local time exists; the earlier wins.
function offsetOfLocal(local: number, offsetAt: (at: number) => number): number {
  const before = offsetAt(local - 24 * hourMs);
  const after = offsetAt(local + 24 * hourMs);
  if (before === after || offsetAt(local - before) === before) return before;
  return offsetAt(local - after) === after ? after : before;
}

function zoneOffset(zone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (at) => {
    const whole = Math.floor(at / 1_000) * 1_000;
    const parts = Object.fromEntries(
      format.formatToParts(whole).map((p) => [p.type, Number(p.value)]),
    );
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second) - whole;
  };
}
